"""Letters to look at, to print, as a list for a mail room; and saying that they are on their way."""

import asyncio
import csv
import io
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from assembly.invitations import posting
from assembly.invitations.drawing import MOST_LETTERS
from assembly.invitations.posting import Slip
from assembly.invitations.refusals import InvitationsRefused
from assembly.invitations.writing import SAMPLE_CODE, SAMPLE_REFERENCE, Sender, as_letter, text_of
from assembly.models import InvitationBatch, InvitationKind
from assembly.views.common import assembly_of, office_page
from assembly.views.invitations.common import OFFICER, assembly_in, batch_of, crumbs, room, sender_of
from assembly.views.invitations.office import SureForm, shown
from assembly.views.invitations.sheet import letters_pdf, tickets_pdf
from web.audience import audience
from web.forms import carried_out, number
from web.language import _
from web.pages import see_other, settings_of
from web.print import qr_svg

_LINES = 7


@audience(OFFICER)
async def letter(request: Request) -> Response:
    """The letter as everybody who is drawn will read it, with a code that is none."""
    assembly = await assembly_of(request)
    sender = sender_of(request)
    context = {
        "text": await text_of(assembly, None, sender),
        "sender": sender,
        "code": SAMPLE_CODE,
        "square": qr_svg(sender.link(SAMPLE_CODE)),
        "room": room(assembly),
        "crumbs": crumbs(assembly),
    }
    return await office_page(request, "assembly/invitations/letter.html", assembly, context)


@audience(OFFICER)
async def letter_pdf(request: Request) -> Response:
    """The same as paper."""
    assembly = await assembly_of(request)
    sender = sender_of(request)
    lines = [_("The residents"), _("1 Sample Street"), _("Sampletown"), "ST1 1AA"]
    slip = Slip(SAMPLE_REFERENCE, lines, "ST1 1AA", SAMPLE_CODE)
    made = await asyncio.to_thread(letters_pdf, [slip], await text_of(assembly, None, sender), sender)
    return _file(made, "application/pdf", "sample-letter.pdf")


@audience(OFFICER)
async def letters(request: Request) -> Response:
    """Up to 500 letters, or all golden tickets, for a printer. A POST, because it is journalled who saw addresses."""
    batch = await batch_of(request)
    assembly, sender = assembly_in(batch), sender_of(request)
    golden = batch.kind is InvitationKind.GOLDEN
    form = SureForm(await request.form())
    first = number(form.first.data) or 1
    slips = await _printable(request, batch, form, first, posting.AT_ONCE, "cards" if golden else "letters")
    if slips is None:
        return await shown(request, batch, form)
    text = await text_of(assembly, batch, sender)
    if golden:
        made = await asyncio.to_thread(tickets_pdf, slips, assembly.name, batch.organisation, text, sender)
        return _file(made, "application/pdf", f"tickets-{batch.name}.pdf")
    made = await asyncio.to_thread(letters_pdf, slips, text, sender)
    return _file(made, "application/pdf", f"letters-{batch.name}-{first}.pdf")


@audience(OFFICER)
async def table(request: Request) -> Response:
    """One row for each letter, for a mail room or a mailing house."""
    batch = await batch_of(request)
    form = SureForm(await request.form())
    slips = await _printable(request, batch, form, 1, MOST_LETTERS, "csv")
    if slips is None:
        return await shown(request, batch, form)
    made = await asyncio.to_thread(_csv, slips, sender_of(request))
    return _file(made, "text/csv; charset=utf-8", f"letters-{batch.name}.csv")


async def _printable(
    request: Request, batch: InvitationBatch, form: SureForm, first: int, many: int, way: str
) -> list[Slip] | None:
    """None where the form says what stands against it."""
    found: list[Slip] = []

    async def act() -> None:
        visitor, now = request.state.visitor, request.state.now
        start = min(first, MOST_LETTERS)
        found.extend(await posting.printable(visitor, batch.assembly_id, batch.id, start, many, way, now))
        if not found:
            raise InvitationsRefused(_("There are no such letters in this batch."))

    return found if await carried_out(form, act) else None


def _csv(slips: Sequence[Slip], sender: Sender) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["reference", *(f"address{at}" for at in range(1, _LINES)), "postcode", "code", "link"])
    for slip in slips:
        lines = [_plain(line) for line in slip.lines[:-1]]
        padded = lines + [""] * (_LINES - 1 - len(lines))
        writer.writerow([slip.reference, *padded, slip.postcode, slip.code, sender.link(slip.code)])
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    """Spreadsheets run what begins like a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell


@audience(OFFICER)
async def sending(request: Request) -> Response:
    """The letters are on their way: by our own post, by a mailing house, or by Notify."""
    batch = await batch_of(request)
    form = SureForm(await request.form())
    sent: list[int] = []

    async def act() -> None:
        visitor, now = request.state.visitor, request.state.now
        if form.way.data == "notify":
            sent.append(await _notify(request, batch))
        else:
            sent.append(await posting.mark_sent(visitor, batch.assembly_id, batch.id, form.way.data or "", now))

    if not await carried_out(form, act):
        return await shown(request, batch, form)
    said = {
        "notify": _("%(many)s letters wait in the outbox. GOV.UK Notify takes them one after the other."),
        "print": _("%(many)s are marked as sent. Their addresses are deleted."),
    }["notify" if form.way.data == "notify" else "print"]
    here = f"{room(assembly_in(batch))}/{batch.id}"
    return see_other(request, here, notice=said % {"many": f"{sent[0]:,}"})


async def _notify(request: Request, batch: InvitationBatch) -> int:
    if settings_of(request).letters != "notify":
        raise InvitationsRefused(_("This site is not set up for GOV.UK Notify. Print the letters instead."))
    assembly, sender = assembly_in(batch), sender_of(request)
    text = await text_of(assembly, batch, sender)

    def words(slip: Slip) -> tuple[str, str]:
        return as_letter(text, slip.code, sender)

    return await posting.hand_to_notify(
        request.state.visitor, assembly.id, batch.id, words, sender.link(""), request.state.now
    )


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "private, no-store"}
    return Response(content, media_type=kind, headers=headers)
