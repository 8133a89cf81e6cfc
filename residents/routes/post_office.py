"""Addresses of messages that did not go out."""

from starlette.routing import BaseRoute, Route

from residents.views import post_office

routes: list[BaseRoute] = [
    Route("/office/post", post_office.index),
    Route("/office/post/{message:int}", post_office.message, methods=["GET", "POST"]),
    Route("/office/post/{message:int}/alike", post_office.alike, methods=["POST"]),
    Route("/office/post/{message:int}/removal", post_office.removal, methods=["POST"]),
]
