"""Opening the boxes: by the site itself where a vote was not sealed, else by the trustees, far from here.

Whoever opens them, each must hold a ballot of this vote, on its frozen paper, with a commitment that is counted: one
to one. What is kept are choices alone, in the order of their content.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from ballot_box import keys
from ballot_box.elections import lock_name
from ballot_box.models import CountedBallot, Election
from ballot_box.papers import Definition
from ballot_box.refusals import BallotRefused, ScrubRefused
from ballot_box.sealing import boxes
from ballot_box.sealing.bodies import Body, commitment_of
from database import exclusive_lock, execute, rows, transaction
from database.faults import reach
from ledger import journal
from web.language import _

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Opening:
    """What came out of one box."""

    body: bytes
    nonce: bytes


async def open_unsealed(election_id: int, now: datetime) -> int:
    """Open the boxes of a vote without trustees. Returns how many ballots. Raises ScrubRefused."""
    found = await rows("SELECT box FROM counted_box WHERE election_id = ?", election_id)
    try:
        key = keys.auditors_key()
        openings = [Opening(*boxes.empty(boxes.unlock(bytes(one.box), key))) for one in found]
    except boxes.NotOpened as fault:
        raise ScrubRefused(_("A box does not hold a ballot. Nothing was opened. Find out why first.")) from fault
    return await take_in(election_id, openings, "the site", now)


async def are_as_opened(election: Election) -> bool:
    """Whether the ballots that are counted are still what lies in the boxes of a vote that was not sealed. Of a sealed
    one, and once the boxes were deleted, nobody here can tell."""
    found = await rows("SELECT commitment, box FROM counted_box WHERE election_id = ? AND box IS NOT NULL", election.id)
    if not found or Definition.of(election.definition).sealed:
        return True
    try:
        # Beside the site: those of a whole city take a while.
        opened = await asyncio.to_thread(_opened, found, keys.auditors_key())
        return opened == await _kept(election.id)
    except (ValueError, TypeError):  # whatever somebody wrote over a box or a ballot
        return False


def _opened(found: Iterable[Any], key: bytes) -> Counter[tuple[str, tuple[str, ...]]]:
    """What lies in these boxes, as far as it has the commitment that it should have."""
    opened: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for one in found:
        plain, nonce = boxes.empty(boxes.unlock(bytes(one.box), key))
        body = Body.of(plain)
        opened[body.contest, body.choices] += commitment_of(nonce, plain) == one.commitment
    return opened


async def _kept(election_id: int) -> Counter[tuple[str, tuple[str, ...]]]:
    """Ballots cast on a screen, as they are counted."""
    found = await rows(
        """SELECT contest, choices, COUNT(*) AS ballots FROM counted_ballot
           WHERE election_id = ? AND batch_id IS NULL GROUP BY contest, choices""",
        election_id,
    )
    kept: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for one in found:
        kept[one.contest, tuple(orjson.loads(one.choices))] += int(one.ballots)
    return kept


async def take_in(election_id: int, openings: Sequence[Opening], actor: str, now: datetime) -> int:
    """Keep the ballots that came out of all the boxes of a vote. Returns how many; done before, it changes nothing.

    Raises ScrubRefused, and keeps none, unless every counted commitment has exactly one opening.
    """
    async with transaction():
        await exclusive_lock(lock_name(election_id))
        election = await Election.get(id=election_id)
        if election.opened_at is not None:
            return 0
        if election.emptied_at is None:
            raise ScrubRefused(_("The box has to be emptied before its ballots are opened."))
        bodies = _read(election, openings)
        await _demand_all(election, openings)
        if election.franchise_id is not None:
            await _demand_places(election, bodies)
        ballots = sorted((body.contest, list(body.choices)) for body in bodies)
        await CountedBallot.bulk_create(
            (CountedBallot(election_id=election_id, contest=contest, choices=choices) for contest, choices in ballots),
            batch_size=BATCH,
        )
        reach("opening.stored")
        await execute("UPDATE election SET opened_at = ? WHERE id = ?", now, election_id)
        await journal.record(actor, "box.opened", f"election:{election_id}", at=now, ballots=len(ballots))
    return len(ballots)


def _read(election: Election, openings: Iterable[Opening]) -> list[Body]:
    definition = Definition.of(election.definition)
    bodies = []
    for opening in openings:
        try:
            body = Body.of(opening.body)
            definition.check(body.contest, body.choices, body.digits)
        except (ValueError, BallotRefused) as fault:
            raise ScrubRefused(_("One of the boxes does not hold a ballot of this vote. Nothing was kept.")) from fault
        if (body.election, body.definition) != (str(election.id), election.definition_hash):
            raise ScrubRefused(_("One of the ballots belongs to another vote, or was only a test. Nothing was kept."))
        bodies.append(body)
    return bodies


async def _demand_all(election: Election, openings: Iterable[Opening]) -> None:
    opened = Counter(commitment_of(one.nonce, one.body) for one in openings)
    counted = Counter(
        one.commitment for one in await rows("SELECT commitment FROM counted_box WHERE election_id = ?", election.id)
    )
    if opened != counted:
        said = _(
            "What was opened is not what was cast: %(missing)s of the counted ballots were not opened, and %(more)s "
            "that were opened are not counted. Nothing was kept."
        )
        missing, more = (counted - opened).total(), (opened - counted).total()
        raise ScrubRefused(said % {"missing": missing, "more": more})


async def _demand_places(election: Election, bodies: Iterable[Body]) -> None:
    """As many ballots of each contest as people on its roll."""
    roll = await rows(
        """SELECT contest, COUNT(*) AS people FROM roll_entry
           WHERE election_id = ? AND outcome = 'counted' AND channel <> 'paper' GROUP BY contest""",
        election.id,
    )
    if Counter(body.contest for body in bodies) != Counter({one.contest: one.people for one in roll}):
        raise ScrubRefused(_("The ballots of a contest are not as many as its people on the roll. Nothing was kept."))
