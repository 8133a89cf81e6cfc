"""Neighbourhoods where money is shared out: what is there now, and changes that would disturb a vote are refused."""

from datetime import datetime

from database import rows
from pb.cycles import phase_at
from pb.models import Cycle
from pb.phases import Phase
from residents.people import Person
from residents.places import neighbourhoods
from residents.places.map import MapData, city_map
from residents.places.plans import PlaceRefused, Plan
from web.filters import money, plural
from web.language import _

_OVER = (Phase.DELIVERY, Phase.CLOSED, Phase.CANCELLED)
_VOTE = (Phase.VOTING, Phase.CONFIRMING, Phase.COUNTING)


async def map_with_money(cycle: Cycle | None) -> MapData:
    """The map of the city; in its list, each neighbourhood's money in `cycle` and how many ideas it has."""
    if cycle is None:
        return await city_map()
    found = await rows(
        """SELECT p.neighbourhood_id, p.amount_pence,
                  (SELECT COUNT(*) FROM idea i WHERE i.pot_id = p.id AND i.published_at IS NOT NULL
                     AND i.state NOT IN ('withdrawn', 'refused')) AS ideas
           FROM pot p WHERE p.cycle_id = ? AND p.neighbourhood_id IS NOT NULL""",
        cycle.id,
    )
    words = {pot.neighbourhood_id: _in_words(pot.amount_pence, pot.ideas) for pot in found}
    return await city_map(detail=lambda number: words.get(number, ""))


def _in_words(amount_pence: int, ideas: int) -> str:
    return _("%(money)s, %(ideas)s") % {"money": money(amount_pence), "ideas": plural(ideas, "idea", "ideas")}


async def change(by: Person, neighbourhood_id: int, plan: Plan, now: datetime) -> None:
    """Like `neighbourhoods.change`; while a vote is on there, its parts stay as they are."""
    _place, parts = await neighbourhoods.with_parts(neighbourhood_id)
    same = {
        name: set(getattr(parts, name)) == set(getattr(plan.parts, name)) for name in ("wards", "lsoas", "postcodes")
    }
    if not all(same.values()) and (cycle := await _cycle_in(neighbourhood_id, _VOTE, now)):
        sentence = _("People here vote in “%(name)s” now. Change what belongs here when the result is out.")
        field = next(name for name, unchanged in same.items() if not unchanged)
        raise PlaceRefused(sentence % {"name": cycle.name}, field)
    await neighbourhoods.change(by, neighbourhood_id, plan, now)


async def retire(by: Person, neighbourhood_id: int, now: datetime) -> None:
    """Like `neighbourhoods.retire`, but not while a fund has money there that is not decided about."""
    by.demand("places.edit")
    running = [phase for phase in Phase if phase not in _OVER]
    cycle = await _cycle_in(neighbourhood_id, running, now)
    if cycle:
        sentence = _(
            "“%(name)s” has money for this neighbourhood. Take it out of that fund first, or wait for the result."
        )
        raise PlaceRefused(sentence % {"name": cycle.name})
    await neighbourhoods.retire(by, neighbourhood_id, now)


async def _cycle_in(neighbourhood_id: int, phases: list[Phase] | tuple[Phase, ...], now: datetime) -> Cycle | None:
    found = await Cycle.filter(pots__neighbourhood_id=neighbourhood_id).order_by("id")
    return next((cycle for cycle in found if phase_at(cycle, now) in phases), None)
