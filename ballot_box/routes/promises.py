"""Addresses of what the ballot box promises."""

from starlette.routing import BaseRoute, Route

from ballot_box.views import promises

routes: list[BaseRoute] = [
    Route("/record/promises", promises.show),
    Route("/record/verify.html", promises.verifier),
]
