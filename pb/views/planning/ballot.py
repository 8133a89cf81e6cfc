"""Freezing the ballot: the checklist, the lots, and taking the ballot back while there is still time."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, StringField

from pb.cycles import freezing, may_be_done
from pb.cycles.checklist import checklist, is_green
from pb.cycles.privacy import privacy_of
from pb.cycles.timeline import standing
from pb.models import Cycle
from pb.views.planning.common import cycle_of, status_of, typed
from web.audience import audience, permitted
from web.forms import at_most, required
from web.language import _
from web.pages import page, see_other
from web.versions import VersionedForm, carried_out

FREEZER = permitted("ballots.freeze")


class FreezeForm(VersionedForm):
    empty = BooleanField(_("Some pots have no project, and that is meant so"))


class SeedForm(VersionedForm):
    words = StringField(
        _("Words to draw from"), [*required(_("Write a date or a sentence of 8 to 100 letters.")), at_most(100)]
    )


class UnfreezeForm(VersionedForm):
    reason = StringField(_("Why is the ballot taken back?"), [*required(_("Say why.")), at_most(500)])


@audience(FREEZER)
async def ballot(request: Request) -> Response:
    cycle, now = await cycle_of(request), request.state.now
    form = FreezeForm(await typed(request), {"version": cycle.version})
    if request.method == "POST" and await carried_out(
        form, lambda: freezing.freeze(request.state.visitor, cycle.id, form.seen(), now, bool(form.empty.data))
    ):
        return _back(request, cycle, _("The ballot is frozen. The vote opens by itself."))
    return await _ballot_page(request, cycle, form=form)


@audience(FREEZER)
async def lots(request: Request) -> Response:
    cycle = await cycle_of(request)
    form = SeedForm(await request.form(), {"version": cycle.version})
    if await carried_out(
        form,
        lambda: freezing.choose_seed(
            request.state.visitor, cycle.id, form.seen(), form.words.data or "", request.state.now
        ),
    ):
        return _back(request, cycle, _("The lots are drawn. The order is below."))
    return await _ballot_page(request, cycle, seed=form)


@audience(FREEZER)
async def return_of_ballot(request: Request) -> Response:
    cycle = await cycle_of(request)
    form = UnfreezeForm(await request.form(), {"version": cycle.version})
    if await carried_out(
        form,
        lambda: freezing.unfreeze(
            request.state.visitor, cycle.id, form.seen(), form.reason.data or "", request.state.now
        ),
    ):
        return _back(request, cycle, _("The ballot is taken back. You can change the plan again."))
    return await _ballot_page(request, cycle, back=form)


def _back(request: Request, cycle: Cycle, notice: str) -> Response:
    return see_other(request, f"/office/cycles/{cycle.slug}/ballot", notice=notice)


async def _ballot_page(request: Request, cycle: Cycle, **forms: VersionedForm) -> Response:
    now = request.state.now
    version = {"version": cycle.version}
    form = forms.get("form") or FreezeForm(None, version)
    items = await checklist(cycle, now, bool(form["empty"].data))
    context: dict[str, Any] = {
        "cycle": cycle,
        "standing": standing(cycle, now),
        "items": items,
        "green": is_green(items),
        "only_empty": [item.key for item in items if not item.good] == ["projects"],
        "may": may_be_done(cycle, now),
        "lots": await freezing.lots_of(cycle),
        "fingerprint": await freezing.fingerprint(cycle),
        "privacy": [] if cycle.ballot_frozen_at else await privacy_of(cycle),
        "form": form,
        "seed": forms.get("seed") or SeedForm(None, version),
        "back": forms.get("back") or UnfreezeForm(None, version),
    }
    return page(request, "pb/planning/ballot.html", context, status=status_of(request))
