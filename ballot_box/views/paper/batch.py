"""The page of one batch, and its way out and back."""

from starlette.requests import Request
from starlette.responses import Response

from ballot_box.models import BatchState
from ballot_box.paper import batches, comparing, keying, merging, overview, signing
from ballot_box.paper.auditing import passed
from ballot_box.paper.batches import Return
from ballot_box.paper.steps import in_words
from ballot_box.views.paper.common import (
    MANAGERS,
    VIEWERS,
    batch_of,
    done_or_said,
    id_of,
    path_of,
    status_of,
    typed,
    whole,
)
from ballot_box.views.paper.forms import BecauseForm, OutForm, ReturnForm
from ballot_box.views.paper.index import KINDS
from residents import approvals
from web.audience import audience
from web.forms import carried_out
from web.language import _
from web.pages import page, see_other


@audience(VIEWERS)
async def show(request: Request) -> Response:
    batch = await batch_of(request)
    thing, now = signing.thing_of(batch.id), request.state.now
    context = {
        "whole": await overview.one(request.state.visitor, batch),
        "batch": batch,
        "state": in_words(batch.state),
        "kind": KINDS.get(batch.state, "wait"),
        "audited": passed(batch),
        "seal_asked": await approvals.waiting_for(thing, signing.SEAL_BROKEN, now)
        if batch.state is BatchState.RETURNED
        else None,
    }
    return page(request, "ballot_box/paper/show.html", context)


@audience(MANAGERS)
async def departure(request: Request) -> Response:
    batch, form = await batch_of(request), OutForm(await typed(request))
    if request.method == "POST" and await carried_out(
        form, lambda: batches.send_out(request.state.visitor, batch.id, form.names, request.state.now)
    ):
        return see_other(request, path_of(batch.id), notice=_("The batch is out."))
    return page(request, "ballot_box/paper/departure.html", {"form": form, "batch": batch}, status=status_of(request))


@audience(MANAGERS)
async def arrival(request: Request) -> Response:
    batch, form = await batch_of(request), ReturnForm(await typed(request))

    async def act() -> None:
        counted = Return(
            seal=str(form.seal.data or ""), used=whole(form.used.data), spoiled=whole(form.spoiled.data),
            unused=whole(form.unused.data), spoiled_serials=str(form.spoiled_serials.data or ""),
            unused_serials=str(form.unused_serials.data or ""), missing_serials=str(form.missing_serials.data or ""),
            mismatch=str(form.mismatch.data or ""),
        )  # fmt: skip
        await batches.take_back(request.state.visitor, batch.id, counted, form.names, request.state.now)

    if request.method == "POST" and await carried_out(form, act):
        return see_other(request, path_of(batch.id), notice=_("The batch is back. Enter its slips next."))
    return page(request, "ballot_box/paper/arrival.html", {"form": form, "batch": batch}, status=status_of(request))


@audience(MANAGERS)
async def loss(request: Request) -> Response:
    batch, form = await batch_of(request), BecauseForm(await typed(request))
    if request.method == "POST" and await carried_out(
        form,
        lambda: signing.lose(request.state.visitor, batch.id, str(form.because.data or ""), request.state.now),
    ):
        return see_other(request, path_of(batch.id), notice=_("The batch is void. Its number is published."))
    return page(request, "ballot_box/paper/loss.html", {"form": form, "batch": batch}, status=status_of(request))


@audience(MANAGERS)
async def seal(request: Request) -> Response:
    batch, form = await batch_of(request), BecauseForm(await typed(request))
    if request.method == "POST" and await carried_out(
        form,
        lambda: signing.ask_to_void(request.state.visitor, batch.id, str(form.because.data or ""), request.state.now),
    ):
        return see_other(request, path_of(batch.id), notice=_("A second officer has to agree within a day."))
    return page(request, "ballot_box/paper/seal.html", {"form": form, "batch": batch}, status=status_of(request))


@audience(MANAGERS)
async def seal_approval(request: Request) -> Response:
    approval = whole((await request.form()).get("approval"))
    act = signing.void(request.state.visitor, id_of(request), approval, request.state.now)
    return await done_or_said(request, act, _("The batch is void. Its number is published."))


@audience(MANAGERS)
async def seal_refusal(request: Request) -> Response:
    approval = whole((await request.form()).get("approval"))
    act = signing.refuse(request.state.visitor, id_of(request), approval, signing.SEAL_BROKEN, request.state.now)
    return await done_or_said(request, act, _("The batch stays as it is."))


@audience(MANAGERS)
async def handing_on(request: Request) -> Response:
    batch, form = await batch_of(request), BecauseForm(await typed(request))
    form.because.label.text = _("Why does somebody else key it?")
    if request.method == "POST" and await carried_out(
        form,
        lambda: keying.give_up(request.state.visitor, batch.id, str(form.because.data or ""), request.state.now),
    ):
        return see_other(request, path_of(batch.id), notice=_("Somebody else can key it now, from the start."))
    return page(request, "ballot_box/paper/handing_on.html", {"form": form, "batch": batch}, status=status_of(request))


@audience(MANAGERS)
async def comparison(request: Request) -> Response:
    act = comparing.compare(request.state.visitor, id_of(request), request.state.now)
    return await done_or_said(request, act, _("Both keyings are compared."))


@audience(MANAGERS)
async def merger(request: Request) -> Response:
    act = merging.merge(request.state.visitor, id_of(request), request.state.now)
    return await done_or_said(request, act, _("The ballots of this batch are in the box."))
