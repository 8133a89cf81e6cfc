"""All answers together, sending them, and the page that says what happens next."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from assembly.assemblies import AssemblyRefused
from assembly.invitations.refusals import CodeRefused
from assembly.models import Registration
from assembly.registrations import drafts, needs, questions, sending
from assembly.registrations.features import answers_of
from assembly.registrations.refusals import NotComplete, NotThisTime, RegisteredAlready, RegistrationRefused
from assembly.secrets import KeyGone
from assembly.views.common import browser_key_of
from assembly.views.registrations.common import (
    Subject,
    assembly_of,
    next_page,
    not_this_time,
    registrant_of,
    start_of,
    subject_of,
)
from residents.places.postcodes import display
from web.audience import EVERYONE, audience
from web.filters import month_names
from web.language import _
from web.pages import page, see_other

Row = tuple[str, Any, str]


@audience(EVERYONE)
async def check(request: Request) -> Response:
    """Everything with links to change it; on POST it is sent."""
    if request.method == "POST":
        return await _send(request)
    subject = await subject_of(request)
    if isinstance(subject, Response):
        return subject
    missing = await questions.missing(subject.registration, subject.assembly)
    return see_other(request, await next_page(subject)) if missing else await _check_page(request, subject, "", 200)


async def _check_page(request: Request, subject: Subject, refused: str, status: int) -> Response:
    context = {
        "assembly": subject.assembly,
        "rows": await rows_of(subject),
        "refused": refused,
        "base": subject.base,
        "total": len((await questions.steps_of(subject.assembly))[0]) + 1,
    }
    return page(request, "assembly/registrations/check.html", context, status=status)


async def _send(request: Request) -> Response:
    """A press too many finds that it was sent, and leads to the same page."""
    assembly, who = await assembly_of(request), registrant_of(request)
    key = browser_key_of(request)
    draft = await drafts.of(who, assembly)
    if draft is None:
        done = await sending.just_sent(assembly, who.browser, key, request.state.now)
        return see_other(request, start_of(assembly) + ("/done" if done else ""))
    subject = Subject(assembly, draft, mine=False)
    try:
        await sending.send(draft, who.browser, key, request.state.now)
    except NotComplete as refused:
        return see_other(request, f"{subject.base}/{refused.step}", notice=refused.sentence)
    except NotThisTime as refused:
        return not_this_time(request, subject, questions.BIRTH, refused)
    except RegisteredAlready:
        return page(request, "assembly/registrations/already.html", {"assembly": assembly}, status=422)
    except (RegistrationRefused, AssemblyRefused, CodeRefused, KeyGone) as refused:
        return await _check_page(request, subject, refused.sentence, 422)
    return see_other(request, f"{subject.base}/done")


@audience(EVERYONE)
async def done(request: Request) -> Response:
    """Thank you, the code, and what happens next: for some minutes, in this browser only."""
    assembly, who = await assembly_of(request), registrant_of(request)
    sent = await sending.just_sent(assembly, who.browser, browser_key_of(request), request.state.now)
    if sent is None:
        return see_other(request, f"{start_of(assembly)}/mine")
    context = {"assembly": assembly, "registration": sent.registration, "code": sent.code, "base": start_of(assembly)}
    return page(request, "assembly/registrations/done.html", context)


async def rows_of(subject: Subject) -> list[Row]:
    """Every question with its answer and where it can be changed, in the order in which they are asked."""
    order, features = await questions.steps_of(subject.assembly)
    answers = await answers_of(subject.registration.id)
    values = {value.id: value.name for feature in features for value in feature.values}
    said = in_words(subject.registration)
    said[questions.NEEDS] = (
        _("Support"),
        "; ".join(needs.in_words(await needs.needs_of(subject.registration.id))) or _("Nothing"),
    )
    for one in features:
        said[f"{questions.ABOUT}{one.category.slug}"] = (
            one.category.name,
            values.get(answers.get(one.category.id, 0), ""),
        )
    return [(*said[step], f"{subject.base}/{step}") for step in order]


def in_words(one: Registration) -> dict[str, tuple[str, str]]:
    """Question and answer for every step but the categories and the needs."""
    address = ", ".join([*one.address.split("\n"), display(one.postcode)]) if one.postcode else ""
    reach = ", ".join(part for part in (one.email, one.phone) if part) or _("By letter")
    month = month_names()[one.born_month - 1] if one.born_month else ""
    agreed = _("Yes. You may ask me for another assembly, too") if one.keep_for_others else _("Yes")
    return {
        questions.DATES: (_("I can come"), _("Yes, or I think so")),
        questions.NAME: (_("Name"), one.name),
        questions.ADDRESS: (_("Address"), address),
        questions.CONTACT: (_("How we reach you"), reach),
        questions.BIRTH: (_("Born"), f"{month} {one.born_year or ''}".strip()),
        questions.EXCLUDED: (_("One of those who cannot be on the panel"), _("No")),
        questions.CONSENT: (_("I agree"), agreed),
    }
