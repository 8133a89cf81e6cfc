"""Addresses of vouchers and the organisations that hand them out."""

from starlette.routing import BaseRoute, Route

from residents.views.vouchers import batches, card, organisations

GET_AND_POST = ["GET", "POST"]

routes: list[BaseRoute] = [
    # printed on cards, so as short as can be
    Route("/v", card.type_code, methods=GET_AND_POST),
    Route("/v/{code:str}", card.scanned),
    # the office
    Route("/office/organisations", organisations.index),
    Route("/office/organisations/new", organisations.new, methods=GET_AND_POST),
    Route("/office/organisations/{organisation:int}", organisations.show),
    Route("/office/organisations/{organisation:int}/details", organisations.details, methods=GET_AND_POST),
    Route("/office/organisations/{organisation:int}/retirement", organisations.retirement, methods=["POST"]),
    Route("/office/organisations/{organisation:int}/batches/new", batches.new, methods=GET_AND_POST),
    Route("/office/voucher-batches/{batch:int}", batches.show),
    Route("/office/voucher-batches/{batch:int}/cards", batches.pdf, methods=["POST"]),
    Route("/office/voucher-batches/{batch:int}/signature", batches.signature, methods=GET_AND_POST),
    Route("/office/voucher-batches/{batch:int}/hand-outs", batches.hand_outs, methods=GET_AND_POST),
    Route("/office/voucher-batches/{batch:int}/voids", batches.voids, methods=GET_AND_POST),
]
