"""Addresses for saying that somebody else voted."""

from starlette.routing import BaseRoute, Route

from ballot_box.views import not_me

routes: list[BaseRoute] = [
    Route("/vote/not-me", not_me.report, methods=["GET", "POST"]),
    Route("/vote/not-me/next", not_me.then),
    Route("/office/not-me", not_me.report_for, methods=["GET", "POST"]),
]
