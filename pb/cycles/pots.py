"""Pots: which neighbourhoods have money in a cycle, how much, and how that was worked out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from database import execute, rows
from pb.cycles import CycleRefused, changing, keep
from pb.cycles.splitting import Part, Place, SplitRefused, split
from pb.models import Cycle, Pot, Split
from residents.people import Person
from residents.places.models import Neighbourhood
from web.filters import money
from web.language import _

UNITS = (1, 100, 100_00, 500_00)
MOST_PENCE = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyPlan:
    """What an officer asks for. `whole_city` means one pot for everybody, and then no neighbourhoods.

    `by_hand`: pence for each neighbourhood's id, used where the split is by hand.
    """

    budget_pence: int
    whole_city: bool = False
    neighbourhoods: Sequence[int] = ()
    way: Split = Split.EQUAL
    unit_pence: int = 100
    by_hand: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PotPlan:
    """One pot as it would be. `name`, `working` and `amount` are what the table of the working shows."""

    neighbourhood_id: int | None
    name: str
    amount: int
    working: str
    figures: dict[str, object] | None


async def preview(plan: MoneyPlan) -> list[PotPlan]:
    """The pots that this plan makes. Raises CycleRefused with the field at fault; stores nothing."""
    if not 0 < plan.budget_pence <= MOST_PENCE:
        raise CycleRefused(_("Write how much money there is, such as 90,000."), "budget")
    if plan.unit_pence not in UNITS:
        raise CycleRefused(_("Choose one of the steps."), "unit")
    if plan.whole_city:
        return [PotPlan(None, _("The whole city"), plan.budget_pence, _("One pot for everybody"), None)]
    places = await Neighbourhood.filter(id__in=list(plan.neighbourhoods), retired_at__isnull=True).order_by(
        "position", "name"
    )
    if not places:
        raise CycleRefused(_("Choose at least one neighbourhood."), "neighbourhoods")
    names = [place.name for place in places]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        said = _("Two neighbourhoods are called %(name)s. Give one of them another name first.")
        raise CycleRefused(said % {"name": twice}, "neighbourhoods")
    return _by_hand(plan, places) if plan.way is Split.BY_HAND else _worked_out(plan, places)


def _by_hand(plan: MoneyPlan, places: Sequence[Neighbourhood]) -> list[PotPlan]:
    amounts = [plan.by_hand.get(place.id, 0) for place in places]
    gap = plan.budget_pence - sum(amounts)
    if gap:
        said = _("Your amounts come to %(sum)s. That is %(gap)s %(way)s the budget of %(budget)s.")
        way = _("less than") if gap > 0 else _("more than")
        words = {"sum": money(sum(amounts)), "gap": money(abs(gap)), "way": way, "budget": money(plan.budget_pence)}
        raise CycleRefused(said % words, "way")
    figures: dict[str, object] = {"way": Split.BY_HAND.value}
    pairs = zip(places, amounts, strict=True)
    return [PotPlan(place.id, place.name, amount, working_in_words(figures), figures) for place, amount in pairs]


def _worked_out(plan: MoneyPlan, places: Sequence[Neighbourhood]) -> list[PotPlan]:
    asked = [Place(place.name, place.residents, place.deprived_residents) for place in places]
    try:
        parts = split(plan.budget_pence, asked, plan.way.value, plan.unit_pence)
    except SplitRefused as refused:
        raise CycleRefused(_missing(plan.way, refused.places) or str(refused), "way") from None
    plans = []
    for place, part in zip(places, parts, strict=True):
        figures = _figures(plan.way, part, parts)
        plans.append(PotPlan(place.id, place.name, part.amount, working_in_words(figures), figures))
    return plans


def _missing(way: Split, names: Sequence[str]) -> str:
    if not names:
        return ""
    if way is Split.POPULATION:
        said = _("We do not know how many people live in %(places)s. Add the figure, or choose another way.")
    else:
        said = _(
            "We do not know how many people are in most need in %(places)s. Add the figure, or choose another way."
        )
    return said % {"places": ", ".join(names)}


def _figures(way: Split, part: Part, parts: Sequence[Part]) -> dict[str, object]:
    figures: dict[str, object] = {"way": way.value, "places": len(parts), "exact": str(part.exact)}
    if way is Split.POPULATION:
        figures |= {"part": part.place.residents, "of": sum(one.place.residents or 0 for one in parts)}
    elif way in (Split.NEED, Split.HALF_AND_HALF):
        figures |= {"part": part.place.deprived, "of": sum(one.place.deprived or 0 for one in parts)}
    return figures


def working_in_words(figures: Mapping[str, object] | None) -> str:
    """How a pot's amount came about, from what was kept with it. Empty where nothing was."""
    if not figures:
        return ""
    way = figures.get("way")
    if way == Split.BY_HAND:
        return _("Decided by the council")
    words = {
        "places": figures.get("places"),
        "part": f"{_whole(figures.get('part')):,}",
        "of": f"{_whole(figures.get('of')):,}",
        "exact": money(round(Fraction(str(figures.get("exact", "0"))))),
    }
    said = {
        Split.EQUAL: _("1 of %(places)s equal parts is %(exact)s"),
        Split.POPULATION: _("%(part)s of %(of)s people live here: %(exact)s"),
        Split.NEED: _("%(part)s of %(of)s people in most need live here: %(exact)s"),
        Split.HALF_AND_HALF: _(
            "Half of it equally, half for need (%(part)s of %(of)s people in most need live here): %(exact)s"
        ),
    }.get(str(way), "")  # type: ignore[call-overload]
    return str(said % words)


def _whole(figure: object) -> int:
    return figure if isinstance(figure, int) else 0


async def set_money(by: Person, cycle_id: int, version: int, plan: MoneyPlan, now: datetime) -> None:
    """Keep the budget and its pots. A pot that has ideas or projects can change its amount but not go away."""
    async with changing(by, cycle_id, version, now) as cycle:
        planned = await preview(plan)
        before = {pot.name: pot.amount_pence for pot in await Pot.filter(cycle_id=cycle_id).order_by("position")}
        await _store(cycle, planned)
        values = {"budget_pence": plan.budget_pence, "split": plan.way, "split_unit_pence": plan.unit_pence}
        after = {pot.name: pot.amount for pot in planned}
        more = {"pots": [before, after]} if before != after else {}
        await keep(by, cycle, "cycle.money-set", now, values, **more)


async def _store(cycle: Cycle, planned: Sequence[PotPlan]) -> None:
    await _drop_others(cycle, planned)
    kept = {pot.neighbourhood_id: pot.id for pot in await Pot.filter(cycle_id=cycle.id)}
    # Two neighbourhoods may have swapped their names since.
    await execute("UPDATE pot SET name = 'pot ' || id WHERE cycle_id = ?", cycle.id)
    for position, pot in enumerate(planned):
        values: dict[str, Any] = {"name": pot.name, "amount_pence": pot.amount, "working": pot.figures}
        if pot.neighbourhood_id in kept:
            await Pot.filter(id=kept[pot.neighbourhood_id]).update(position=position, **values)
        else:
            await Pot.create(cycle=cycle, neighbourhood_id=pot.neighbourhood_id, position=position, **values)


async def _drop_others(cycle: Cycle, planned: Sequence[PotPlan]) -> None:
    wanted = {pot.neighbourhood_id for pot in planned}
    found = await rows(
        """SELECT p.id, p.name, p.neighbourhood_id,
                  (SELECT COUNT(*) FROM idea i WHERE i.pot_id = p.id) AS ideas,
                  (SELECT COUNT(*) FROM project j WHERE j.pot_id = p.id) AS projects
           FROM pot p WHERE p.cycle_id = ?""",
        cycle.id,
    )
    for pot in found:
        if pot.neighbourhood_id in wanted:
            continue
        if pot.ideas or pot.projects:
            said = _("%(place)s cannot be left out any more: there are ideas or projects for it.")
            raise CycleRefused(said % {"place": pot.name}, "neighbourhoods")
        await Pot.filter(id=pot.id).delete()


async def pots_of(cycle_id: int) -> list[Pot]:
    return await Pot.filter(cycle_id=cycle_id).order_by("position", "id")
