"""Shifts: today and the days to come, a new one, cancelling one."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import SelectField

from database import as_time
from residents.presence import shifts, venues
from residents.presence.refusals import PresenceRefused
from web.audience import audience, permitted
from web.days import local_date
from web.fields import MomentField, given
from web.filters import LONDON
from web.forms import Form, choices
from web.language import _
from web.pages import page, see_other

EDITORS = permitted("venues.edit")
HOME = "/office/shifts"


class ShiftForm(Form):
    person = SelectField(_("Who?"), validate_choice=False)
    venue = SelectField(_("Where?"), validate_choice=False)
    starts = MomentField(_("From when?"), [given(_("Choose when it begins."))])
    ends = MomentField(_("Until when?"), [given(_("Choose when it ends."))])


@audience(EDITORS)
async def index(request: Request) -> Response:
    now = request.state.now
    start = shifts.first_day(request.query_params.get("from", ""), now)
    lines = [_line(one, now) for one in await shifts.planned(start)]
    days = [(day, list(its)) for day, its in groupby(lines, key=lambda line: line["day"])]
    step = timedelta(days=shifts.DAYS)
    context = {
        "days": days,
        "today": local_date(now),
        "start": start,
        "earlier": f"{HOME}?from={(start - step):%Y-%m-%d}",
        "later": f"{HOME}?from={(start + step):%Y-%m-%d}",
        "ready": bool(await venues.open_ones()) and bool(await shifts.staff()),
    }
    return page(request, "residents/presence/shifts/index.html", context)


def _line(one: Any, now: datetime) -> dict[str, Any]:
    starts, ends = as_time(one.starts_at), as_time(one.ends_at)
    assert starts and ends
    return {
        "id": one.id,
        "day": local_date(starts),
        "hours": f"{_clock(starts)} – {_clock(ends)}",
        "who": one.who or one.email,
        "venue": one.venue,
        "cancelled": one.cancelled_at is not None,
        "over": ends <= now,
        "on": starts <= now < ends,
    }


def _clock(when: datetime) -> str:
    return f"{when.astimezone(LONDON):%H:%M}"


@audience(EDITORS)
async def new(request: Request) -> Response:
    form = ShiftForm(await request.form() if request.method == "POST" else None)
    people, places = await shifts.staff(), await venues.open_ones()
    first = [("", _("Choose"))]
    form.person.choices = choices([*first, *((str(one.id), one.display_name or one.email or "") for one in people)])
    form.venue.choices = choices([*first, *((str(one.id), one.name) for one in places)])
    if request.method == "POST" and await _added(request, form):
        return see_other(request, HOME, notice=_("The shift is planned."))
    context = {"form": form, "ready": bool(people and places)}
    return page(request, "residents/presence/shifts/new.html", context, status=200 if request.method == "GET" else 422)


async def _added(request: Request, form: ShiftForm) -> bool:
    person, venue = _number(form.person.data), _number(form.venue.data)
    whole = form.validate()
    if not person:
        form.refuse("person", _("Choose who it is."))
    if not venue:
        form.refuse("venue", _("Choose where it is."))
    if not (whole and person and venue):
        return False
    assert form.starts.data and form.ends.data
    try:
        await shifts.add(request.state.visitor, person, venue, form.starts.data, form.ends.data, request.state.now)
    except PresenceRefused as refused:
        form.refuse(refused.field, refused.sentence)
        return False
    return True


@audience(EDITORS)
async def cancellation(request: Request) -> Response:
    await shifts.cancel(request.state.visitor, int(request.path_params["shift"]), request.state.now)
    return see_other(request, HOME, notice=_("The shift is cancelled."))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
