"""Freezing the ballot: from then on neither money nor projects nor rules can change, and the vote opens by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ballot_box import elections
from database import as_time, row, rows, value
from pb import ballots
from pb.cycles import CycleRefused, changing, keep
from pb.cycles.checklist import checklist, is_green
from pb.cycles.lots import draw, lot_of
from pb.models import Cycle
from pb.text import one_line
from residents.people import Person
from web.language import _

_MAY = "ballots.freeze"


@dataclass(frozen=True, slots=True)
class Lot:
    """One project in the order drawn. `digest` is what anybody gets who hashes the seed and the reference."""

    project_id: int
    reference: str
    title: str
    digest: str


async def choose_seed(by: Person, cycle_id: int, version: int, words: str, now: datetime) -> None:
    """Settle the words that lots are drawn from, once: somebody who could choose again could choose the winner."""
    words = one_line(words)
    if not 8 <= len(words) <= 100:
        raise CycleRefused(_("Write a date or a sentence of 8 to 100 letters that nobody could have planned."), "words")
    async with changing(by, cycle_id, version, now, may=_MAY) as cycle:
        if cycle.lot_seed:
            raise CycleRefused(_("The words were chosen before, and they stay: nobody may draw until they like it."))
        await keep(by, cycle, "cycle.lots-drawn", now, {"lot_seed": f"{cycle.slug} {words}"})


async def lots_of(cycle: Cycle) -> list[Lot]:
    """The projects in the order drawn; empty before the seed is chosen."""
    if not cycle.lot_seed:
        return []
    found = await rows("SELECT id, reference, title FROM project WHERE cycle_id = ? AND withdrawn_at IS NULL", cycle.id)
    of = {project.reference: project for project in found}
    return [
        Lot(of[reference].id, reference, of[reference].title, lot_of(cycle.lot_seed, reference))
        for reference in draw(cycle.lot_seed, of)
    ]


async def freeze(by: Person, cycle_id: int, version: int, now: datetime, knowingly_empty: bool = False) -> None:
    """Fix the ballot. Raises CycleRefused while a point of the checklist is red, and then changes nothing."""
    async with changing(by, cycle_id, version, now, doing="freeze", may=_MAY) as cycle:
        items = await checklist(cycle, now, knowingly_empty)
        if not is_green(items):
            red = ", ".join(item.title for item in items if not item.good)
            raise CycleRefused(_("The ballot is not ready. Look at: %(points)s.") % {"points": red})
        await _store_lots(cycle, await lots_of(cycle))
        await ballots.freeze(cycle, by, now)


async def _store_lots(cycle: Cycle, lots: Sequence[Lot]) -> None:
    cycle.lots = [str(lot.project_id) for lot in lots]
    await cycle.save(update_fields=["lots"])


async def unfreeze(by: Person, cycle_id: int, version: int, reason: str, now: datetime) -> None:
    """Take the ballot back before the vote opens, for a reason that the journal keeps."""
    reason = one_line(reason)
    if not reason:
        raise CycleRefused(_("Say why the ballot is taken back."), "reason")
    async with changing(by, cycle_id, version, now, doing="unfreeze", may=_MAY) as cycle:
        election_id = cycle.election_id
        values: dict[str, object] = {"ballot_frozen_at": None, "election_id": None, "lots": []}
        await keep(by, cycle, "cycle.unfrozen", now, values, reason=reason)
        if election_id is not None:
            await elections.discard(election_id)


@dataclass(frozen=True, slots=True)
class Commitment:
    """The journal's entry of the freezing. Its hash covers ballot, rules and lots, and every entry before it."""

    entry: int
    at: datetime
    digest: str


async def commitment(cycle: Cycle) -> Commitment | None:
    """None while nothing is frozen, and for elections that were held elsewhere."""
    if cycle.election_id is None:
        return None
    found = await row(
        "SELECT id, at, hash FROM journal_entry WHERE thing = ? AND act = ? ORDER BY id DESC LIMIT 1",
        f"cycle:{cycle.id}",
        "cycle.frozen",
    )
    at = as_time(found.at) if found else None
    return Commitment(found.id, at, found.hash) if found and at else None


async def fingerprint(cycle: Cycle) -> str:
    """The hash of the frozen ballot's definition; "" before."""
    found = await value("SELECT definition_hash FROM election WHERE id = ?", cycle.election_id or 0)
    return str(found or "")
