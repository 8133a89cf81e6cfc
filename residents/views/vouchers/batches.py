"""The office's batches of cards: made and printed in one answer, signed for, ticked off, voided."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from wtforms import DateField, HiddenField, RadioField, StringField
from wtforms.validators import Optional

from residents.limits import allow
from residents.models import Franchise
from residents.views.vouchers import printing
from residents.views.vouchers.organisations import MANAGERS, states
from residents.vouchers import VoucherRefused, batches, cards, organisations
from web.audience import audience
from web.days import local_date
from web.fields import WholeNumberField, given
from web.forms import Form, choices, required
from web.language import _
from web.pages import page, see_other, settings_of
from web.print import qr_svg

F = TypeVar("F", bound=Form)


class MintForm(Form):
    franchise = RadioField(_("Which vote are the cards for?"), validate_choice=False)
    size = WholeNumberField(_("How many cards?"), [given(_("Enter a number from 25 to 200."))])
    last_day = DateField(_("Last day on which they are good"), [Optional()])
    attempt = HiddenField()


class SignatureForm(Form):
    signed_by = StringField(_("Who signed the cover sheet?"), required(_("Enter the name of the person who signed.")))


class RangeForm(Form):
    first = WholeNumberField(_("First card"), [given(_("Enter the number of the first card."))])
    last = WholeNumberField(_("Last card"), [given(_("Enter the number of the last card."))])


class HandOutForm(RangeForm):
    day = DateField(_("On which day?"), required(_("Choose the day on which they were handed out.")))
    place = StringField(_("Where?"), required(_("Enter the place where they were handed out.")))
    worker = StringField(_("By whom?"), required(_("Enter the name of the worker who handed them out.")))


class VoidForm(Form):
    which = RadioField(_("Which cards?"), validate_choice=False)
    first = WholeNumberField(_("First card"))
    last = WholeNumberField(_("Last card"))
    because = StringField(_("Why?"), required(_("Say why: lost, returned, spoiled.")))


@audience(MANAGERS)
async def new(request: Request) -> Response:
    """The only answer that holds the codes is the one to this form. Sending it twice makes no second batch."""
    organisation = await organisations.one(int(request.path_params["organisation"]))
    votes = await batches.votes_with_cards(request.state.now)
    posted = await request.form() if request.method == "POST" else None
    first = str(votes[0].id) if votes else ""
    form = MintForm(posted, {"size": 50, "franchise": first, "attempt": secrets.token_urlsafe(12)})
    form.franchise.choices = choices((str(vote.id), vote.name) for vote in votes)
    if posted is not None and form.validate():
        try:
            return await _mint(request, organisation.id, form, votes)
        except VoucherRefused as refusal:
            _refuse(form, refusal, "size")
            form.attempt.data = secrets.token_urlsafe(12)
    context = {"form": form, "organisation": organisation, "votes": votes}
    return page(request, "residents/vouchers/new_batch.html", context, status=422 if posted is not None else 200)


async def _mint(request: Request, organisation_id: int, form: MintForm, votes: Sequence[Franchise]) -> Response:
    attempt = f"{request.state.visitor.account_id}:{(form.attempt.data or '')[:40]}"
    if not await allow("mint", attempt, 1, timedelta(days=1), request.state.now):
        raise VoucherRefused(
            _("These cards have been made already, and their codes cannot be shown again. Look at the list of batches.")
        )
    minted = await batches.mint(
        request.state.visitor,
        organisation_id,
        next((vote.id for vote in votes if str(vote.id) == form.franchise.data), 0),
        form.size.data or 0,
        form.last_day.data,
        request.state.now,
    )
    return await _print_page(request, minted.batch.id, minted.codes)


async def _print_page(request: Request, batch_id: int, codes: list[str]) -> Response:
    batch = await batches.one(batch_id)
    printed = printing.cards_of(batch, codes, settings_of(request).address)
    pictures = await asyncio.to_thread(lambda: [qr_svg(card.link) for card in printed.cards])
    context = {
        "batch": batch,
        "printed": printed,
        "cards": list(zip(printed.cards, pictures, strict=True)),
        "codes": " ".join(codes),
        "instructions": printing.instructions(),
    }
    return page(request, "residents/vouchers/print.html", context)


@audience(MANAGERS)
async def pdf(request: Request) -> Response:
    """The same cards for a printer. The codes come back from the page that shows them: they are kept nowhere else."""
    codes = str((await request.form()).get("codes", "")).split()[: batches.MOST + 1]
    batch = await batches.printable(request.state.visitor, _id(request), codes, request.state.now)
    printed = printing.cards_of(batch, codes, settings_of(request).address)
    body = await asyncio.to_thread(printing.pdf, printed)
    headers = {"content-disposition": f'attachment; filename="cards-{batch.name}.pdf"'}
    return Response(body, media_type="application/pdf", headers=headers)


@audience(MANAGERS)
async def show(request: Request) -> Response:
    batch = await batches.one(_id(request))
    counts = await cards.counts_of(batch.id)
    context = {
        "batch": batch,
        "runs": await batches.runs_of(batch.id),
        "counts": {state.value: count for state, count in counts.items()},
        "left": sum(counts[state] for state in cards.NOT_USED),
        "states": states(),
        "serial": lambda number: batches.serial_of(batch, number),
    }
    return page(request, "residents/vouchers/batch.html", context)


@audience(MANAGERS)
async def signature(request: Request) -> Response:
    batch = await batches.one(_id(request))
    form = SignatureForm(await request.form() if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        try:
            await batches.sign_for(request.state.visitor, batch.id, form.signed_by.data or "", request.state.now)
            return _back(request, _("Noted. The cards can be used from now on."))
        except VoucherRefused as refusal:
            _refuse(form, refusal, "signed_by")
    return page(request, "residents/vouchers/signature.html", {"form": form, "batch": batch}, status=_status(request))


@audience(MANAGERS)
async def hand_outs(request: Request) -> Response:
    batch = await batches.one(_id(request))
    posted = await request.form() if request.method == "POST" else None
    form = HandOutForm(posted, {"day": local_date(request.state.now), "first": 1, "last": batch.size})
    if posted is not None and form.validate():
        try:
            noted = await cards.tick_off(
                request.state.visitor,
                batch.id,
                form.first.data or 0,
                form.last.data or 0,
                form.worker.data or "",
                form.place.data or "",
                form.day.data or local_date(request.state.now),
                request.state.now,
            )
            return _back(request, _("%(count)s cards are ticked off.") % {"count": noted})
        except VoucherRefused as refusal:
            _refuse(form, refusal, "first")
    return page(request, "residents/vouchers/hand_out.html", {"form": form, "batch": batch}, status=_status(request))


@audience(MANAGERS)
async def voids(request: Request) -> Response:
    batch = await batches.one(_id(request))
    posted = await request.form() if request.method == "POST" else None
    form = VoidForm(posted, {"which": "some"})
    form.which.choices = choices([("some", _("Some of them")), ("all", _("The whole batch"))])
    if posted is not None and form.validate():
        some = form.which.data != "all"
        if some and form.first.data is None:
            form.refuse("first", _("Enter the number of the first card."))
        else:
            try:
                first, last = (form.first.data, form.last.data) if some else (None, None)
                gone = await cards.void(
                    request.state.visitor, batch.id, first, last, form.because.data or "", request.state.now
                )
                return _back(request, _("%(count)s cards are void now.") % {"count": gone})
            except VoucherRefused as refusal:
                _refuse(form, refusal, "because")
    return page(request, "residents/vouchers/void.html", {"form": form, "batch": batch}, status=_status(request))


def _status(request: Request) -> int:
    """Of the page with the form: whoever sent it and sees it again has something to mend."""
    return 422 if request.method == "POST" else 200


def _refuse(form: F, refusal: VoucherRefused, otherwise: str) -> None:
    form.refuse(refusal.field if refusal.field in form else otherwise, refusal.sentence)


def _back(request: Request, notice: str) -> Response:
    return see_other(request, f"/office/voucher-batches/{_id(request)}", notice=notice)


def _id(request: Request) -> int:
    return int(request.path_params["batch"])
