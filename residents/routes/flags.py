"""Addresses of flags."""

from starlette.routing import BaseRoute, Route

from residents.views.flags import queue, rules, work

GET_AND_POST = ["GET", "POST"]

routes: list[BaseRoute] = [
    Route("/office/flags", queue.index),
    Route("/office/flags/procedure", queue.procedure),
    Route("/office/flags/rules", rules.index),
    Route("/office/flags/rules/{franchise:int}", rules.edit, methods=GET_AND_POST),
    Route("/office/flags/{flag:int}", work.show),
    Route("/office/flags/{flag:int}/assignment", work.assignment, methods=["POST"]),
    Route("/office/flags/{flag:int}/contact", work.contact, methods=GET_AND_POST),
    Route("/office/flags/{flag:int}/dismissal", work.dismissal, methods=GET_AND_POST),
    Route("/office/flags/{flag:int}/confirmation", work.confirmation, methods=GET_AND_POST),
    Route("/office/flags/{flag:int}/confirmation/{approval:int}/yes", work.yes, methods=["POST"]),
    Route("/office/flags/{flag:int}/confirmation/{approval:int}/no", work.no, methods=["POST"]),
]
