"""A sealed vote that is over: hand the boxes to the trustees, take in what they opened, and go on counting."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import FileField

from ballot_box.trustees.handing_over import MOST_BYTES
from pb import tallies
from pb.cycles import by_slug
from pb.models import Cycle
from pb.tallies import opening as opening_of
from pb.views.planning.common import file_answer, sent_file
from web.audience import audience, permitted
from web.forms import Form, carried_out
from web.language import _
from web.pages import page, see_other
from web.refusals import NotAllowed, Refused

COUNTER = permitted("tallies.count")


class BallotsForm(Form):
    file = FileField(_("The file with the opened ballots"))


@audience(COUNTER, most_bytes=MOST_BYTES + 20_000)
async def opening(request: Request) -> Response:
    """What the trustees do, and the place for what they bring back."""
    cycle = await by_slug(request.path_params["slug"])
    if request.method == "GET":
        return await _opening_page(request, cycle, BallotsForm())
    sent = await request.form()
    form = BallotsForm(sent)
    visitor, now = request.state.visitor, request.state.now
    if await carried_out(form, lambda: opening_of.take_in(cycle, sent_file(sent), visitor, now)):
        return await _count(request, cycle)
    return await _opening_page(request, cycle, form)


@audience(COUNTER)
async def boxes(request: Request) -> Response:
    """The file of boxes. A POST, because the journal says that it went out."""
    cycle = await by_slug(request.path_params["slug"])
    form = BallotsForm(await request.form())
    found: list[bytes] = []

    async def hand_over() -> None:
        found.append(await opening_of.hand_over(cycle, request.state.visitor, request.state.now))

    if await carried_out(form, hand_over):
        return file_answer(found[0], f"{cycle.slug}-boxes.jsonl")
    return await _opening_page(request, cycle, form)


async def _count(request: Request, cycle: Cycle) -> Response:
    try:
        tally = await tallies.count(cycle, request.state.visitor, request.state.now)
    except NotAllowed:
        raise
    except Refused:  # the button on that page says why
        return see_other(request, "/office/tallies", notice=_("The ballots are open. They can be counted now."))
    return see_other(request, f"/office/tallies/{tally.id}", notice=_("The ballots are open, and counted."))


async def _opening_page(request: Request, cycle: Cycle, form: BallotsForm) -> Response:
    context = {"cycle": cycle, "form": form, "waiting": await opening_of.waiting(cycle)}
    return page(request, "pb/tallies/opening.html", context, status=200 if request.method == "GET" else 422)
