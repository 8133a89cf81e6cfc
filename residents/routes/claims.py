"""Addresses where officers look after claims, rejections and appeals, and where somebody appeals."""

from starlette.routing import BaseRoute, Route

from residents.views.claims import appeals, queue, removal, show

GET_AND_POST = ["GET", "POST"]

routes: list[BaseRoute] = [
    Route("/office/claims", queue.index),
    Route("/office/claims/search", queue.look_up, methods=["POST"]),
    Route("/office/claims/appeals", queue.appeals),
    Route("/office/claims/appeals/{rejection:int}", appeals.ruling, methods=GET_AND_POST),
    Route("/office/claims/{claim:int}", show.show),
    Route("/office/claims/{claim:int}/proofs/{proof:int}/revocation", show.revocation, methods=GET_AND_POST),
    Route("/office/claims/{claim:int}/rejection", removal.ask, methods=GET_AND_POST),
    Route("/office/claims/{claim:int}/rejection/{approval:int}", removal.answer, methods=GET_AND_POST),
    Route("/account/belonging/appeal", appeals.own, methods=GET_AND_POST),
]
