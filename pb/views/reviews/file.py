"""One idea with everything officers know about it; its cost; notes."""

from starlette.requests import Request
from starlette.responses import Response

from pb.cycles import may_be_done
from pb.cycles.bands import bands_of
from pb.ideas.standing import tag_of
from pb.reviews.costing import add_note, over_the_pot, set_cost
from pb.reviews.decisions import DECIDED
from pb.reviews.holding import OPEN
from pb.reviews.queue import file_of
from pb.views.reviews.forms import CostForm, NoteForm
from pb.views.reviews.queue import ASSIGNS
from web.audience import audience, permitted
from web.forms import carried_out
from web.language import _
from web.pages import page, see_other

REVIEWS = permitted("ideas.review")


def address(request: Request) -> str:
    return f"/office/reviews/{request.path_params['idea']}"


@audience(ASSIGNS)
async def show(request: Request) -> Response:
    return await _page(request)


async def _page(request: Request, cost: CostForm | None = None, note: NoteForm | None = None) -> Response:
    visitor, now = request.state.visitor, request.state.now
    file = await file_of(visitor, request.path_params["idea"])
    idea = file.idea
    can_change = "review" in may_be_done(idea.cycle, now) and visitor.account_id != idea.author_id
    context = {
        "file": file,
        "idea": idea,
        "tag": tag_of(idea.state),
        "open": can_change and idea.state in OPEN,
        "decided": can_change and idea.state in DECIDED,
        "own": visitor.account_id == idea.author_id,
        "bands": await bands_of(idea.cycle_id),
        "warning": over_the_pot(idea.cost_pence, idea.pot),
        "cost": cost or CostForm(None, {"cost": idea.cost_pence, "cost_note": idea.cost_note}),
        "note": note or NoteForm(),
        "form": cost or note,
    }
    return page(request, "pb/reviews/show.html", context, status=422 if cost or note else 200)


@audience(REVIEWS)
async def keep_cost(request: Request) -> Response:
    form, idea = CostForm(await request.form()), request.path_params["idea"]
    visitor, now = request.state.visitor, request.state.now
    if not await carried_out(form, lambda: set_cost(visitor, idea, form.cost.data, form.cost_note.data or "", now)):
        return await _page(request, cost=form)
    return see_other(request, address(request), notice=_("The cost is kept."))


@audience(ASSIGNS)
async def keep_note(request: Request) -> Response:
    form, idea = NoteForm(await request.form()), request.path_params["idea"]
    visitor, now = request.state.visitor, request.state.now
    if not await carried_out(form, lambda: add_note(visitor, idea, form.note.data or "", now)):
        return await _page(request, note=form)
    return see_other(request, address(request), notice=_("The note is kept. Only officers can read it."))
