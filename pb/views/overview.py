"""All ideas, for officers, and the same as a file."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from pb.ideas.overview import LONGEST_SEARCH, STATES, Wish, as_file, find, pots_and_reviewers
from pb.ideas.standing import tag_of
from pb.models import IdeaState
from pb.text import one_line
from web.audience import audience, permitted
from web.forms import number
from web.language import _
from web.pages import page

OFFICERS = permitted("office.view")
ADDRESS = "/office/ideas"


def _wish(request: Request) -> Wish:
    asked = request.query_params
    state = asked.get("state", "")
    return Wish(
        state=IdeaState(state) if state in {one.value for one in STATES} else None,
        pot_id=number(asked.get("pot")),
        reviewer_id=number(asked.get("reviewer")),
        words=one_line(asked.get("q", ""))[:LONGEST_SEARCH],
        before=number(asked.get("before")),
    )


@audience(OFFICERS)
async def index(request: Request) -> Response:
    wish = _wish(request)
    found, more = await find(request.state.visitor, wish)
    chosen = _chosen(wish)
    context = {
        "ideas": [(row, tag_of(row.state)) for row in found],
        "filters": await _filters(wish),
        "words": wish.words,
        "clear": ADDRESS if chosen else None,
        "older": f"{ADDRESS}?{urlencode({**chosen, 'before': more})}" if more else None,
        "first": f"{ADDRESS}?{urlencode(chosen)}" if wish.before else None,
        "file": f"{ADDRESS}/file?{urlencode(chosen)}",
    }
    return page(request, "pb/overview/index.html", context, fragment="results")


def _chosen(wish: Wish) -> dict[str, str]:
    parts = {
        "q": wish.words,
        "state": wish.state.value if wish.state else "",
        "pot": str(wish.pot_id or ""),
        "reviewer": str(wish.reviewer_id or ""),
    }
    return {name: text for name, text in parts.items() if text}


async def _filters(wish: Wish) -> list[dict[str, object]]:
    pots, people = await pots_and_reviewers()
    many = len({pot.cycle for pot in pots}) > 1
    areas = [(str(pot.id), f"{pot.name} ({pot.cycle})" if many else pot.name) for pot in pots]
    states = [(state.value, tag_of(state)[0]) for state in STATES]
    reviewers = [(str(one.id), one.display_name or _("No name")) for one in people]
    chosen = _chosen(wish)
    return [
        {"name": name, "label": label, "value": chosen.get(name, ""), "options": [("", every), *options]}
        for name, label, every, options in (
            ("state", _("State"), _("Every state"), states),
            ("pot", _("Area"), _("Every area"), areas),
            ("reviewer", _("Reviewer"), _("Everybody"), reviewers),
        )
    ]


@audience(OFFICERS)
async def file(request: Request) -> Response:
    text = await as_file(request.state.visitor, _wish(request))
    headers = {"content-disposition": 'attachment; filename="ideas.csv"', "cache-control": "private, no-store"}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
