"""Addresses of the short form about who took part, and of its sums."""

from starlette.routing import BaseRoute, Route

from residents.views import equality

routes: list[BaseRoute] = [
    Route("/equality", equality.form, methods=["GET", "POST"]),
    Route("/equality/why", equality.why),
    Route("/equality/thanks", equality.thanks),
    Route("/office/equality", equality.index),
    Route("/office/equality/{about:str}", equality.summary),
]
