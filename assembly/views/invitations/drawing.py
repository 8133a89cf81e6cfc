"""Three ways to a new batch: a list of addresses, the postcodes of the place, golden tickets."""

from typing import Any, BinaryIO

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, DateField, FileField, SelectField, StringField
from wtforms.validators import Optional

from assembly.invitations import drawing, lists, making
from assembly.invitations.drawing import MOST_TENTHS, Terms
from assembly.invitations.refusals import ListRefused
from assembly.invitations.repeating import Repeated, repeat
from assembly.models import Assembly, InvitationBatch
from assembly.views.common import assembly_of, office_page, typed
from assembly.views.invitations.common import OFFICER, assembly_in, batch_of, crumbs, room
from web.audience import audience
from web.fields import WholeNumberField, given
from web.forms import Form, at_most, carried_out, choices, required
from web.language import _
from web.pages import see_other


class TermsForm(Form):
    size = WholeNumberField(_("How many letters?"), [given(_("Enter how many."))])
    percent = WholeNumberField(
        _("Share of the letters that go to the most deprived areas first"),
        [given(_("Enter a number from 0 to 100. Enter 0 if all areas should be alike."))],
    )
    tenths = SelectField(_("Which areas count as the most deprived?"), validate_choice=False)
    last_day = DateField(_("Last day for answers"), [Optional()])

    def __init__(self, data: FormData | None, defaults: dict[str, Any]) -> None:
        super().__init__(data, defaults)
        words = [_("The most deprived tenth of the country"), *(
            _("The %(many)s most deprived tenths") % {"many": many} for many in range(2, MOST_TENTHS + 1)
        )]  # fmt: skip
        self.tenths.choices = choices((str(number), text) for number, text in enumerate(words, start=1))

    def terms(self, *, leave_out_faults: bool = False, each: int = 1) -> Terms:
        chosen = str(self.tenths.data or "")
        return Terms(
            size=self.size.data or 0,
            percent=self.percent.data or 0,
            tenths=int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 3 else 0,
            last_day=self.last_day.data,
            leave_out_faults=leave_out_faults,
            each=each,
        )


class AddressesForm(TermsForm):
    file = FileField(_("The list of addresses"))
    leave_out = BooleanField(_("Leave out rows at fault"))


class PostcodesForm(TermsForm):
    size = WholeNumberField(_("How many postcodes?"), [given(_("Enter how many."))])
    each = WholeNumberField(_("How many letters to each?"), [given(_("Enter how many letters to each postcode."))])


class TicketsForm(Form):
    organisation = StringField(
        _("Which organisation hands them out?"), [*required(_("Enter the organisation.")), at_most(making.LONGEST_NAME)]
    )
    size = WholeNumberField(_("How many tickets?"), [given(_("Enter how many."))])
    last_day = DateField(_("Last day for answers"), [Optional()])


@audience(OFFICER, most_bytes=lists.MOST_BYTES)
async def addresses(request: Request) -> Response:
    assembly = await assembly_of(request)
    sent = await typed(request)
    form = AddressesForm(sent, {"size": assembly.seats * 200, "percent": 20, "tenths": "1"})
    made: list[InvitationBatch] = []
    faults: list[str] = []

    async def act() -> None:
        try:
            made.append(
                await drawing.draw_addresses(
                    request.state.visitor, assembly.id, _file(sent),
                    form.terms(leave_out_faults=bool(form.leave_out.data)), request.state.now,
                )
            )  # fmt: skip
        except ListRefused as refusal:
            faults.extend(refusal.faults)
            raise

    if request.method == "POST" and await carried_out(form, act):
        return _drawn(request, assembly, made[0])
    context = {
        "form": form, "faults": faults, "room": room(assembly), "crumbs": crumbs(assembly),
        "loaded": await drawing.deprivation_is_loaded(),
    }  # fmt: skip
    return await office_page(request, "assembly/invitations/addresses.html", assembly, context)


@audience(OFFICER)
async def postcodes(request: Request) -> Response:
    assembly = await assembly_of(request)
    usual = {"size": 1_000, "each": 5, "percent": 20, "tenths": "1"}
    form = PostcodesForm(await typed(request), usual)
    made: list[InvitationBatch] = []

    async def act() -> None:
        terms = form.terms(each=form.each.data or 0)
        made.append(await drawing.draw_postcodes(request.state.visitor, assembly.id, terms, request.state.now))

    if request.method == "POST" and await carried_out(form, act):
        return _drawn(request, assembly, made[0])
    context = {
        "form": form, "room": room(assembly), "crumbs": crumbs(assembly),
        "loaded": await drawing.deprivation_is_loaded(),
    }  # fmt: skip
    return await office_page(request, "assembly/invitations/postcodes.html", assembly, context)


@audience(OFFICER)
async def tickets(request: Request) -> Response:
    assembly = await assembly_of(request)
    form = TicketsForm(await typed(request), {"size": 20})
    made: list[InvitationBatch] = []

    async def act() -> None:
        name, size = form.organisation.data or "", form.size.data or 0
        made.append(
            await making.make_tickets(
                request.state.visitor, assembly.id, name, size, form.last_day.data, request.state.now
            )
        )

    if request.method == "POST" and await carried_out(form, act):
        notice = _("The tickets are made. Print them, and note when you handed them over.")
        return see_other(request, f"{room(assembly)}/{made[0].id}", notice=notice)
    context = {"form": form, "room": room(assembly), "crumbs": crumbs(assembly)}
    return await office_page(request, "assembly/invitations/tickets.html", assembly, context)


class RepetitionForm(Form):
    file = FileField(_("The list of addresses"))


@audience(OFFICER, most_bytes=lists.MOST_BYTES)
async def repetition(request: Request) -> Response:
    """The same draw once more, for somebody who doubts it."""
    batch = await batch_of(request)
    assembly = assembly_in(batch)
    sent = await typed(request)
    form = RepetitionForm(sent)
    found: list[Repeated] = []

    async def act() -> None:
        file = _file(sent)
        found.append(await repeat(request.state.visitor, assembly.id, batch.id, file))

    done = request.method == "POST" and await carried_out(form, act)
    here = (batch.name, f"{room(assembly)}/{batch.id}")
    context = {
        "form": form, "batch": batch, "found": found[0] if found else None, "room": room(assembly),
        "crumbs": crumbs(assembly, here),
    }  # fmt: skip
    status = 200 if done else None
    return await office_page(request, "assembly/invitations/repetition.html", assembly, context, status=status)


def _drawn(request: Request, assembly: Assembly, batch: InvitationBatch) -> Response:
    return see_other(
        request, f"{room(assembly)}/{batch.id}", notice=_("Drawn. Look at it, then confirm it or discard it.")
    )


def _file(sent: FormData) -> BinaryIO | None:
    upload = sent.get("file")
    return upload.file if isinstance(upload, UploadFile) and upload.filename else None
