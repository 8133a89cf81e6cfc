"""The map of the neighbourhoods, and the office pages where they are changed."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from pb.cycles import current_cycle, places
from residents.places import neighbourhoods
from residents.places.neighbourhoods import all_current, wards_with_owners
from residents.places.plans import Parts, PlaceRefused, Plan, read_parts
from web.audience import EVERYONE, audience, permitted
from web.forms import Form, at_most, choices, required
from web.language import _
from web.pages import page, see_other

_EDITOR = permitted("places.edit")
_HOME = "/office/neighbourhoods"


class NeighbourhoodForm(Form):
    name = StringField(_("Name"), [*required(_("Give the neighbourhood a name.")), at_most(80)])
    description = TextAreaField(_("What people should know about it"), [Optional(), at_most(1000)])
    residents = StringField(_("How many people live there"))
    deprived_residents = StringField(_("How many of them live in the most deprived tenth of England"))
    wards = SelectMultipleField(_("Wards"))
    lsoas = TextAreaField(_("Small areas (LSOA)"), [Optional(), at_most(10_000)])
    postcodes = TextAreaField(_("Single postcodes"), [Optional(), at_most(10_000)])


class SureForm(Form):
    sure = BooleanField(_("Yes, I am sure"), [InputRequired(_("Tick the box to go on."))])


@audience(EVERYONE)
async def index(request: Request) -> Response:
    cycle = await current_cycle(request.state.now)
    return page(request, "pb/places/index.html", {"map": await places.map_with_money(cycle), "cycle": cycle})


@audience(_EDITOR)
async def office(request: Request) -> Response:
    wards = await wards_with_owners()
    context = {
        "places": await all_current(),
        "map": await places.map_with_money(None),
        "free": [ward.name for ward in wards if ward.owner is None],
    }
    return page(request, "pb/places/office.html", context)


@audience(_EDITOR)
async def new(request: Request) -> Response:
    form = await _form(request, {})
    if request.method == "POST":
        plan = _plan_of(form)
        if plan and await _kept(form, lambda: neighbourhoods.create(request.state.visitor, plan, request.state.now)):
            return see_other(request, _HOME, notice=_("Added %(name)s.") % {"name": plan.name})
    return page(request, "pb/places/edit.html", {"form": form, "place": None, "sure": None}, status=_status(request))


@audience(_EDITOR)
async def edit(request: Request) -> Response:
    number = request.path_params["neighbourhood"]
    place, parts = await neighbourhoods.with_parts(number)
    form = await _form(request, _kept_values(place, parts), number)
    if request.method == "POST":
        plan = _plan_of(form)
        if plan and await _kept(form, lambda: places.change(request.state.visitor, number, plan, request.state.now)):
            return see_other(request, _HOME, notice=_("Saved %(name)s.") % {"name": plan.name})
    return page(
        request, "pb/places/edit.html", {"form": form, "place": place, "sure": SureForm()}, status=_status(request)
    )


@audience(_EDITOR)
async def retire(request: Request) -> Response:
    number = request.path_params["neighbourhood"]
    place, parts = await neighbourhoods.with_parts(number)
    sure = SureForm(await request.form())
    if not sure.validate():
        form = await _form(request, _kept_values(place, parts), number, sent=False)
        return page(request, "pb/places/edit.html", {"form": form, "place": place, "sure": sure}, status=422)
    await places.retire(request.state.visitor, number, request.state.now)
    return see_other(request, _HOME, notice=_("%(name)s is off the map.") % {"name": place.name})


async def _form(
    request: Request, kept: dict[str, Any], number: int | None = None, *, sent: bool = True
) -> NeighbourhoodForm:
    """`sent`: what was posted is this form, and not another one on the page."""
    form = NeighbourhoodForm(await request.form() if sent and request.method == "POST" else None, kept)
    form.wards.choices = choices((ward.code, _ward_in_words(ward, number)) for ward in await wards_with_owners())
    return form


def _ward_in_words(ward: Any, number: int | None) -> str:
    if ward.owner is None or ward.owner_id == number:
        return str(ward.name)
    return _("%(ward)s (in %(owner)s)") % {"ward": ward.name, "owner": ward.owner}


def _kept_values(place: Any, parts: Parts) -> dict[str, Any]:
    return {
        "name": place.name,
        "description": place.description,
        "residents": _written(place.residents),
        "deprived_residents": _written(place.deprived_residents),
        "wards": list(parts.wards),
        "lsoas": "\n".join(parts.lsoas),
        "postcodes": "\n".join(f"{code[:-3]} {code[-3:]}" for code in parts.postcodes),
    }


def _written(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _plan_of(form: NeighbourhoodForm) -> Plan | None:
    """None when something cannot be read; what is wrong then stands on the form."""
    whole = form.validate()
    numbers = {name: _number(form, name) for name in ("residents", "deprived_residents")}
    try:
        parts = read_parts(form.wards.data or [], form.lsoas.data or "", form.postcodes.data or "")
    except PlaceRefused as refusal:
        form.refuse(refusal.field, refusal.sentence)
        return None
    if not whole or form.errors:
        return None
    name, description = (form.name.data or "").strip(), (form.description.data or "").strip()
    return Plan(name=name, description=description, parts=parts, **numbers)


def _number(form: NeighbourhoodForm, name: str) -> int | None:
    typed = "".join((form[name].data or "").replace(",", "").split())
    if not typed:
        return None
    if typed.isascii() and typed.isdigit() and len(typed) < 9:
        return int(typed)
    form.refuse(name, _("Write the number of people as a whole number, such as 12,500."))
    return None


async def _kept(form: NeighbourhoodForm, act: Any) -> bool:
    try:
        await act()
    except PlaceRefused as refusal:
        if refusal.field in form:
            form.refuse(refusal.field, refusal.sentence)
        else:
            form.form_errors = [*form.form_errors, refusal.sentence]
        return False
    return True


def _status(request: Request) -> int:
    return 200 if request.method == "GET" else 422
