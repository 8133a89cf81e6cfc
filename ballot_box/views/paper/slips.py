"""Entering the slips of a batch, one after the other."""

from starlette.requests import Request
from starlette.responses import Response

from ballot_box.models import SlipState
from ballot_box.paper import overview, slips, words
from ballot_box.paper.printed import contest_of
from ballot_box.paper.slips import Entered, Slip
from ballot_box.paper.steps import serial_of
from ballot_box.views.paper.common import MANAGERS, batch_of, path_of, status_of, typed
from ballot_box.views.paper.forms import SlipForm, SlipsEndForm
from residents.belonging.words import ages
from residents.places.postcodes import PostcodeRefused, locate
from web.audience import audience
from web.forms import Form, carried_out
from web.language import _
from web.pages import page, see_other


@audience(MANAGERS)
async def enter(request: Request) -> Response:
    batch, form = await batch_of(request), SlipForm(await typed(request))
    form.tie.choices = [("", _("Choose")), *words.ties()]
    form.age_band.choices = [("", _("Choose")), (slips.YOUNGER, _("younger than 11")), *ages()]
    form.ward.choices = await _sides(str(form.postcode.data or ""))
    entered: list[Entered] = []

    async def act() -> None:
        slip = Slip(
            name=str(form.name.data or ""), postcode=str(form.postcode.data or ""), tie=str(form.tie.data or ""),
            age_band=str(form.age_band.data or ""), promised=bool(form.promised.data),
            ward=str(form.ward.data or ""), serial=str(form.serial.data or ""),
        )  # fmt: skip
        entered.append(await slips.enter(request.state.visitor, batch.id, slip, request.state.now))

    if request.method == "POST" and await carried_out(form, act):
        said = _said(entered[0], batch.name)
        return see_other(request, path_of(batch.id, "/slips") + "#slip", notice=said)
    return await _page(request, form, SlipsEndForm())


async def _sides(postcode: str) -> list[tuple[str, str]]:
    """Only where a postcode leaves open in which ward it is."""
    try:
        found = await locate(postcode) if postcode.strip() else None
    except PostcodeRefused:
        return []
    if found is None or not found.other_wards:
        return []
    return [("", _("Choose")), *((side.code, side.name) for side in found.sides)]


def _said(entered: Entered, batch: str) -> str:
    if entered.state is not SlipState.GOOD:
        return _("Not counted: %(because)s. Ballot %(serial)s is set aside.") % {
            "because": entered.because,
            "serial": serial_of(batch, entered.set_aside or 0),
        }
    if entered.replaced:
        return _("Entered. This person’s ballot from a screen is taken out, and the paper counts.")
    return _("Entered.")


@audience(MANAGERS)
async def end(request: Request) -> Response:
    batch, form = await batch_of(request), SlipsEndForm(await request.form())
    if await carried_out(
        form,
        lambda: slips.finish(request.state.visitor, batch.id, str(form.mismatch.data or ""), request.state.now),
    ):
        return see_other(request, path_of(batch.id), notice=_("All slips are entered. The batch can be keyed."))
    empty = SlipForm()
    empty.tie.choices = [("", _("Choose")), *words.ties()]
    empty.age_band.choices = [("", _("Choose")), (slips.YOUNGER, _("younger than 11")), *ages()]
    empty.ward.choices = []
    return await _page(request, empty, form)


async def _page(request: Request, form: SlipForm, ending: Form) -> Response:
    batch = await batch_of(request)
    context = {
        "form": form,
        "ending": ending,
        "batch": batch,
        "whole": await overview.one(request.state.visitor, batch),
        "contest": await contest_of(batch.election_id, batch.contest),
        "left": await slips.left_to_key(batch.id),
    }
    return page(request, "ballot_box/paper/slips.html", context, status=status_of(request))
