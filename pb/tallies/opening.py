"""A sealed vote between its close and its count: the boxes go out to the trustees, their ballots come back."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

import orjson

from ballot_box.models import Election
from ballot_box.trustees import handing_over
from database import row, value
from pb.cycles import trustees
from pb.models import Cycle
from pb.tallies.making import demand_counting, empty_box
from pb.tallies.refusals import TallyRefused
from residents.people import Person
from web.language import _


@dataclass(frozen=True, slots=True)
class Waiting:
    """Boxes that wait for their trustees. `fingerprint`: of the file that was handed out last, "" before."""

    first: str
    last: str
    boxes: int
    fingerprint: str


async def waiting(cycle: Cycle) -> Waiting | None:
    """None where nothing is sealed, not emptied yet, or open already."""
    pair = await trustees.trustees_of(cycle)
    election = await Election.get_or_none(id=cycle.election_id) if cycle.election_id is not None else None
    if pair is None or election is None or election.emptied_at is None or election.opened_at is not None:
        return None
    boxes = await value("SELECT COUNT(*) FROM counted_box WHERE election_id = ?", election.id)
    handed = await row(
        "SELECT detail FROM journal_entry WHERE thing = ? AND act = ? ORDER BY id DESC LIMIT 1",
        f"election:{election.id}",
        "boxes.handed-over",
    )
    detail = orjson.loads(handed.detail) if handed and isinstance(handed.detail, str | bytes) else {}
    return Waiting(pair.first_name, pair.last_name, int(boxes), str(detail.get("fingerprint", "")))


async def hand_over(cycle: Cycle, by: Person, now: datetime) -> bytes:
    """Every counted box, as the file that trustees work on; empties the box first. TallyRefused, TrusteesRefused."""
    return await handing_over.boxes_of(await empty_box(cycle, by, now), by.actor, now)


async def take_in(cycle: Cycle, file: BinaryIO | None, by: Person, now: datetime) -> int:
    """The opened ballots. Returns how many. Raises TallyRefused, TrusteesRefused, ScrubRefused, and then keeps none."""
    by.demand("tallies.count")
    demand_counting(cycle, now)
    if file is None:
        raise TallyRefused(_("Choose the file that the two people brought back."), "file")
    assert cycle.election_id is not None, "a cycle is only counted after its ballot was frozen"
    return await handing_over.take_in(cycle.election_id, file, by.actor, now)
