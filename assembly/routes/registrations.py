"""Registering for an assembly: by residents, by officers on the phone, and the pool."""

from starlette.routing import BaseRoute, Route

from assembly.views.registrations import (
    amending,
    answers,
    entering,
    mine,
    person,
    person_file,
    pool,
    printing,
    sending,
    start,
)

GET_AND_POST = ["GET", "POST"]
_START = "/assemblies/{slug:str}/registration"
_MINE = f"{_START}/mine"
_OFFICE = "/office/assemblies/{assembly:int}/registrations"
_ONE = f"{_OFFICE}/{{registration:int}}"

_QUESTIONS = [
    ("dates", person.dates),
    ("name", person.name),
    ("address", person.address),
    ("contact", person.contact),
    ("birth", person.birth),
    ("about/{category:str}", answers.about),
    ("excluded", answers.excluded),
    ("needs", answers.support),
    ("consent", answers.consent),
]

routes: list[BaseRoute] = [
    # before it is sent
    Route(_START, start.start, methods=GET_AND_POST),
    Route(f"{_START}/code", start.code, methods=GET_AND_POST),
    Route(f"{_START}/removal", start.remove, methods=["POST"]),
    Route(f"{_START}/check", sending.check, methods=GET_AND_POST),
    Route(f"{_START}/done", sending.done),
    # coming back
    Route(_MINE, mine.show, methods=GET_AND_POST),
    Route(f"{_MINE}/withdrawal", mine.withdraw, methods=GET_AND_POST),
    Route(f"{_MINE}/erasure", mine.erase, methods=GET_AND_POST),
    Route(f"{_MINE}/closing", mine.close, methods=["POST"]),
    Route(f"{_MINE}/receipt.json", mine.receipt),
    Route(f"{_MINE}/data.json", mine.data),
    Route(f"{_MINE}/draws/{{number:int}}/receipt.json", mine.receipt_of_draw),
    # one question a page, the first time and afterwards
    *(Route(f"{base}/{path}", view, methods=GET_AND_POST) for base in (_START, _MINE) for path, view in _QUESTIONS),
    # the office
    Route("/office/registrations", entering.choose),
    Route(_OFFICE, pool.index),
    Route(f"{_OFFICE}/names", pool.names, methods=["POST"]),
    Route(f"{_OFFICE}/search", pool.search, methods=["POST"]),
    Route(f"{_OFFICE}/needs", pool.support, methods=GET_AND_POST),
    Route(f"{_OFFICE}/open-form", pool.open_form, methods=GET_AND_POST),
    Route(f"{_OFFICE}/letters", printing.index, methods=GET_AND_POST),
    Route(f"{_OFFICE}/letters/posted", printing.posted, methods=["POST"]),
    Route(f"{_OFFICE}/new", entering.new, methods=GET_AND_POST),
    Route(_ONE, person_file.show),
    Route(f"{_ONE}/code", entering.code),
    Route(f"{_ONE}/contact", person_file.contact, methods=["POST"]),
    Route(f"{_ONE}/amendment", amending.show),
    Route(f"{_ONE}/amendment", amending.amend, methods=["POST"]),
    Route(f"{_ONE}/amendment/form", amending.opened, methods=["POST"]),
    Route(f"{_ONE}/value", person_file.fill_in, methods=["POST"]),
    Route(f"{_ONE}/exclusion", person_file.exclude, methods=GET_AND_POST),
    Route(f"{_ONE}/restoration", person_file.restore, methods=["POST"]),
    Route(f"{_ONE}/new-code", person_file.renew_code, methods=["POST"]),
    Route(f"{_ONE}/withdrawal", person_file.withdraw, methods=GET_AND_POST),
    Route(f"{_ONE}/erasure", person_file.erase, methods=GET_AND_POST),
]
