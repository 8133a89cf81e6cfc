"""What another rule, or another way to share the money out, would have given. Nothing here changes the fund."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pb.cycles.rules import rule_choices
from pb.models import Cycle
from pb.views.planning.common import OFFICER, cycle_of
from pb.what_if import (
    Answer,
    Question,
    Way,
    WhatIfRefused,
    ballots_choices,
    demand_no_open_vote,
    model_in_words,
    split_choices,
    usual_question,
    what_if,
)
from web.audience import audience
from web.language import _
from web.pages import page, wants_fragment

TEMPLATE = "pb/what_if/show.html"


@audience(OFFICER)
async def show(request: Request) -> Response:
    cycle, now = await cycle_of(request), request.state.now
    asked = _question(request, usual_question(cycle, now))
    answer: Answer | None = None
    try:
        demand_no_open_vote(cycle, now)
    except WhatIfRefused as refusal:
        return _page(request, cycle, refusal=refusal.sentence)
    refused = ""
    if request.query_params:
        try:
            answer = await what_if(cycle, asked, request.state.visitor, now)
        except WhatIfRefused as refusal:
            refused = refusal.sentence
    return _page(request, cycle, selects=await _selects(request, asked), answer=answer, refusal=refused)


def _question(request: Request, usual: Question) -> Question:
    given = request.query_params
    one, other = usual.ways
    return Question(
        (
            Way(given.get("first", one.rule), given.get("first-split", one.split)),
            Way(given.get("second", other.rule), given.get("second-split", other.split)),
        ),
        given.get("ballots", usual.ballots),
    )


async def _selects(request: Request, asked: Question) -> list[dict[str, Any]]:
    rules = [(choice.name, choice.title) for choice in rule_choices()]
    one, other = asked.ways
    return [
        {"name": "first", "label": _("First way: rule"), "value": one.rule, "options": rules},
        {"name": "first-split", "label": _("First way: money"), "value": one.split, "options": split_choices()},
        {"name": "second", "label": _("Second way: rule"), "value": other.rule, "options": rules},
        {"name": "second-split", "label": _("Second way: money"), "value": other.split, "options": split_choices()},
        {
            "name": "ballots",
            "label": _("With these ballots"),
            "value": asked.ballots,
            "options": await ballots_choices(request.state.now),
        },
    ]


def _page(
    request: Request,
    cycle: Cycle,
    *,
    selects: list[dict[str, Any]] | None = None,
    answer: Answer | None = None,
    refusal: str,
) -> Response:
    context = {
        "cycle": cycle,
        "selects": selects or [],
        "answer": answer,
        "refusal": refusal,
        "model": model_in_words() if answer and answer.simulated else "",
    }
    status = 422 if refusal and not wants_fragment(request) else 200
    return page(request, TEMPLATE, context, fragment="results", status=status)
