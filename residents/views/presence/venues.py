"""Venues: the list, a new one, changing and retiring one."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from residents.models import Venue
from residents.places.models import Ward
from residents.presence import venues
from residents.presence.refusals import PresenceRefused
from residents.presence.venues import LONGEST_NAME, LONGEST_WHERE, Plan
from web.audience import audience, permitted
from web.forms import Form, at_most, choices, required
from web.language import _
from web.pages import page, see_other

EDITORS = permitted("venues.edit")
HOME = "/office/venues"
_NAME_IT = _("Give the venue a name that people know it by.")


class VenueForm(Form):
    name = StringField(
        _("What do people call it?"),
        [*required(_("Give the venue a name that people know it by.")), at_most(LONGEST_NAME)],
    )
    where = StringField(_("Where is it?"), [Optional(), at_most(LONGEST_WHERE)])
    ward = SelectField(_("Which ward is it in?"), validate_choice=False)
    step_free = BooleanField(_("No steps to get in"))
    hearing_loop = BooleanField(_("It has a hearing loop"))
    networks = TextAreaField(_("Its networks"), [Optional(), at_most(2_000)])


class SureForm(Form):
    sure = BooleanField(_("Yes, I am sure"), [InputRequired(_("Tick the box to go on."))])


@audience(EDITORS)
async def index(request: Request) -> Response:
    return page(request, "residents/presence/venues/index.html", {"venues": await venues.all_of_them()})


@audience(EDITORS)
async def new(request: Request) -> Response:
    form = await _form(request, None)
    if request.method == "POST" and form.validate():
        try:
            venue = await venues.add(request.state.visitor, _plan(form), request.state.now)
            return see_other(request, HOME, notice=_("Added %(name)s.") % {"name": venue.name})
        except PresenceRefused as refused:
            form.refuse(refused.field, refused.sentence)
    return _page(request, form, None, SureForm())


@audience(EDITORS)
async def one(request: Request) -> Response:
    venue = await venues.one(int(request.path_params["venue"]))
    form = await _form(request, venue)
    if request.method == "POST" and form.validate():
        try:
            await venues.change(request.state.visitor, venue.id, _plan(form), request.state.now)
            return see_other(request, HOME, notice=_("Saved."))
        except PresenceRefused as refused:
            form.refuse(refused.field, refused.sentence)
    return _page(request, form, venue, SureForm())


@audience(EDITORS)
async def retirement(request: Request) -> Response:
    venue = await venues.one(int(request.path_params["venue"]))
    sure = SureForm(await request.form())
    if sure.validate():
        try:
            await venues.retire(request.state.visitor, venue.id, request.state.now)
            return see_other(request, HOME, notice=_("%(name)s is off the list.") % {"name": venue.name})
        except PresenceRefused as refused:
            sure.refuse("sure", refused.sentence)
    return _page(request, await _form(request, venue, sent=False), venue, sure)


def _page(request: Request, form: VenueForm, venue: Venue | None, sure: SureForm) -> Response:
    context = {"form": form, "venue": venue, "sure": sure}
    status = 200 if request.method == "GET" else 422
    return page(request, "residents/presence/venues/edit.html", context, status=status)


async def _form(request: Request, venue: Venue | None, *, sent: bool = True) -> VenueForm:
    kept: dict[str, Any] = {}
    if venue is not None:
        kept = {
            "name": venue.name, "where": venue.where, "ward": venue.ward_id or "", "step_free": venue.step_free,
            "hearing_loop": venue.hearing_loop, "networks": "\n".join(venue.networks),
        }  # fmt: skip
    form = VenueForm(await request.form() if sent and request.method == "POST" else None, kept)
    wards = await Ward.all().order_by("name").values_list("code", "name")
    form.ward.choices = choices([("", _("Not said")), *((str(code), str(name)) for code, name in wards)])
    return form


def _plan(form: VenueForm) -> Plan:
    return Plan(
        name=form.name.data or "",
        where=form.where.data or "",
        ward_code=form.ward.data or "",
        step_free=bool(form.step_free.data),
        hearing_loop=bool(form.hearing_loop.data),
        networks=form.networks.data or "",
    )
