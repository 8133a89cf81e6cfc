"""Putting right what somebody said on the phone: their name, home, contact and birth on one page, answers on another.

Never both together: what the draw knows does not stand beside a name.
"""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, StringField, validators
from wtforms.validators import InputRequired

from assembly.models import Assembly, Registration
from assembly.registrations import amending
from assembly.registrations.amending import Details
from assembly.registrations.features import answers_of, features_of
from assembly.registrations.refusals import ChangedMeanwhile, RegistrationRefused
from assembly.secrets import KeyGone
from assembly.views.common import assembly_of, office_page, via_of
from assembly.views.registrations.common import came_here_choices, put_on
from assembly.views.registrations.person import (
    AddressForm,
    BirthForm,
    ContactForm,
    address_so_far,
    home_of,
    month_choices,
)
from assembly.views.registrations.pool import ENTERS, crumbs
from web.audience import audience
from web.forms import number
from web.language import _
from web.pages import see_other
from web.versions import VersionedForm

_FIXED = ("name", "first", "second", "town", "postcode", "side", "came_here", "none_fixed", "month", "year")


class AmendmentForm(VersionedForm, AddressForm, ContactForm, BirthForm):
    name = StringField(_("Name"), [validators.Optional()])
    none_fixed = BooleanField(_("They have no fixed address"))
    sure = BooleanField(_("I made sure that it is really them"), [InputRequired(_("Make sure, and tick the box."))])


def _form(one: Registration, data: FormData | None, frozen: bool) -> AmendmentForm:
    """Filled with what stands; where the pool is frozen, with email and phone only."""
    stands = {
        **address_so_far(one), "name": one.name, "email": one.email, "phone": one.phone,
        "month": str(one.born_month or ""), "year": one.born_year, "version": str(one.version),
    }  # fmt: skip
    made = AmendmentForm(data, stands)
    made.month.choices = month_choices()
    made.side.choices = []
    made.came_here.choices = came_here_choices() if made.came_here.data else []
    if frozen:
        for name in _FIXED:
            del made[name]
    return made


async def _found(request: Request) -> tuple[Assembly, Registration]:
    assembly = await assembly_of(request)
    by, now = request.state.visitor, request.state.now
    return assembly, await amending.one(by, assembly, request.path_params["registration"], now)


def _here(one: Registration) -> str:
    return f"/office/assemblies/{one.assembly_id}/registrations/{one.id}"


def _crumbs(request: Request, one: Registration) -> list[tuple[str, str]]:
    own = [(one.pseudonym, _here(one))] if request.state.visitor.may("registrations.see-names") else []
    return [*crumbs(one.assembly), *own]


@audience(ENTERS)
async def show(request: Request) -> Response:
    """The way to the form, which shows name and contact; and the answers that somebody chose."""
    assembly, one = await _found(request)
    answers = await answers_of(one.id)
    context = {
        "registration": one,
        "features": [
            (feature, answers.get(feature.category.id)) for feature in await features_of(assembly.id) if feature.chosen
        ],
        "stays": await amending.stays(one, request.state.now),
        "crumbs": _crumbs(request, one),
    }
    return await office_page(request, "assembly/registrations/office/amendment.html", assembly, context)


@audience(ENTERS)
async def opened(request: Request) -> Response:
    """What stands now, to be put right: the look is journalled."""
    assembly = await assembly_of(request)
    by, now = request.state.visitor, request.state.now
    one = await amending.opened(by, assembly, request.path_params["registration"], now)
    stays = await amending.stays(one, now)
    return await _page(request, one, _form(one, None, bool(stays)), stays, 200)


@audience(ENTERS)
async def amend(request: Request) -> Response:
    _assembly, one = await _found(request)
    by, now = request.state.visitor, request.state.now
    stays = await amending.stays(one, now)
    form = _form(one, await request.form(), bool(stays))
    stands = None
    if form.validate():
        try:
            changed = await amending.amend(by, one.id, _details(form), form.seen(), now, via=via_of(request))
        except ChangedMeanwhile as refused:
            form.version.data = str(refused.version)
            form.form_errors = [*form.form_errors, refused.sentence]
            stands = await amending.opened(by, one.assembly, one.id, now)
        except RegistrationRefused as refused:
            put_on(form, refused)
        except KeyGone as refused:
            form.form_errors = [*form.form_errors, refused.sentence]
        else:
            told = _("Put right. They are told.") if changed else _("Nothing was different, so nothing is changed.")
            return see_other(request, f"{_here(one)}/amendment", notice=told)
    return await _page(request, one, form, stays, 422, stands)


async def _page(
    request: Request,
    one: Registration,
    form: AmendmentForm,
    stays: str,
    status: int,
    stands: Registration | None = None,
) -> Response:
    context = {
        "registration": one, "form": form, "stays": stays, "stands": stands,
        "crumbs": [*_crumbs(request, one), (_("Put something right"), f"{_here(one)}/amendment")],
    }  # fmt: skip
    template = "assembly/registrations/office/amendment_form.html"
    return await office_page(request, template, one.assembly, context, status=status)


def _details(form: AmendmentForm) -> Details:
    email, phone = form.email.data or "", form.phone.data or ""
    fields: Any = form
    if "name" not in fields:
        return Details(email=email, phone=phone)
    birth = (number(form.month.data), form.year.data)
    return Details(email=email, phone=phone, name=form.name.data or "", home=home_of(form), birth=birth)
