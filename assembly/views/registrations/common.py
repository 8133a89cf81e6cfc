"""What the pages of a registration share: whose it is, one question after the other, and where to go next."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from assembly.assemblies import AssemblyRefused, public_by_slug
from assembly.models import Assembly, Registration, RegistrationState
from assembly.registrations import codes, drafts, questions
from assembly.registrations.drafts import Registrant
from assembly.registrations.refusals import NotThisTime, OtherHome, RegisteredAlready, RegistrationRefused, WhichSide
from assembly.views.common import browser_of
from residents.limits import network_of
from web.forms import Form, choices
from web.language import _
from web.pages import page, see_other


@dataclass(frozen=True, slots=True)
class Subject:
    """The registration that a page is about. `mine`: it is in the pool already, and its person came back to it."""

    assembly: Assembly
    registration: Registration
    mine: bool

    @property
    def base(self) -> str:
        start = f"/assemblies/{self.assembly.slug}/registration"
        return f"{start}/mine" if self.mine else start


@dataclass(frozen=True, slots=True)
class Question:
    """One page with one question. `form` makes it, filled with what was sent or with what is known."""

    step: str
    template: str
    form: Callable[[Subject, FormData | None], Awaitable[Form]]
    keep: Callable[[Subject, Any, datetime], Awaitable[None]]
    more: Mapping[str, Any] = field(default_factory=dict)


def registrant_of(request: Request) -> Registrant:
    return Registrant(request.state.visitor, browser_of(request))


def network(request: Request) -> str:
    return network_of(request.client.host) if request.client is not None else ""


async def assembly_of(request: Request) -> Assembly:
    """By the slug of the address; officers see it before it is public. Raises NotFound."""
    drafts_too = request.state.visitor.may("assemblies.see-drafts")
    return await public_by_slug(request.path_params["slug"], request.state.now, drafts=drafts_too)


def start_of(assembly: Assembly) -> str:
    return f"/assemblies/{assembly.slug}/registration"


async def subject_of(request: Request) -> Subject | Response:
    """What this visitor fills in, or came back to; otherwise the way to where that begins."""
    assembly = await assembly_of(request)
    who, mine = registrant_of(request), "/registration/mine/" in request.url.path
    found = await (codes.opened(who, assembly, request.state.now) if mine else drafts.of(who, assembly))
    if found is None:
        return see_other(request, start_of(assembly) + ("/mine" if mine else ""))
    return Subject(assembly, found, mine)


async def next_page(subject: Subject) -> str:
    if subject.mine:
        return subject.base
    return f"{subject.base}/{await questions.missing(subject.registration, subject.assembly) or questions.CHECK}"


async def ask(request: Request, question: Question) -> Response:
    """Show the question, or keep the answer and go on. Whatever is wrong, everything typed is still there."""
    subject = await subject_of(request)
    if isinstance(subject, Response):
        return subject
    if subject.mine and subject.registration.state is not RegistrationState.POOL:
        return see_other(request, subject.base)
    form = await question.form(subject, await request.form() if request.method == "POST" else None)
    if request.method == "POST":
        answered = await _answered(request, subject, question, form)
        if answered is not None:
            return answered
    return await _page(request, subject, question, form)


async def _answered(request: Request, subject: Subject, question: Question, form: Form) -> Response | None:
    if not form.validate():
        return None
    try:
        await question.keep(subject, form, request.state.now)
    except NotThisTime as refused:
        return not_this_time(request, subject, question.step, refused)
    except RegisteredAlready:
        return page(request, "assembly/registrations/already.html", {"assembly": subject.assembly}, status=422)
    except (RegistrationRefused, AssemblyRefused) as refused:
        put_on(form, refused)
        return None
    if subject.mine:
        return see_other(request, subject.base, notice=_("Changed. Thank you."))
    found = await Registration.get(id=subject.registration.id)
    return see_other(request, await next_page(Subject(subject.assembly, found, mine=False)))


def put_on(form: Form, refused: RegistrationRefused | AssemblyRefused) -> None:
    """The refusal beside its question; a question that only comes up now gets its answers."""
    fields: Any = form
    if isinstance(refused, WhichSide) and "side" in form:
        fields["side"].choices = choices((one.code, one.name) for one in refused.sides)
    if isinstance(refused, OtherHome) and "came_here" in form:
        fields["came_here"].choices = came_here_choices()
    if refused.field and refused.field in form:
        form.refuse(refused.field, refused.sentence)
    else:
        form.form_errors = [*form.form_errors, refused.sentence]


def came_here_choices() -> list[Any]:
    return choices(
        [
            ("yes", _("Our letter came to this address. It is only written in another way")),
            ("no", _("I live at another address than the one the letter came to")),
        ]
    )


def not_this_time(request: Request, subject: Subject, step: str, refused: NotThisTime) -> Response:
    """No mistake: it says why, and how else to take part."""
    context = {"assembly": subject.assembly, "why": refused.why, "sentence": refused.sentence,
               "back": f"{subject.base}/{step}", "base": start_of(subject.assembly), "mine": subject.mine}  # fmt: skip
    return page(request, "assembly/registrations/not_this_time.html", context)


async def _page(request: Request, subject: Subject, question: Question, form: Form) -> Response:
    order, _features = await questions.steps_of(subject.assembly)
    at = order.index(question.step) if question.step in order else 0
    context = {
        "assembly": subject.assembly,
        "form": form,
        "mine": subject.mine,
        "position": at + 1,
        "total": len(order) + 1,
        "back": subject.base if subject.mine or at == 0 else f"{subject.base}/{order[at - 1]}",
        **question.more,
    }
    return page(request, question.template, context, status=200 if request.method == "GET" else 422)
