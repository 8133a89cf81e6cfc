"""Where an idea would happen: a postcode, a neighbourhood from a list, or a click on the map beside the list."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField, StringField, validators

from pb.ideas import drafts
from pb.models import Idea, Pot
from pb.views.drafts.common import draft_of, next_page
from residents.places.map import MapData, city_map
from residents.places.postcodes import PostcodeRefused, Whereabouts, locate
from web.audience import EVERYONE, audience
from web.forms import Form, choices
from web.language import _
from web.pages import page, see_other


class PlaceForm(Form):
    postcode = StringField(_("Postcode of the place, or near it"), [validators.Optional()])
    side = RadioField(_("Which side is it on?"), validate_choice=False)
    neighbourhood = RadioField(_("Or choose the neighbourhood"), validate_choice=False)


@audience(EVERYONE)
async def place(request: Request) -> Response:
    draft = await draft_of(request)
    pots = await Pot.filter(cycle_id=draft.cycle_id).order_by("position", "id").select_related("neighbourhood")
    form = PlaceForm(await request.form()) if request.method == "POST" else _so_far(request, draft, pots)
    form.neighbourhood.choices = choices((str(pot.id), pot.name) for pot in pots)
    form.side.choices = []
    if request.method == "POST" and form.validate():
        found = await _chosen_place(form, pots)
        if found is not None:
            pot, words = found
            spot = words or (draft.place if pot.id == draft.pot_id else "")
            await drafts.keep_place(draft, pot, spot, request.state.now)
            return see_other(request, next_page(draft))
    context = {
        "draft": draft,
        "form": form,
        "map": await _map(request, pots),
        "current": next((pot.name for pot in pots if str(pot.id) == form.neighbourhood.data), None),
    }
    return page(request, "pb/drafts/place.html", context, status=422 if form.errors else 200)


def _so_far(request: Request, draft: Idea, pots: Sequence[Pot]) -> PlaceForm:
    """What was chosen before, or just now on the map, whose areas are links."""
    asked = request.query_params.get("neighbourhood", "")
    chosen = next((pot.id for pot in pots if pot.neighbourhood and pot.neighbourhood.slug == asked), draft.pot_id)
    return PlaceForm(None, {"neighbourhood": str(chosen or "")})


async def _map(request: Request, pots: Sequence[Pot]) -> MapData | None:
    """Only the neighbourhoods that have money; nothing when there is no choice or nothing to draw."""
    slugs = {pot.neighbourhood.slug for pot in pots if pot.neighbourhood}
    city = await city_map(lambda slug: f"{request.url.path}?neighbourhood={slug}")
    areas = [area for area in city.areas if area.slug in slugs]
    return MapData(areas, city.view) if len(areas) > 1 and all(area.path for area in areas) else None


async def _chosen_place(form: PlaceForm, pots: Sequence[Pot]) -> tuple[Pot, str] | None:
    """The pot, and where in it; None after putting on the form what is still to be said."""
    if not (form.postcode.data or "").strip():
        pot = next((pot for pot in pots if str(pot.id) == form.neighbourhood.data), None)
        if pot is None:
            form.refuse("postcode", _("Type a postcode, or choose a neighbourhood below."))
            return None
        return pot, ""
    try:
        there = await locate(form.postcode.data or "", form.side.data or "")
    except PostcodeRefused as refused:
        form.refuse("postcode", refused.sentence)
        return None
    if there.other_wards:
        form.side.choices = choices((side.code, side.name) for side in there.sides)
        form.refuse("side", _("%(postcode)s is on a line. Choose the side.") % {"postcode": there.postcode})
        return None
    pot = _pot_for(there, pots)
    if pot is None:
        form.refuse("postcode", _outside(there, pots))
        return None
    return pot, there.ward_name


def _pot_for(there: Whereabouts, pots: Sequence[Pot]) -> Pot | None:
    own = (pot for pot in pots if there.neighbourhood_id and pot.neighbourhood_id == there.neighbourhood_id)
    whole_city = (pot for pot in pots if pot.neighbourhood_id is None)
    return next(own, None) or next(whole_city, None)


def _outside(there: Whereabouts, pots: Sequence[Pot]) -> str:
    return _("%(postcode)s is in %(ward)s, and there is no money for that place this time. It is for: %(places)s.") % {
        "postcode": there.postcode,
        "ward": there.ward_name,
        "places": ", ".join(pot.name for pot in pots),
    }
