"""What officers did, in order. Each entry's hash covers the entry before it, and goes into the record."""

import hashlib
import json
from datetime import UTC, datetime

from database import exclusive_lock, row
from ledger import log
from ledger.models import JournalEntry

FIRST = "0" * 64


async def record(actor: str, act: str, thing: str, *, at: datetime | None = None, **detail: object) -> JournalEntry:
    """Write one act, inside the caller's transaction, so that it stands exactly when the act itself does.

    `actor` is "account:12" or "command line", `act` names what was done ("cycle.published"), `thing` what it was done
    to ("cycle:3"). `detail` never holds ballots, codes, names or addresses.
    """
    await exclusive_lock("journal")
    last = await row("SELECT hash FROM journal_entry ORDER BY id DESC LIMIT 1")
    previous = last.hash if last else FIRST
    at = at or datetime.now(UTC)
    entry_hash = hash_of(previous, at, actor, act, thing, detail)
    await log.append(action_leaf(entry_hash))
    return await JournalEntry.create(
        at=at, actor=actor, act=act, thing=thing, detail=detail, previous_hash=previous, hash=entry_hash
    )


def action_leaf(entry_hash: str) -> dict[str, str]:
    """How an entry stands in the record: by its hash alone."""
    return {"h": entry_hash, "k": "action"}


def hash_of(previous: str, at: datetime, actor: str, act: str, thing: str, detail: dict[str, object]) -> str:
    content = [previous, at.astimezone(UTC).isoformat(), actor, act, thing, detail]
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


async def first_broken_entry() -> int | None:
    """The number of the first entry that was changed, added or removed behind the journal's back, or None."""
    previous = FIRST
    async for entry in JournalEntry.all().order_by("id"):
        expected = hash_of(previous, entry.at, entry.actor, entry.act, entry.thing, entry.detail)
        if entry.previous_hash != previous or entry.hash != expected:
            return int(entry.id)
        previous = entry.hash
    return None
