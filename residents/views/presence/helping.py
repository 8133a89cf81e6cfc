"""What helpers did: one's own acts, and everybody's for those who look after the roll."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from residents.presence.helping import PAGE, act_words, acts_of, acts_of_all
from web.audience import audience, permitted
from web.filters import day
from web.pages import page


@audience(permitted("people.help"))
async def own(request: Request) -> Response:
    return _list(request, "/office/help", await acts_of(request.state.visitor, _before(request)))


@audience(permitted("claims.manage"))
async def everybody(request: Request) -> Response:
    return _list(request, "/office/help/everybody", await acts_of_all(request.state.visitor, _before(request)))


def _list(request: Request, path: str, found: Sequence[Any]) -> Response:
    lines = [
        {
            "day": day(one.done_on if isinstance(one.done_on, date) else date.fromisoformat(str(one.done_on)[:10])),
            "act": act_words(one.act),
            "helper": one.helper,
            "venue": one.venue or "",
            "claim": one.claim,
        }
        for one in found[:PAGE]
    ]
    more = f"{path}?before={found[PAGE - 1].id}" if len(found) > PAGE else None
    context = {"lines": lines, "more": more, "everybody": path.endswith("everybody")}
    return page(request, "residents/presence/help.html", context)


def _before(request: Request) -> int:
    text = request.query_params.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
