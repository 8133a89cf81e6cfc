"""What must be true before the ballot is frozen: each point green, or red with what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ballot_box.models import Stock
from ballot_box.trustees import pairs
from database import rows
from pb.cycles import CycleRefused
from pb.cycles.dates import DATES, DAYS_TO_CONFIRM, asks_to_confirm, in_order
from pb.cycles.rules import counting_of, needs_lots, takes_completion
from pb.cycles.trustees import trustees_of
from pb.models import Cycle, IdeaState, Sealing
from web.days import end_of_working_day
from web.filters import moment, money, plural
from web.language import _

UNDECIDED = (IdeaState.RECEIVED, IdeaState.PUBLISHED, IdeaState.COSTING, IdeaState.CHANGES_WANTED)


@dataclass(frozen=True, slots=True)
class Item:
    """`key` names the point and the page where it is put right; `words` say how it stands, `cure` what to do."""

    key: str
    title: str
    good: bool
    words: str
    cure: str = ""


async def checklist(cycle: Cycle, now: datetime, knowingly_empty: bool = False) -> list[Item]:
    """Every point, in the order of the officer's work. `knowingly_empty`: pots without a project are meant so."""
    pots = await rows(
        """SELECT p.id, p.name, p.amount_pence,
                  (SELECT COUNT(*) FROM project j WHERE j.pot_id = p.id AND j.withdrawn_at IS NULL) AS projects
           FROM pot p WHERE p.cycle_id = ? ORDER BY p.position, p.id""",
        cycle.id,
    )
    return [
        _money(cycle, pots),
        await _ideas(cycle),
        _empty_pots(pots, knowingly_empty),
        await _prices(cycle),
        _counting(cycle),
        _dates(cycle, now),
        _lots(cycle),
        await _sealing(cycle),
    ]


def is_green(items: Sequence[Item]) -> bool:
    return all(item.good for item in items)


def _money(cycle: Cycle, pots: Sequence[Any]) -> Item:
    title = _("The pots add up to the budget")
    total = sum(pot.amount_pence for pot in pots)
    if not pots or not cycle.budget_pence:
        return Item("money", title, False, _("There are no pots yet."), _("Share the money out"))
    if total != cycle.budget_pence:
        said = _("The pots come to %(total)s. The budget is %(budget)s.")
        words = said % {"total": money(total), "budget": money(cycle.budget_pence)}
        return Item("money", title, False, words, _("Share the money out again"))
    words = _("%(pots)s, %(total)s in all.") % {
        "pots": plural(len(pots), "pot", "pots"), "total": money(total)
    }  # fmt: skip
    return Item("money", title, True, words)


async def _ideas(cycle: Cycle) -> Item:
    title = _("Every idea has its answer")
    marks = ", ".join("?" for _state in UNDECIDED)
    found = await rows(
        f"SELECT title FROM idea WHERE cycle_id = ? AND state IN ({marks}) ORDER BY id",
        cycle.id,
        *(state.value for state in UNDECIDED),
    )
    if not found:
        return Item("ideas", title, True, _("No idea is waiting."))
    words = _("%(count)s still in review: %(first)s.") % {
        "count": plural(len(found), "idea is", "ideas are"),
        "first": _some([idea.title for idea in found]),
    }
    return Item("ideas", title, False, words, _("Decide about them"))


def _empty_pots(pots: Sequence[Any], knowingly: bool) -> Item:
    title = _("Every pot has a project")
    empty = [pot.name for pot in pots if not pot.projects]
    if len(empty) == len(pots):
        return Item("no-projects", title, False, _("There is no project on the ballot yet."), _("Add projects"))
    if not empty:
        count = plural(sum(pot.projects for pot in pots), "project", "projects")
        return Item("projects", title, True, _("%(count)s on the ballot.") % {"count": count})
    words = _("Nothing to vote on for %(names)s.") % {"names": _some(empty)}
    return Item(
        "projects", title, knowingly, words, "" if knowingly else _("Add projects, or say below it is meant so")
    )


async def _prices(cycle: Cycle) -> Item:
    """Within its pot, and within one of the bands where there are any."""
    title = _("Every price fits")
    found = await rows(
        """SELECT j.title, j.cost_pence, p.amount_pence FROM project j JOIN pot p ON p.id = j.pot_id
           WHERE j.cycle_id = ? AND j.withdrawn_at IS NULL AND (
             j.cost_pence <= 0 OR j.cost_pence > p.amount_pence
             OR (EXISTS (SELECT 1 FROM band b WHERE b.cycle_id = j.cycle_id) AND NOT EXISTS (
               SELECT 1 FROM band b WHERE b.cycle_id = j.cycle_id
               AND j.cost_pence BETWEEN b.least_pence AND b.most_pence)))
           ORDER BY j.id""",
        cycle.id,
    )
    if not found:
        return Item("prices", title, True, _("Every project costs no more than its pot, and fits one of the sizes."))
    named = [_("%(title)s (%(cost)s)") % {"title": one.title, "cost": money(one.cost_pence)} for one in found]
    words = _("Too dear for the pot, outside every size of grant, or without a price: %(names)s.")
    return Item("prices", title, False, words % {"names": _some(named)}, _("Look at the projects"))


def _counting(cycle: Cycle) -> Item:
    title = _("How votes are counted is chosen")
    chosen = counting_of(cycle)
    if len(chosen) < (3 if takes_completion(cycle.rule) else 2) or cycle.ranks < 1:
        return Item("counting", title, False, _("The way to count is not complete."), _("Choose how votes are counted"))
    words = _("%(rule)s. Each person ranks up to %(ranks)s.") % {"rule": chosen[0].title, "ranks": cycle.ranks}
    return Item("counting", title, True, words)


def _dates(cycle: Cycle, now: datetime) -> Item:
    title = _("The dates are set")
    opens, closes = cycle.voting_opens_at, cycle.voting_closes_at
    cure = _("Set the dates")
    if opens is None or closes is None:
        return Item("dates", title, False, _("The vote has no first or no last day yet."), cure)
    try:
        in_order({name: getattr(cycle, name) for name in DATES})
    except CycleRefused:
        return Item("dates", title, False, _("The dates are not in order."), cure)
    if cycle.confirm_by is None and asks_to_confirm(cycle):
        usual = moment(end_of_working_day(closes, DAYS_TO_CONFIRM))
        words = _("A vote is only counted once it is confirmed, so people need a last day for that. Usual is %(date)s.")
        return Item("dates", title, False, words % {"date": usual}, cure)
    if opens <= now and cycle.ballot_frozen_at is None:
        words = _("The vote was to open on %(date)s, which has passed.") % {"date": moment(opens)}
        return Item("dates", title, False, words, _("Choose a new day"))
    words = _("The vote opens on %(opens)s and closes on %(closes)s.")
    return Item("dates", title, True, words % {"opens": moment(opens), "closes": moment(closes)})


def _lots(cycle: Cycle) -> Item:
    title = _("The lots are drawn")
    if not needs_lots(cycle):
        return Item("lots", title, True, _("Ties are broken without lots."))
    if not cycle.lot_seed:
        return Item("lots", title, False, _("Nobody has chosen the words to draw from."), _("Choose them below"))
    words = _("Drawn from “%(seed)s”. The order is on this page, and anybody can draw it again.")
    return Item("lots", title, True, words % {"seed": cycle.lot_seed})


async def _sealing(cycle: Cycle) -> Item:
    """Unsealed knowingly, or sealed to two people who have shown twice that they can open it."""
    title = _("Who can open the ballots is decided")
    if cycle.sealing is Sealing.OPEN:
        words = _("The vote is not sealed: the site opens the ballots itself. The page of the fund says so.")
        return Item("sealing", title, True, words)
    pair = await trustees_of(cycle)
    if pair is None:
        words = _("Nobody has decided whether the ballots are sealed to two people outside.")
        return Item("sealing", title, False, words, _("Decide it"))
    names = {"first": pair.first_name, "last": pair.last_name}
    held = {one.stock for one in await pairs.rehearsals_of(pair) if one.held_at is not None}
    if held == set(Stock):
        words = _("Sealed to %(first)s and %(last)s. They opened a test ballot with their keys, and with the copies.")
        return Item("sealing", title, True, words % names)
    cure = _("Rehearse with their keys") if Stock.KEYS not in held else _("Rehearse with the copies")
    words = _("%(first)s and %(last)s have not yet opened a test ballot with their keys, and one with the copies.")
    return Item("sealing", title, False, words % names, cure)


def _some(names: Sequence[str], most: int = 5) -> str:
    shown = ", ".join(names[:most])
    more = len(names) - most
    return shown + (_(" and %(more)s more") % {"more": more} if more > 0 else "")
