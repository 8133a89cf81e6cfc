"""Addresses where residents say and show that they belong here."""

from starlette.routing import BaseRoute, Route

from residents.views.belonging import helping, place, showing

GET_AND_POST = ["GET", "POST"]

routes: list[BaseRoute] = [
    Route("/account/belonging", showing.show),
    Route("/account/belonging/place", place.place, methods=GET_AND_POST),
    Route("/account/belonging/confirmation", showing.confirmation, methods=GET_AND_POST),
    Route("/account/belonging/venues", helping.venues),
    Route("/account/belonging/call", helping.call, methods=GET_AND_POST),
    Route("/account/belonging/withdrawal", helping.withdrawal, methods=GET_AND_POST),
]
