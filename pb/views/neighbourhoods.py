"""One neighbourhood: its money, its ideas, its projects, and what was decided there before."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from database import rows
from pb.cycles import current_cycle
from pb.cycles.pots import working_in_words
from pb.cycles.timeline import standing
from pb.ideas.outcomes import tags_of
from pb.ideas.search import Wish, find
from pb.models import Cycle, Pot
from residents.places.models import Neighbourhood
from web.audience import EVERYONE, audience
from web.language import _
from web.pages import page
from web.refusals import NotFound

FEW = 6
_SLUG = re.compile(r"[a-z0-9-]{1,60}")


@audience(EVERYONE)
async def show(request: Request) -> Response:
    now = request.state.now
    place = await _place(request.path_params["slug"])
    cycle = await current_cycle(now)
    pot = await _pot(cycle, place.id) if cycle else None
    context: dict[str, Any] = {
        "place": place,
        "cycle": cycle,
        "standing": standing(cycle, now) if cycle else None,
        "pot": pot,
        "working": working_in_words(pot.working) if pot else "",
        "ideas": [],
        "projects": [],
        "earlier": await _results(place.id),
    }
    if cycle and pot:
        found = await find(Wish(cycle_id=cycle.id, pot_id=pot.id))
        few = found.ideas[:FEW]
        tags = await tags_of(few)
        context["ideas"] = [(card, tags[card.id]) for card in few]
        context["more_ideas"] = len(found.ideas) > FEW
        context["projects"] = await _projects(pot.id) if cycle.ballot_frozen_at else []
    return page(request, "pb/neighbourhoods/show.html", context)


async def _place(slug: str) -> Neighbourhood:
    """Also one that is retired: results of earlier years lead to it."""
    place = await Neighbourhood.get_or_none(slug=slug) if _SLUG.fullmatch(slug) else None
    if place is None:
        raise NotFound(_("There is no such neighbourhood."))
    return place


async def _pot(cycle: Cycle, place_id: int) -> Pot | None:
    """Its own pot, or the one of the whole city."""
    found = await Pot.filter(cycle_id=cycle.id).order_by("position", "id")
    own = (pot for pot in found if pot.neighbourhood_id == place_id)
    return next(own, next((pot for pot in found if pot.neighbourhood_id is None), None))


async def _projects(pot_id: int) -> Any:
    return await rows(
        "SELECT id, title, cost_pence FROM project WHERE pot_id = ? AND withdrawn_at IS NULL ORDER BY title, id", pot_id
    )


async def _results(place_id: int) -> Any:
    """Funds with a published result in which this place had money."""
    return await rows(
        """SELECT c.name, c.slug, p.amount_pence, t.spent_pence FROM pot p JOIN cycle c ON c.id = p.cycle_id
           JOIN tally y ON y.cycle_id = c.id AND y.published_at IS NOT NULL
           JOIN pot_tally t ON t.tally_id = y.id AND t.pot_id = p.id
           WHERE p.neighbourhood_id = ? AND c.result_published_at IS NOT NULL AND c.cancelled_at IS NULL
           ORDER BY c.result_published_at DESC, c.id DESC LIMIT 10""",
        place_id,
    )
