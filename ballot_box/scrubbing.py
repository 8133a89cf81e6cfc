"""The scrub: after the roll is settled the box is emptied, and what led from people to ballots is destroyed.

Step after step, each written down in the election and the journal, so that whoever comes after a crash goes on where it
stopped. `scrub` does all that can be done now; the worker calls it again for what is left.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from ballot_box import keys
from ballot_box.accounts import counted_slots
from ballot_box.elections import lock_name
from ballot_box.models import CountedBox, Election
from ballot_box.opening import open_unsealed
from ballot_box.papers import Definition
from ballot_box.refusals import ScrubRefused
from ballot_box.sealing import boxes
from ballot_box.sealing.bodies import counted_hash
from database import exclusive_lock, execute, rows, transaction
from database.faults import reach
from database.rewriting import in_transaction, rewrite
from ledger import journal, log
from web.language import _
from web.refusals import Refused

BATCH = 1_000
_ACTOR = "the site"
_log = logging.getLogger("wardmote.ballots")


async def scrub(election_id: int, now: datetime) -> Election:
    """Empty the box, open it where nobody else has to, clear the disk, destroy the key. Again: do what is left.

    Raises ScrubRefused before the roll is settled, or where boxes and roll do not agree.
    """
    await _empty(election_id, now)
    reach("scrub.emptied")
    election = await Election.get(id=election_id)
    if election.opened_at is None and not Definition.of(election.definition).sealed:
        await open_unsealed(election_id, now)
        reach("scrub.opened")
    await _clear(election_id, now)
    return await Election.get(id=election_id)


async def scrub_due(now: datetime) -> int:
    """What the worker does: go on with each scrub that was begun and not finished. Returns how many."""
    begun = await rows(
        "SELECT id FROM election WHERE emptied_at IS NOT NULL AND key_destroyed_at IS NULL AND franchise_id IS NOT NULL"
    )
    for election in begun:
        try:
            await scrub(election.id, now)
        except Refused as refusal:
            _log.error("the scrub of election %s stopped: %s", election.id, refusal.sentence)
    return len(begun)


async def _empty(election_id: int, now: datetime) -> None:
    """Boxes that are counted go over into a table without slots, in the order of their commitments; all slots go."""
    async with transaction():
        await exclusive_lock(lock_name(election_id))
        election = await Election.get(id=election_id)
        if election.emptied_at is not None:
            return
        if election.settled_at is None:
            raise ScrubRefused(_("The roll has to be settled before the box is emptied."))
        counted = await _counted(election)
        await CountedBox.bulk_create(_boxes(election, counted), batch_size=BATCH)
        reach("scrub.copied")
        await execute("DELETE FROM ballot WHERE election_id = ?", election_id)
        # Written anew in one go, so that no row of the roll remembers which transaction it came from.
        await execute("UPDATE roll_entry SET to_be_told = to_be_told WHERE election_id = ?", election_id)
        # Of a batch with one good paper it would say whose that was.
        await execute(
            """UPDATE paper_slip SET account_id = NULL
               WHERE batch_id IN (SELECT id FROM paper_batch WHERE election_id = ?)""",
            election_id,
        )
        commitments = [one.commitment for one in counted]
        found = {"counted": counted_hash(commitments), "e": str(election_id), "k": "counted", "n": len(commitments)}
        await log.append(found)
        await _mark(election_id, "emptied_at", now, ballots=len(commitments), counted=found["counted"])
        reach("scrub.emptying")


def _boxes(election: Election, counted: Iterable[Any]) -> Iterator[CountedBox]:
    """Sealed ones as they are. The site's own get another lock, which lasts until auditors are done: the key of this
    one is destroyed, and then no old copy of the database can be opened any more. Raises ScrubRefused."""
    sealed = Definition.of(election.definition).sealed
    key, next_key = (b"", b"") if sealed else (keys.read(election.key_name), keys.auditors_key())
    for one in counted:
        box = bytes(one.box)
        try:
            box = box if sealed else boxes.lock(boxes.unlock(box, key), next_key)
        except boxes.NotOpened as fault:
            raise ScrubRefused(_("A box does not hold a ballot. Nothing was opened. Find out why first.")) from fault
        yield CountedBox(commitment=one.commitment, election_id=election.id, box=box)


async def _counted(election: Election) -> list[Any]:
    """The boxes of everybody who is counted; where there is no roll, all. Raises ScrubRefused when one is missing."""
    found = await rows(
        "SELECT slot, commitment, box FROM ballot WHERE election_id = ? ORDER BY commitment", election.id
    )
    if election.franchise_id is None:
        return list(found)
    slots = await counted_slots(election)
    counted = [one for one in found if one.slot in slots]
    if len(counted) != len(slots):
        raise ScrubRefused(
            _("%(people)s people are counted, but %(ballots)s of their ballots are in the box. Find out why first.")
            % {"people": len(slots), "ballots": len(counted)}
        )
    return counted


async def _clear(election_id: int, now: datetime) -> None:
    """Old rows off the disk, then the key. Both outside any transaction: inside one it is left for the worker."""
    if in_transaction():
        return
    election = await Election.get(id=election_id)
    if election.rewritten_at is None:
        if not await rewrite("ballot", "roll_entry", "log_pending"):
            _log.warning("somebody reads old rows of election %s; they are cleared off the disk later", election_id)
            return
        reach("scrub.rewritten")
        async with transaction():
            await _mark(election_id, "rewritten_at", now)
    if election.key_destroyed_at is None:
        was_there = keys.destroy(election.key_name)
        reach("scrub.destroyed")
        async with transaction():
            await _mark(election_id, "key_destroyed_at", now, was_there=was_there)


async def _mark(election_id: int, step: str, now: datetime, **detail: object) -> None:
    if await execute(f"UPDATE election SET {step} = ? WHERE id = ? AND {step} IS NULL", now, election_id):
        act = f"box.{step.removesuffix('_at').replace('_', '-')}"
        await journal.record(_ACTOR, act, f"election:{election_id}", at=now, **detail)
