"""One registration in the office: what the draw knows of it, how to reach the person, and what can be done."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, TextAreaField, validators
from wtforms.validators import InputRequired

from assembly.models import Assembly, Registration
from assembly.registrations import amending, excluding, leaving, looking, pool
from assembly.registrations.features import answers_of, features_of
from assembly.registrations.looking import Contact
from assembly.registrations.refusals import RegistrationRefused
from assembly.views.common import assembly_of, office_page, via_of
from assembly.views.registrations.pool import ENTERS, SEES, crumbs, source_words, state_words
from web.audience import audience, permitted
from web.forms import Form, at_most, carried_out, required
from web.language import _
from web.pages import see_other, settings_of
from web.refusals import Refused

EXCLUDES = permitted("registrations.exclude")


class ReasonForm(Form):
    because = TextAreaField(_("The reason"), [*required(_("Write the reason in a sentence.")), at_most(300)])


class SaidForm(Form):
    because = TextAreaField(_("Why, if they said (optional)"), [validators.Optional(), at_most(300)])
    sure = BooleanField(_("They asked for this themselves"), [InputRequired(_("Tick the box to go on."))])


async def _found(request: Request) -> tuple[Assembly, Registration]:
    assembly = await assembly_of(request)
    return assembly, await pool.one(assembly, request.path_params["registration"])


def _here(one: Registration) -> str:
    return f"/office/assemblies/{one.assembly_id}/registrations/{one.id}"


@audience(SEES)
async def show(request: Request) -> Response:
    assembly, one = await _found(request)
    return await _page(request, assembly, one, None)


@audience(SEES)
async def contact(request: Request) -> Response:
    """How to reach somebody; the look is journalled. What the draw knows is left out then: never both together."""
    assembly, one = await _found(request)
    found = await looking.contact_of(request.state.visitor, assembly, one.id, request.state.now)
    return await _page(request, assembly, one, found)


async def _page(request: Request, assembly: Assembly, one: Registration, reach: Contact | None) -> Response:
    features = [] if reach else await features_of(assembly.id)
    answers = {} if reach else await answers_of(one.id)
    context: dict[str, Any] = {
        "registration": one,
        "state": state_words(one.state),
        "source": source_words(one.source),
        "contact": reach,
        "features": [(feature, answers.get(feature.category.id)) for feature in features],
        "crumbs": crumbs(assembly),
    }
    return await office_page(request, "assembly/registrations/office/show.html", assembly, context, status=200)


@audience(ENTERS)
async def fill_in(request: Request) -> Response:
    """Put in, or right, a value that somebody told us."""
    _assembly, one = await _found(request)
    sent, visitor = await request.form(), request.state.visitor
    back = _here(one) if visitor.may("registrations.see-names") else f"{_here(one)}/amendment"
    category, value = str(sent.get("category", "")), str(sent.get("value", ""))
    try:
        await amending.fill_in(visitor, one.id, category, value, request.state.now, via=via_of(request))
    except RegistrationRefused as refused:
        return see_other(request, back, notice=refused.sentence)
    return see_other(request, back, notice=_("Saved."))


@audience(EXCLUDES)
async def exclude(request: Request) -> Response:
    assembly, one = await _found(request)
    form = ReasonForm(await request.form()) if request.method == "POST" else ReasonForm()
    told = ""

    async def act() -> None:
        nonlocal told
        told = await excluding.exclude(
            request.state.visitor, one.id, form.because.data or "", _contact(request), request.state.now,
            via=via_of(request),
        )  # fmt: skip

    if request.method == "POST" and await carried_out(form, act):
        return see_other(request, _here(one), notice=_("Taken out. %(told)s") % {"told": told_words(told)})
    context = {"form": form, "registration": one, "crumbs": [*crumbs(assembly), (one.pseudonym, _here(one))]}
    return await office_page(request, "assembly/registrations/office/exclusion.html", assembly, context)


def _contact(request: Request) -> str:
    settings = settings_of(request)
    reach = " · ".join(part for part in (settings.contact_phone, settings.contact_email) if part)
    return f"{settings.council_name}: {reach}" if reach else settings.council_name


def told_words(told: str) -> str:
    return {
        "email": _("They are told by email."),
        "letter": _("A letter to them waits to be printed."),
    }.get(told, _("We have no email address and no address for a letter: call them now."))


@audience(EXCLUDES)
async def restore(request: Request) -> Response:
    assembly, one = await _found(request)
    try:
        told = await excluding.restore(request.state.visitor, one.id, request.state.now, via=via_of(request))
    except Refused as refused:
        return see_other(request, _here(one), notice=refused.sentence)
    return see_other(request, _here(one), notice=_("Back in the pool. %(told)s") % {"told": told_words(told)})


@audience(SEES)
async def renew_code(request: Request) -> Response:
    assembly, one = await _found(request)
    try:
        told = await excluding.renew_code(request.state.visitor, one.id, request.state.now, via=via_of(request))
    except Refused as refused:
        return see_other(request, _here(one), notice=refused.sentence)
    return see_other(request, _here(one), notice=_("A new code is made. %(told)s") % {"told": told_words(told)})


@audience(EXCLUDES)
async def withdraw(request: Request) -> Response:
    """Somebody said it on the phone."""
    assembly, one = await _found(request)
    form = SaidForm(await request.form()) if request.method == "POST" else SaidForm()
    visitor, now = request.state.visitor, request.state.now
    if request.method == "POST" and await carried_out(
        form, lambda: leaving.withdraw(one.id, form.because.data or "", now, by=visitor, via=via_of(request))
    ):
        return see_other(request, _here(one), notice=_("Withdrawn."))
    context = {"form": form, "registration": one, "crumbs": [*crumbs(assembly), (one.pseudonym, _here(one))],
               "erasing": False}  # fmt: skip
    return await office_page(request, "assembly/registrations/office/leaving.html", assembly, context)


@audience(EXCLUDES)
async def erase(request: Request) -> Response:
    """Somebody asked for it on the phone or in writing."""
    assembly, one = await _found(request)
    form = SaidForm(await request.form()) if request.method == "POST" else SaidForm()
    visitor, now = request.state.visitor, request.state.now
    if request.method == "POST" and await carried_out(
        form, lambda: leaving.erase(one.id, now, by=visitor, via=via_of(request))
    ):
        return see_other(request, crumbs(assembly)[0][1], notice=_("Everything about this person is deleted."))
    context = {"form": form, "registration": one, "crumbs": [*crumbs(assembly), (one.pseudonym, _here(one))],
               "erasing": True}  # fmt: skip
    return await office_page(request, "assembly/registrations/office/leaving.html", assembly, context)
