"""The close, and what may be read after it. Nothing here, and nothing anywhere else, counts before."""

from collections.abc import Sequence
from datetime import datetime

import orjson

from ballot_box.elections import lock_name
from ballot_box.models import Election
from ballot_box.refusals import NotOpened, StillOpen
from database import database_now, exclusive_lock, execute, rows, transaction, value
from database.faults import reach
from ledger import codes, log
from web.language import _


async def close(election_id: int) -> None:
    """Mark the election closed, once its time is up by the database's clock. Closing it again changes nothing.

    Waits for ballots that are being stored, and holds up those that come after, which then find it closed. How many lie
    in the box goes into the record. Raises StillOpen before its time.
    """
    async with transaction():
        await exclusive_lock(lock_name(election_id))
        election = await Election.get(id=election_id)
        now = await database_now()
        if election.closed_at is not None:
            return
        if now < election.closes_at:
            raise StillOpen(_still_open())
        await execute("UPDATE election SET closed_at = ? WHERE id = ?", now, election_id)
        reach("closer.marked")
        ballots = await value("SELECT COUNT(*) FROM ballot WHERE election_id = ?", election_id)
        await log.append({"e": str(election_id), "k": "close", "n": int(ballots)})
        reach("closer.logged")
    reach("closer.done")


async def close_due(now: datetime) -> int:
    """What the worker does every few seconds: close each vote whose time is up. Returns how many."""
    due = await rows("SELECT id FROM election WHERE closed_at IS NULL AND closes_at <= ?", await database_now())
    for election in due:
        await close(election.id)
    return len(due)


async def ballots_of(election_id: int, contest: str) -> list[list[str]]:
    """The choices on every counted ballot of one contest, sorted, so that their order says nothing. Once the boxes are
    open. Raises StillOpen, NotOpened."""
    await _demand_opened(election_id)
    found: Sequence[tuple[str]] = await rows(
        "SELECT choices FROM counted_ballot WHERE election_id = ? AND contest = ?", election_id, contest
    )
    return sorted(orjson.loads(choices) for (choices,) in found)


async def counted_commitments(election_id: int) -> list[str]:
    """Of all ballots cast on a screen that are counted, sorted; nothing says whose, or which ballot each belongs to."""
    await _demand_opened(election_id)
    found = await rows("SELECT commitment FROM counted_box WHERE election_id = ? ORDER BY commitment", election_id)
    return [one.commitment for one in found]


async def counted_code(election_id: int, typed: str) -> str | None:
    """The whole code of a counted ballot that begins with what was typed, if any does. Raises StillOpen, NotOpened."""
    await _demand_opened(election_id)
    prefix = codes.hex_prefix_of(typed)
    if prefix is None:
        return None
    found = await rows(
        "SELECT commitment FROM counted_box WHERE election_id = ? AND commitment >= ? AND commitment < ? LIMIT 20",
        election_id, prefix, prefix + "g",
    )  # fmt: skip
    return next((codes.code_of(one.commitment) for one in found if codes.fits(one.commitment, typed)), None)


async def _demand_opened(election_id: int) -> None:
    election = await Election.get(id=election_id)
    if election.closed_at is None:
        raise StillOpen(_still_open())
    if election.opened_at is None:
        raise NotOpened(_("The ballots of this vote have not been opened yet."))


async def roll_counts(election_id: int) -> dict[str, int]:
    """How many people are on the roll of each contest. Only after the close: before, it would be a turnout count."""
    election = await Election.get(id=election_id)
    if election.closed_at is None:
        raise StillOpen(_still_open())
    found = await rows(
        "SELECT contest, COUNT(*) AS people FROM roll_entry WHERE election_id = ? GROUP BY contest", election_id
    )
    return {entry.contest: entry.people for entry in found}


def _still_open() -> str:
    return _("The vote is still open. Nothing is counted before it closes.")
