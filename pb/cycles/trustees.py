"""Who can open the ballots of a cycle's vote: the site itself, or two trustees whom the ballots are sealed to."""

from datetime import datetime
from typing import BinaryIO

from ballot_box.models import Election, Stock, Trustees
from ballot_box.trustees import pairs
from ballot_box.trustees.pairs import Trustee
from ballot_box.trustees.words import WhoOpens
from pb.cycles import CycleRefused, changing, keep
from pb.models import Cycle, Sealing
from residents.people import Person
from web.language import _


async def leave_open(by: Person, cycle_id: int, version: int, now: datetime) -> None:
    """Seal the ballots to nobody, knowingly: the public page of the fund will say so."""
    async with changing(by, cycle_id, version, now) as cycle:
        await keep(by, cycle, "cycle.sealing-set", now, {"sealing": Sealing.OPEN, "trustees_id": None})


async def seal_to(by: Person, cycle_id: int, version: int, first: Trustee, last: Trustee, now: datetime) -> None:
    """Seal the ballots to two people. Where their keys are other ones than before, they have to rehearse anew.

    Raises CycleRefused, TrusteesRefused.
    """
    async with changing(by, cycle_id, version, now) as cycle:
        pair = await pairs.name(first, last, by.actor, now, cycle.trustees_id)
        await keep(by, cycle, "cycle.sealing-set", now, {"sealing": Sealing.SEALED, "trustees_id": pair.id})


async def take_in_rehearsal(
    by: Person, cycle_id: int, version: int, stock: Stock, file: BinaryIO | None, now: datetime
) -> None:
    """What the two bring back from a rehearsal. Raises CycleRefused, TrusteesRefused."""
    async with changing(by, cycle_id, version, now) as cycle:
        pair = await trustees_of(cycle)
        if pair is None:
            raise CycleRefused(_("Nobody is named to open the ballots, so there is nothing to rehearse."))
        if file is None:
            raise CycleRefused(_("Choose the file that the two people brought back."), "file")
        await pairs.take_in_rehearsal(pair, stock, file, by.actor, now)


async def trustees_of(cycle: Cycle) -> Trustees | None:
    if cycle.sealing is not Sealing.SEALED or cycle.trustees_id is None:
        return None
    return await Trustees.get(id=cycle.trustees_id)


async def keys_for(cycle: Cycle) -> list[str]:
    """Public keys to seal the ballots to, the innermost first; none where the vote is not sealed."""
    pair = await trustees_of(cycle)
    return pairs.keys_of(pair) if pair else []


async def who_opens(cycle: Cycle) -> WhoOpens | None:
    """As everybody may read it. None before the ballot is frozen, and for elections that were held elsewhere."""
    if cycle.election_id is None or cycle.imported:
        return None
    election = await Election.get(id=cycle.election_id)
    return pairs.who_opens(await trustees_of(cycle), election.opened_at)
