"""Letters for officers: choose, print, post; cancel one; note one that came back."""

import asyncio
from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from wtforms import StringField

from post.sending import with_address
from residents.code_letters import posting
from residents.code_letters.posting import Printed
from residents.code_letters.refusals import CodeLetterRefused
from residents.models import CodeLetter, CodeLetterState
from residents.views.code_letters.sheet import Letterhead, as_pdf, paragraphs, return_line, square
from web.audience import audience, permitted
from web.forms import Form, at_most, required
from web.language import _
from web.pages import page, see_other, settings_of

OFFICERS = permitted("letters.manage")
SHORT_ADDRESS = "/l"


class ReturnForm(Form):
    reference = StringField()


class CancellationForm(Form):
    because = StringField()


@audience(OFFICERS)
async def index(request: Request) -> Response:
    return await _index(request)


async def _index(request: Request, form: ReturnForm | None = None, refusal: str = "") -> Response:
    found = await posting.waiting()
    context = {
        "letters": found[: posting.MOST_AT_ONCE],
        "more": len(found) > posting.MOST_AT_ONCE,
        "numbers": await posting.numbers(),
        "form": form or _return_form(),
        "refusal": refusal,
    }
    return page(request, "residents/code_letters/index.html", context, status=422 if form or refusal else 200)


@audience(OFFICERS)
async def sheets(request: Request) -> Response:
    """The chosen letters, a page each, with the button that says they were posted."""
    letters = await _chosen(request)
    if not letters:
        return see_other(request, "/office/letters", notice=_("Choose the letters that you want to print."))
    head = _letterhead(request)
    context = {
        "letters": [(one, return_line(one.reference, head), paragraphs(one.body)) for one in letters],
        "head": head,
        "square": square(f"{settings_of(request).address}{SHORT_ADDRESS}"),
        "query": "&".join(f"letter={letter.id}" for letter in letters),
    }
    return page(request, "residents/code_letters/sheets.html", context)


@audience(OFFICERS)
async def sheets_pdf(request: Request) -> Response:
    letters = await _chosen(request)
    if not letters:
        raise HTTPException(404)
    made = await asyncio.to_thread(as_pdf, letters, _letterhead(request))
    headers = {"content-disposition": 'inline; filename="letters.pdf"', "cache-control": "private, no-store"}
    return Response(made, media_type="application/pdf", headers=headers)


@audience(OFFICERS)
async def postings(request: Request) -> Response:
    """These letters were posted."""
    try:
        done = await posting.mark_posted(
            request.state.visitor, _numbers((await request.form()).getlist("letter")), request.state.now
        )
    except CodeLetterRefused as refused:
        return await _index(request, refusal=refused.sentence)
    said = _("Posted: %(many)s. The addresses are deleted.") % {"many": done.many}
    if done.take_out:
        said += " " + _("Take these out of the pile, they were cancelled meanwhile: %(which)s.") % {
            "which": ", ".join(done.take_out)
        }
    return see_other(request, "/office/letters", notice=said)


@audience(OFFICERS)
async def returns(request: Request) -> Response:
    """A letter came back."""
    form = _return_form(ReturnForm(await request.form()))
    if not form.validate():
        return await _index(request, form)
    try:
        letter = await posting.came_back(request.state.visitor, str(form.reference.data), request.state.now)
    except CodeLetterRefused as refused:
        form.refuse("reference", refused.sentence)
        return await _index(request, form)
    said = _("Noted: letter %(reference)s came back. You can destroy it.") % {"reference": letter.reference}
    return see_other(request, "/office/letters", notice=said)


@audience(OFFICERS)
async def cancellation(request: Request) -> Response:
    """Why a letter cannot be posted. The person reads it."""
    letter = await CodeLetter.get_or_none(id=int(request.path_params["letter"]))
    if letter is None:
        raise HTTPException(404)
    form = CancellationForm(await request.form() if request.method == "POST" else None)
    form.because.label.text = _("Why can this letter not be posted?")
    form.because.validators = [*required(_("Write why, in a sentence. The person will read it.")), at_most(300)]
    context = {"form": form, "letter": letter, "waits": letter.state is CodeLetterState.QUEUED}
    if request.method == "POST" and form.validate():
        try:
            await posting.cancel(request.state.visitor, letter.id, str(form.because.data), request.state.now)
            return see_other(
                request, "/office/letters", notice=_("Cancelled. The person is told, and the address is deleted.")
            )
        except CodeLetterRefused as refused:
            form.refuse("because", refused.sentence)
    status = 422 if request.method == "POST" else 200
    return page(request, "residents/code_letters/cancellation.html", context, status=status)


async def _chosen(request: Request) -> list[Printed]:
    found = await posting.to_print(request.state.visitor, _numbers(request.query_params.getlist("letter")))
    address = settings_of(request).address
    return [Printed(one.id, one.reference, one.lines, one.subject, with_address(one.body, address)) for one in found]


def _numbers(typed: Sequence[object]) -> list[int]:
    return [int(one) for one in typed if isinstance(one, str) and one.isascii() and one.isdigit() and len(one) < 19]


def _letterhead(request: Request) -> Letterhead:
    settings = settings_of(request)
    return Letterhead(
        service=settings.service_name,
        council=settings.council_name,
        postal_address=settings.postal_address,
        contact=" · ".join(part for part in (settings.contact_phone, settings.contact_email) if part),
        short_address=f"{settings.address}{SHORT_ADDRESS}",
    )


def _return_form(form: ReturnForm | None = None) -> ReturnForm:
    form = form or ReturnForm()
    form.reference.label.text = _("Reference of the letter")
    form.reference.validators = [*required(_("Type the reference. It is printed above the address.")), at_most(40)]
    return form
