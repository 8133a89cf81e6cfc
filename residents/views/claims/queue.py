"""The queue of claims, the way to one by its number or email, and the appeals that wait."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from wtforms import StringField

from residents.claims_desk import queue, removal
from residents.claims_desk.words import evidence_words, reason_words, state_tag, tie_words
from residents.models import Franchise
from web.audience import audience, permitted
from web.forms import Form
from web.language import _
from web.pages import page, see_other

OFFICERS = permitted("claims.manage")
ADDRESS = "/office/claims"
NO_VOTE = "none"


class LookUpForm(Form):
    who = StringField()


def _look_up_form(data: object = None) -> LookUpForm:
    form = LookUpForm(data)  # type: ignore[arg-type]
    form.who.label.text = _("Claim number or email address")
    return form


@audience(OFFICERS)
async def index(request: Request) -> Response:
    return await _index(request, _look_up_form(), 200)


@audience(OFFICERS)
async def look_up(request: Request) -> Response:
    """Sent as a form, so that no email address stands in the address bar or the history of a shared computer."""
    form = _look_up_form(await request.form())
    claim_id = await queue.look_up(request.state.visitor, form.who.data or "")
    if claim_id is None:
        form.refuse("who", _("No claim has this number or email address. Check it letter by letter."))
        return await _index(request, form, 422)
    return see_other(request, f"{ADDRESS}/{claim_id}")


async def _index(request: Request, form: LookUpForm, status: int) -> Response:
    visitor, now = request.state.visitor, request.state.now
    franchises = await queue.franchises(now)
    wish = _wish(request, franchises)
    found = await queue.find(visitor, wish, now)
    context = {
        "look_up": form,
        "claims": [
            (one, state_tag(one.state), tie_words(one.tie), evidence_words(one.evidence)) for one in found.claims
        ],
        "parts": [
            (words, found.counts[part], _address(wish, part), part == wish.part) for part, words in _part_words()
        ],
        "filters": await _filters(wish, franchises),
        "part": wish.part,
        "days_left": queue.days_left(next((one for one in franchises if one.id == wish.franchise_id), None), now),
        "older": _address(wish, wish.part, after=found.more) if found.more else None,
        "first": _address(wish, wish.part) if wish.after else None,
        "questions": await removal.questions(visitor, now),
        "reason_words": reason_words,
        "appeals": len(await queue.appeals(visitor)),
    }
    return page(request, "residents/claims/index.html", context, fragment="results", status=status)


def _wish(request: Request, franchises: list[Franchise]) -> queue.Wish:
    """Without a choice: the vote in which people have to confirm next."""
    asked = request.query_params
    chosen, part = asked.get("vote", ""), asked.get("state", "")
    of_chosen = [one.id for one in franchises if str(one.id) == chosen]
    first = 0 if chosen == NO_VOTE else of_chosen[0] if of_chosen else franchises[0].id if franchises else 0
    return queue.Wish(
        franchise_id=first,
        part=part if part in queue.PARTS else "open",
        neighbourhood_id=_number(asked.get("neighbourhood", "")),
        after=_number(asked.get("after", "")) or 0,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _part_words() -> list[tuple[str, str]]:
    return [
        ("open", _("Not confirmed")),
        ("review", _("On hold")),
        ("verified", _("Confirmed")),
        ("rejected", _("Taken out")),
        ("expired", _("Too late")),
        ("withdrawn", _("Taken back")),
    ]


def _address(wish: queue.Wish, part: str, after: int | None = None) -> str:
    parts = {
        "vote": str(wish.franchise_id or NO_VOTE),
        "state": part,
        "neighbourhood": str(wish.neighbourhood_id or ""),
        "after": str(after or ""),
    }
    return f"{ADDRESS}?{urlencode({name: text for name, text in parts.items() if text})}"


async def _filters(wish: queue.Wish, franchises: list[Franchise]) -> list[dict[str, object]]:
    votes = [(str(one.id), one.name) for one in franchises] + [(NO_VOTE, _("Not used in a vote yet"))]
    places = [("", _("Every neighbourhood")), *((str(row.id), row.name) for row in await queue.neighbourhoods())]
    return [
        {"name": "vote", "label": _("Vote"), "value": str(wish.franchise_id or NO_VOTE), "options": votes},
        {
            "name": "neighbourhood",
            "label": _("Neighbourhood"),
            "value": str(wish.neighbourhood_id or ""),
            "options": places,
        },
        {"name": "state", "label": _("State"), "value": wish.part, "options": _part_words()},
    ]


@audience(OFFICERS)
async def appeals(request: Request) -> Response:
    visitor = request.state.visitor
    waiting = [
        (row, reason_words(row.rule), visitor.account_id in (row.asked_by_id, row.approved_by_id))
        for row in await queue.appeals(visitor)
    ]
    return page(request, "residents/claims/appeals.html", {"appeals": waiting})
