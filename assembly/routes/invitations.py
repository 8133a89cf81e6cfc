"""Invitations: letters, codes, golden tickets."""

from starlette.routing import BaseRoute, Route

from assembly.views.invitations import arriving, drawing, office, printing

_ROOM = "/office/assemblies/{assembly:int}/invitations"
_BATCH = _ROOM + "/{batch:int}"

routes: list[BaseRoute] = [
    Route("/a", arriving.type_code, methods=["GET", "POST"]),
    Route("/a/{printed:str}", arriving.scanned),
    Route(_ROOM, office.index),
    Route(f"{_ROOM}/addresses", drawing.addresses, methods=["GET", "POST"]),
    Route(f"{_ROOM}/postcodes", drawing.postcodes, methods=["GET", "POST"]),
    Route(f"{_ROOM}/golden-tickets", drawing.tickets, methods=["GET", "POST"]),
    Route(f"{_ROOM}/letter", printing.letter),
    Route(f"{_ROOM}/letter.pdf", printing.letter_pdf),
    Route(f"{_ROOM}/returns", office.returns, methods=["GET", "POST"]),
    Route(f"{_ROOM}/responses", office.response),
    Route(_BATCH, office.show),
    Route(f"{_BATCH}/confirmation", office.confirmation, methods=["POST"]),
    Route(f"{_BATCH}/voiding", office.voiding, methods=["GET", "POST"]),
    Route(f"{_BATCH}/repetition", drawing.repetition, methods=["GET", "POST"]),
    Route(f"{_BATCH}/letters.pdf", printing.letters, methods=["POST"]),
    Route(f"{_BATCH}/letters.csv", printing.table, methods=["POST"]),
    Route(f"{_BATCH}/sending", printing.sending, methods=["POST"]),
]
