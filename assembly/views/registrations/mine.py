"""Coming back with the personal code, or signed in: look, change, withdraw, erase."""

import orjson
from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, StringField, TextAreaField, validators
from wtforms.validators import InputRequired

from assembly.assemblies import may_be_done
from assembly.draws import files as draw_files
from assembly.models import Assembly, Registration, RegistrationState
from assembly.registrations import after, codes, leaving, own_data, questions, receipts
from assembly.registrations.refusals import RegistrationRefused, TooManyTries
from assembly.secrets import KeyGone
from assembly.views.common import demand_own_device
from assembly.views.registrations.common import (
    Subject,
    assembly_of,
    network,
    registrant_of,
    start_of,
    subject_of,
)
from assembly.views.registrations.sending import Row, rows_of
from web.audience import EVERYONE, audience
from web.forms import Form, at_most, carried_out, required
from web.language import _
from web.pages import page, see_other

_POOL = RegistrationState.POOL


class PersonalCodeForm(Form):
    code = StringField(_("Your personal code"), required(_("Type your personal code.")))


class WithdrawalForm(Form):
    because = TextAreaField(_("Why? (optional)"), [validators.Optional(), at_most(300)])


class ErasureForm(Form):
    sure = BooleanField(_("Yes, delete everything about me"), [InputRequired(_("Tick the box to go on."))])


@audience(EVERYONE)
async def show(request: Request) -> Response:
    """What is kept about somebody, and what they can do; or the question for the code."""
    assembly, who, now = await assembly_of(request), registrant_of(request), request.state.now
    if request.method == "POST":
        return await _enter(request, assembly)
    found = await codes.opened(who, assembly, now)
    if found is None:
        return page(
            request, "assembly/registrations/mine/code.html", {"assembly": assembly, "form": PersonalCodeForm()}
        )
    may = await may_be_done(assembly, now)
    context = {
        "assembly": assembly,
        "registration": found,
        "rows": await _rows(Subject(assembly, found, mine=True), "register" in may) if found.state is _POOL else [],
        "may": may,
        "draws": await receipts.draws_with(assembly, found),
        "next": await after.outcome(found, assembly, now),
        "base": f"{start_of(assembly)}/mine",
    }
    return page(request, "assembly/registrations/mine/show.html", context)


async def _rows(subject: Subject, registering: bool) -> list[Row]:
    """What can still be changed has a link: how to reach somebody and what they need, always."""
    return [
        (label, words, href if registering or href.rpartition("/")[2] in questions.MAY_CHANGE_LATE else "")
        for label, words, href in await rows_of(subject)
    ]


async def _enter(request: Request, assembly: Assembly) -> Response:
    form = PersonalCodeForm(await request.form())
    status = 422
    if form.validate():
        browser = registrant_of(request).browser
        try:
            await codes.open_with(assembly, form.code.data or "", browser, request.state.now, network=network(request))
            return see_other(request, f"{start_of(assembly)}/mine")
        except (RegistrationRefused, KeyGone) as refused:
            form.refuse("code", refused.sentence)
            status = 429 if isinstance(refused, TooManyTries) else 422
    return page(request, "assembly/registrations/mine/code.html", {"assembly": assembly, "form": form}, status=status)


@audience(EVERYONE)
async def withdraw(request: Request) -> Response:
    subject = await subject_of(request)
    if isinstance(subject, Response) or subject.registration.state is not _POOL:
        return subject if isinstance(subject, Response) else see_other(request, subject.base)
    form = WithdrawalForm(await request.form()) if request.method == "POST" else WithdrawalForm()
    if request.method == "POST" and await carried_out(
        form, lambda: leaving.withdraw(subject.registration.id, form.because.data or "", request.state.now)
    ):
        return see_other(request, subject.base, notice=_("You have withdrawn. You are not in the draw any more."))
    context = {"assembly": subject.assembly, "form": form, "frozen": await leaving.is_frozen(subject.assembly),
               "base": subject.base}  # fmt: skip
    return page(request, "assembly/registrations/mine/withdrawal.html", context, status=422 if form.errors else 200)


@audience(EVERYONE)
async def erase(request: Request) -> Response:
    subject = await subject_of(request)
    if isinstance(subject, Response):
        return subject
    form = ErasureForm(await request.form()) if request.method == "POST" else ErasureForm()
    if request.method == "POST" and await carried_out(
        form, lambda: leaving.erase(subject.registration.id, request.state.now)
    ):
        return see_other(
            request, start_of(subject.assembly), notice=_("Everything that we kept about you here is deleted.")
        )
    context = {
        "assembly": subject.assembly,
        "registration": subject.registration,
        "form": form,
        "in_public": await leaving.stands_in_public(subject.assembly.id),
        "base": subject.base,
    }
    return page(request, "assembly/registrations/mine/erasure.html", context, status=422 if form.errors else 200)


@audience(EVERYONE)
async def close(request: Request) -> Response:
    """For a computer that others use, too."""
    assembly, who = await assembly_of(request), registrant_of(request)
    found = await codes.opened(who, assembly, request.state.now)
    if found is not None:
        await codes.close(found.id, who.browser)
    return see_other(request, f"/assemblies/{assembly.slug}", notice=_("Closed. Nobody sees it here without the code."))


@audience(EVERYONE)
async def receipt(request: Request) -> Response:
    demand_own_device(request)
    subject = await subject_of(request)
    if isinstance(subject, Response):
        return subject
    found = await receipts.receipt_of(subject.registration, subject.assembly)
    return _file(found, f"receipt-{subject.registration.pseudonym}.json")


@audience(EVERYONE)
async def receipt_of_draw(request: Request) -> Response:
    """That somebody was in the frozen pool of a draw, with what proves it."""
    demand_own_device(request)
    subject = await subject_of(request)
    if isinstance(subject, Response):
        return subject
    draw = await receipts.draw_of(subject.assembly, request.path_params["number"])
    content = await draw_files.receipt(draw, subject.registration)
    return _sent(content, f"receipt-{subject.registration.pseudonym}-draw-{draw.number}.json")


@audience(EVERYONE)
async def data(request: Request) -> Response:
    """What is kept, as a file."""
    demand_own_device(request)
    subject = await subject_of(request)
    if isinstance(subject, Response):
        return subject
    one = await Registration.get(id=subject.registration.id).select_related("assembly", "consent")
    return _file(await own_data.one_of(one), f"my-data-{one.pseudonym}.json")


def _file(content: object, name: str) -> Response:
    return _sent(orjson.dumps(content, option=orjson.OPT_INDENT_2), name)


def _sent(content: bytes, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "private, no-store"}
    return Response(content, media_type="application/json", headers=headers)
