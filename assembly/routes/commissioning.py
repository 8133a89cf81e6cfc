"""Assemblies: their public pages, and how officers plan them."""

from starlette.routing import BaseRoute, Route

from assembly.views import assemblies
from assembly.views.commissioning import basics, dates, decisions, offer, plan, seats, sessions, topics

GET_AND_POST = ["GET", "POST"]
_HERE = "/office/assemblies/{assembly:int}"

routes: list[BaseRoute] = [
    Route("/assemblies", assemblies.index),
    Route("/assemblies/{slug:str}", assemblies.show),
    Route("/office/assemblies", plan.index),
    Route("/office/assemblies/new", basics.new, methods=GET_AND_POST),
    Route(_HERE, plan.show),
    Route(f"{_HERE}/basics", basics.edit, methods=GET_AND_POST),
    Route(f"{_HERE}/topics", topics.index),
    Route(f"{_HERE}/topics/new", topics.new, methods=GET_AND_POST),
    Route(f"{_HERE}/topics/{{topic:int}}", topics.edit, methods=GET_AND_POST),
    Route(f"{_HERE}/topics/{{topic:int}}/order", topics.order, methods=["POST"]),
    Route(f"{_HERE}/topics/{{topic:int}}/removal", topics.removal, methods=["POST"]),
    Route(f"{_HERE}/topics/{{topic:int}}/ending", topics.ending, methods=["POST"]),
    Route(f"{_HERE}/topics/{{topic:int}}/commission", topics.commission, methods=GET_AND_POST),
    Route(f"{_HERE}/seats", seats.seats, methods=GET_AND_POST),
    Route(f"{_HERE}/thresholds", seats.thresholds, methods=GET_AND_POST),
    Route(f"{_HERE}/dates", dates.edit, methods=GET_AND_POST),
    Route(f"{_HERE}/sessions", sessions.index, methods=GET_AND_POST),
    Route(f"{_HERE}/sessions/new", sessions.new, methods=GET_AND_POST),
    Route(f"{_HERE}/sessions/{{session:int}}", sessions.edit, methods=GET_AND_POST),
    Route(f"{_HERE}/sessions/{{session:int}}/removal", sessions.removal, methods=["POST"]),
    Route(f"{_HERE}/offer", offer.offer, methods=GET_AND_POST),
    Route(f"{_HERE}/consent", offer.consent, methods=GET_AND_POST),
    Route(f"{_HERE}/publication", decisions.publication, methods=GET_AND_POST),
    Route(f"{_HERE}/commission", decisions.commission, methods=GET_AND_POST),
    Route(f"{_HERE}/cancellation", decisions.cancellation, methods=GET_AND_POST),
    Route(f"{_HERE}/closure", decisions.closure, methods=GET_AND_POST),
]
