"""The reviewers' queue, and giving out ideas from it."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from pb.reviews.assignment import assign, reviewers
from pb.reviews.queue import PARTS, counts, pots_in_review, queue
from pb.views.reviews.forms import AssignmentForm
from web.audience import audience, permitted
from web.forms import carried_out, number
from web.language import _, ngettext
from web.pages import page, see_other

QUEUE = "/office/reviews"
ASSIGNS = permitted("ideas.assign")


@audience(ASSIGNS)
async def index(request: Request) -> Response:
    wanted = request.query_params
    return await _page(request, wanted.get("part", ""), number(wanted.get("pot")), await _form(None))


async def _form(data: FormData | None) -> AssignmentForm:
    form = AssignmentForm(data)
    form.reviewer.choices = [
        ("", _("Choose")),
        *((str(one.id), one.display_name or _("No name")) for one in await reviewers()),
    ]
    form.idea.choices = []
    return form


async def _page(request: Request, part: str, pot_id: int | None, form: AssignmentForm) -> Response:
    visitor, now = request.state.visitor, request.state.now
    numbers = await counts(visitor, now)
    if part not in PARTS:
        part = next((name for name in ("mine", "unassigned") if numbers[name]), "all")
    words = {"mine": _("Mine"), "unassigned": _("Nobody’s yet"), "overdue": _("Overdue"), "all": _("All")}
    pots = await pots_in_review()
    context = {
        "work": await queue(visitor, part, pot_id, now),
        "parts": [(name, words[name], numbers[name]) for name in PARTS],
        "part": part,
        "pot_id": pot_id,
        "filters": [_pot_filter(pots, pot_id)] if len(pots) > 1 else [],
        "form": form,
        "ticked": {number(text) for text in form.idea.data or []},
    }
    return page(request, "pb/reviews/index.html", context, status=422 if form.errors else 200)


def _pot_filter(pots: list[object], pot_id: int | None) -> dict[str, object]:
    many_cycles = len({getattr(pot, "cycle", "") for pot in pots}) > 1
    options = [("", _("Every area"))]
    for pot in pots:
        name, cycle = getattr(pot, "name", ""), getattr(pot, "cycle", "")
        options.append((str(getattr(pot, "id", "")), f"{name} ({cycle})" if many_cycles else name))
    return {"name": "pot", "label": _("Area"), "value": "" if pot_id is None else str(pot_id), "options": options}


@audience(ASSIGNS)
async def give_out(request: Request) -> Response:
    data = await request.form()
    form = await _form(data)
    part, pot_id = str(data.get("part", "")), number(str(data.get("pot", "")))
    ideas = [found for text in form.idea.data or [] if (found := number(text)) is not None]
    reviewer, due_on = number(form.reviewer.data), form.due_on
    visitor, now = request.state.visitor, request.state.now
    if not await carried_out(form, lambda: assign(visitor, ideas, reviewer, due_on.data, now)):
        return await _page(request, part, pot_id, form)
    count = len(set(ideas))
    notice = ngettext("%(count)s idea has a reviewer.", "%(count)s ideas have a reviewer.", count) % {"count": count}
    return see_other(request, QUEUE, notice=notice)
