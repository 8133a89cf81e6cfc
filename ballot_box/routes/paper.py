"""Addresses of voting on paper."""

from starlette.routing import BaseRoute, Route

from ballot_box.views.paper import batch, index, keying, printing, signing, slips

GET_AND_POST = ["GET", "POST"]

routes: list[BaseRoute] = [
    Route("/office/paper", index.index),
    Route("/office/paper/new", index.new, methods=GET_AND_POST),
    Route("/office/paper/{batch:int}", batch.show),
    Route("/office/paper/{batch:int}/sheets/{sheet:str}", printing.sheet),
    # out and back
    Route("/office/paper/{batch:int}/departure", batch.departure, methods=GET_AND_POST),
    Route("/office/paper/{batch:int}/return", batch.arrival, methods=GET_AND_POST),
    Route("/office/paper/{batch:int}/loss", batch.loss, methods=GET_AND_POST),
    Route("/office/paper/{batch:int}/seal", batch.seal, methods=GET_AND_POST),
    Route("/office/paper/{batch:int}/seal/approval", batch.seal_approval, methods=["POST"]),
    Route("/office/paper/{batch:int}/seal/refusal", batch.seal_refusal, methods=["POST"]),
    # slips, then ballots
    Route("/office/paper/{batch:int}/slips", slips.enter, methods=GET_AND_POST),
    Route("/office/paper/{batch:int}/slips/end", slips.end, methods=["POST"]),
    Route("/office/paper/{batch:int}/keying", keying.key, methods=GET_AND_POST),
    Route("/office/paper/{batch:int}/keying/end", keying.end, methods=["POST"]),
    Route("/office/paper/{batch:int}/keying/handing-on", batch.handing_on, methods=GET_AND_POST),
    Route("/office/paper/{batch:int}/comparison", batch.comparison, methods=["POST"]),
    Route("/office/paper/{batch:int}/rulings", keying.rulings, methods=GET_AND_POST),
    Route("/office/paper/{batch:int}/audit", keying.audit, methods=GET_AND_POST),
    Route("/office/paper/{batch:int}/signing", signing.sign, methods=GET_AND_POST),
    Route("/office/paper/{batch:int}/signing/approval", signing.approval, methods=["POST"]),
    Route("/office/paper/{batch:int}/signing/refusal", signing.refusal, methods=["POST"]),
    Route("/office/paper/{batch:int}/merger", batch.merger, methods=["POST"]),
]
