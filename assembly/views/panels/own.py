"""A member's own page: with the code of the letter or signed in, on a phone, one question a page."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from assembly.assemblies import public_by_slug
from assembly.commissioning.sessions import sessions_of
from assembly.models import Assembly, Member, MemberState
from assembly.panels import SITTING, answering, overview, own, paying
from assembly.panels.terms import terms_of
from assembly.views.common import browser_of
from assembly.views.panels.payments import ways
from residents.limits import network_of
from web.audience import EVERYONE, audience
from web.forms import Form, at_most, carried_out, choices, required
from web.language import _
from web.pages import page, see_other

S = MemberState


class CodeForm(Form):
    code = StringField(_("Your personal code"), required(_("Type in the code from our message.")))


class AnswerForm(Form):
    answer = RadioField(_("Do you take the seat?"), [InputRequired(_("Choose yes or no."))])
    because = TextAreaField(_("If not: why? You need not say."), [Optional(), at_most(answering.LONGEST_REASON)])

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.answer.choices = choices([("yes", _("Yes, I take the seat")), ("no", _("No, ask somebody else"))])


class NameForm(Form):
    name = StringField(_("By which name do you want to be known?"), [Optional(), at_most(own.LONGEST_NAME)])


class TermsForm(Form):
    terms = HiddenField()
    agree = BooleanField(_("I agree to all of this"), [InputRequired(_("Tick the box if you agree."))])


class WayForm(Form):
    way = RadioField(_("How do you want to be paid?"), [InputRequired(_("Choose one of the ways."))])

    def __init__(self, data: Any, defaults: Any) -> None:
        super().__init__(data, defaults)
        self.way.choices = choices(ways().items())


class LeavingForm(Form):
    because = TextAreaField(_("Do you want to say why?"), [Optional(), at_most(answering.LONGEST_REASON)])


async def assembly_of(request: Request) -> Assembly:
    drafts = request.state.visitor.may("assemblies.see-drafts")
    return await public_by_slug(request.path_params["slug"], request.state.now, drafts=drafts)


def here(assembly: Assembly) -> str:
    return f"/assemblies/{assembly.slug}/seat"


async def opened(request: Request, assembly: Assembly) -> Member | None:
    return await own.opened(request.state.visitor, browser_of(request, keep=False), assembly, request.state.now)


@audience(EVERYONE)
async def show(request: Request) -> Response:
    """The page itself; or, until it is open in this browser, the question for the code."""
    assembly = await assembly_of(request)
    if request.method == "POST":
        return await _open(request, assembly)
    member = await opened(request, assembly)
    if member is None:
        browser_of(request)
        return page(request, "assembly/panels/own/code.html", {"assembly": assembly, "form": CodeForm()})
    payments = await paying.of_member(member) if member.confirmed_at else []
    context = {
        "assembly": assembly, "member": member, "base": here(assembly), "state": overview.state_words(member),
        "sitting": member.state in SITTING, "signed": member.terms_version == terms_of(assembly).version,
        "way": ways().get(member.payment_way, ""), "payments": payments, "totals": paying.totals(payments),
        "sessions": [one for one in await sessions_of(assembly) if one.ends_at > request.state.now],
        "late": member.answer_by is not None and member.answer_by <= request.state.now,
    }  # fmt: skip
    return page(request, "assembly/panels/own/show.html", context)


async def _open(request: Request, assembly: Assembly) -> Response:
    form = CodeForm(await request.form())
    network = network_of(request.client.host) if request.client is not None else ""

    async def act() -> None:
        browser = browser_of(request)
        await own.open_with(assembly, form.code.data or "", browser, request.state.now, network=network)

    if await carried_out(form, act):
        return see_other(request, here(assembly))
    return page(request, "assembly/panels/own/code.html", {"assembly": assembly, "form": form}, status=422)


Act = Callable[[Assembly, Member, Any], Awaitable[object]]


async def _ask(request: Request, template: str, make: Any, act: Act, notice: str, **context: Any) -> Response:
    """One question: shown, or answered and back to the page. Whatever is wrong, everything typed is still there."""
    assembly = await assembly_of(request)
    member = await opened(request, assembly)
    if member is None:
        return see_other(request, here(assembly))
    form: Form = make(assembly, member, await request.form() if request.method == "POST" else None)
    if request.method == "POST" and await carried_out(form, lambda: act(assembly, member, form)):
        return see_other(request, here(assembly), notice=notice)
    shown = {"assembly": assembly, "member": member, "form": form, "base": here(assembly), **context}
    if "terms" in form:
        shown["terms"] = terms_of(assembly)
        form["terms"].data = shown["terms"].version
    return page(request, template, shown, status=200 if request.method == "GET" else 422)


@audience(EVERYONE)
async def answer(request: Request) -> Response:
    async def act(assembly: Assembly, member: Member, form: AnswerForm) -> None:
        if form.answer.data == "yes":
            await answering.accept(assembly.id, member.id, request.state.now)
        else:
            await answering.decline(assembly.id, member.id, form.because.data or "", request.state.now)

    def make(_assembly: Assembly, _member: Member, data: Any) -> Form:
        return AnswerForm(data)

    return await _ask(request, "assembly/panels/own/answer.html", make, act, _("Thank you. We have written it down."))


@audience(EVERYONE)
async def name(request: Request) -> Response:
    async def act(assembly: Assembly, member: Member, form: NameForm) -> None:
        await own.choose_name(assembly.id, member.id, form.name.data or "", request.state.now)

    def make(_assembly: Assembly, member: Member, data: Any) -> Form:
        return NameForm(data, {"name": member.shown_name})

    return await _ask(request, "assembly/panels/own/name.html", make, act, _("Saved."))


@audience(EVERYONE)
async def terms(request: Request) -> Response:
    async def act(assembly: Assembly, member: Member, form: TermsForm) -> None:
        await own.sign(assembly.id, member.id, form.terms.data or "", request.state.now)

    def make(assembly: Assembly, _member: Member, data: Any) -> Form:
        return TermsForm(data, {"terms": terms_of(assembly).version})

    return await _ask(request, "assembly/panels/own/terms.html", make, act, _("Signed. Welcome to the panel."))


@audience(EVERYONE)
async def payment(request: Request) -> Response:
    async def act(assembly: Assembly, member: Member, form: WayForm) -> None:
        await own.choose_payment(assembly.id, member.id, form.way.data or "", request.state.now)

    def make(_assembly: Assembly, member: Member, data: Any) -> Form:
        return WayForm(data, {"way": member.payment_way})

    return await _ask(request, "assembly/panels/own/payment.html", make, act, _("Saved."))


@audience(EVERYONE)
async def leave(request: Request) -> Response:
    async def act(assembly: Assembly, member: Member, form: LeavingForm) -> None:
        await answering.decline(assembly.id, member.id, form.because.data or "", request.state.now)

    def make(_assembly: Assembly, _member: Member, data: Any) -> Form:
        return LeavingForm(data)

    return await _ask(request, "assembly/panels/own/leaving.html", make, act, _("You gave your place back. Thank you."))


@audience(EVERYONE)
async def close(request: Request) -> Response:
    assembly = await assembly_of(request)
    browser = browser_of(request, keep=False)
    member = await own.opened(request.state.visitor, browser, assembly, request.state.now)
    if member is not None:
        await own.close(member.id, browser)
    return see_other(request, f"/assemblies/{assembly.slug}", notice=_("Your page is closed in this browser."))
