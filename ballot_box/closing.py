"""The close, and what may be read after it. Nothing here, and nothing anywhere else, counts before."""

from collections.abc import Sequence

import orjson

from ballot_box.elections import lock_name
from ballot_box.models import Election
from ballot_box.refusals import StillOpen
from database import database_now, exclusive_lock, rows, transaction
from web.language import _


async def close(election_id: int) -> None:
    """Mark the election closed, once its time is up by the database's clock. Closing it again changes nothing.

    Waits for ballots that are being stored, and holds up those that come after, which then find it closed. Raises
    StillOpen before its time.
    """
    async with transaction():
        await exclusive_lock(lock_name(election_id))
        election = await Election.get(id=election_id)
        now = await database_now()
        if election.closed_at is not None:
            return
        if now < election.closes_at:
            raise StillOpen(_("The vote is still open. Nothing is counted before it closes."))
        election.closed_at = now
        await election.save(update_fields=["closed_at"])


async def ballots_of(election_id: int, contest: str) -> list[list[str]]:
    """The choices on every counted ballot of one contest, sorted, so that their order says nothing. After the close."""
    election = await Election.get(id=election_id)
    if election.closed_at is None:
        raise StillOpen(_("The vote is still open. Nothing is counted before it closes."))
    found: Sequence[tuple[str]] = await rows(
        "SELECT choices FROM ballot WHERE election_id = ? AND contest = ? AND counted = ?", election_id, contest, True
    )
    return sorted(orjson.loads(choices) for (choices,) in found)


async def receipts_of(election_id: int) -> list[str]:
    """The receipt codes of all counted ballots, sorted; nothing says whose or which ballot each belongs to."""
    election = await Election.get(id=election_id)
    if election.closed_at is None:
        raise StillOpen(_("The vote is still open. Nothing is counted before it closes."))
    found = await rows(
        "SELECT receipt FROM ballot WHERE election_id = ? AND counted = ? ORDER BY receipt", election_id, True
    )
    return [ballot.receipt for ballot in found]


async def roll_counts(election_id: int) -> dict[str, int]:
    """How many people are on the roll of each contest. Only after the close: before, it would be a turnout count."""
    election = await Election.get(id=election_id)
    if election.closed_at is None:
        raise StillOpen(_("The vote is still open. Nothing is counted before it closes."))
    found = await rows(
        "SELECT contest, COUNT(*) AS people FROM roll_entry WHERE election_id = ? GROUP BY contest", election_id
    )
    return {entry.contest: entry.people for entry in found}
