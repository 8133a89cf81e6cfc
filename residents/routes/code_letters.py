"""Addresses of letters with codes."""

from starlette.routing import BaseRoute, Route

from residents.views.code_letters import asking, office

GET_AND_POST = ["GET", "POST"]

routes: list[BaseRoute] = [
    Route("/l", asking.short_address),
    Route("/account/belonging/letter", asking.letter, methods=GET_AND_POST),
    Route("/account/belonging/letter-code", asking.letter_code, methods=GET_AND_POST),
    Route("/office/letters", office.index),
    Route("/office/letters/sheets", office.sheets),
    Route("/office/letters/sheets.pdf", office.sheets_pdf),
    Route("/office/letters/postings", office.postings, methods=["POST"]),
    Route("/office/letters/returns", office.returns, methods=["POST"]),
    Route("/office/letters/{letter:int}/cancellation", office.cancellation, methods=GET_AND_POST),
]
