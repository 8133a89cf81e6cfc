"""Giving waiting leaves their place in the record: sorted by their bytes, under a root that is signed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import orjson

from database import execute, row, rows, transaction, try_lock, value
from database.faults import reach
from ledger import keys
from ledger.notes import Checkpoint, SigningKey, sign
from ledger.tree import Frontier, leaf_hash
from web.refusals import Refused

MOST = 20_000
_AT_ONCE = 1000
Item = TypeVar("Item")


class SequencingRefused(Refused):
    """Nothing was added to the record, and nothing was lost: what waits goes on waiting."""


class SequencerBusy(SequencingRefused):
    """Somebody else is at it, so there is nothing to worry about."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Leaves that were added, and the frontier of the tree with them."""

    leaves: Sequence[tuple[str, bytes]]
    frontier: Frontier


async def waiting() -> int:
    """How many leaves wait, as far as it matters: up to the most that one batch takes."""
    return int(await value(f"SELECT COUNT(*) FROM (SELECT 1 FROM log_pending LIMIT {MOST}) AS found"))


async def sequence(origin: str = "localhost/record", key_file: str = "") -> int:
    """Add what waits to the record and sign a checkpoint; returns how many leaves were added.

    Raises SequencingRefused or KeyRefused when the record cannot go on. Only one process at a time may: on PostgreSQL
    the second is refused, on SQLite it waits and then finds nothing.
    """
    file = keys.private_file(key_file)
    async with transaction():
        if not await try_lock("record"):
            raise SequencerBusy("Another process is writing the record just now.")
        reach("sequencer.begun")
        pending = sorted(one.leaf for one in await rows(f"SELECT leaf FROM log_pending ORDER BY leaf LIMIT {MOST}"))
        if not pending:
            return 0
        last = await row("SELECT size, root, note, peaks FROM checkpoint ORDER BY size DESC LIMIT 1")
        key = keys.signing_key(file, origin, begun=last is not None)
        frontier = await _frontier(last, file, key)
        batch = await _added(pending, frontier)
        reach("sequencer.appended")
        note = await _checkpoint(batch.frontier, key) if batch.leaves else ""
        await _no_longer_pending(pending)
        reach("sequencer.signed")
    reach("sequencer.committed")
    if note:
        keys.remember(file, note)
    return len(batch.leaves)


async def _frontier(last: Any, file: Path, key: SigningKey) -> Frontier:
    """Where the record stands. It never goes back: neither behind its checkpoint nor behind what was signed last."""
    length = int(await value("SELECT COALESCE(MAX(seq) + 1, 0) FROM log_leaf"))
    peaks = [] if last is None else _list(last.peaks)
    size = 0 if last is None else int(last.size)
    frontier = Frontier(size, map(bytes.fromhex, peaks))
    if size != length or (last is not None and frontier.root().hex() != last.root):
        raise _gone_back(f"its last checkpoint says {size} leaves, and there are {length}, or others")
    signed = keys.last_signed(file, key.verifier)
    if signed is not None and (signed.size > size or (signed.size == size and signed.root != frontier.root())):
        raise _gone_back(f"{signed.size} leaves were signed, and it holds {size}, or others")
    return frontier


def _gone_back(how: str) -> SequencingRefused:
    return SequencingRefused(
        f"The record went back: {how}. Was the database brought back from a copy? Nothing is added to the record "
        "until that is put right; see “When the record went back” in docs/hosting.md."
    )


def _list(peaks: Any) -> list[str]:
    found: list[str] = orjson.loads(peaks) if isinstance(peaks, str | bytes) else peaks
    return found


async def _added(pending: Sequence[str], frontier: Frontier) -> Batch:
    """Leaves are taken in the order of their bytes, whoever came first. One that already stands there is not added."""
    hashes = {leaf: leaf_hash(leaf.encode()) for leaf in pending}
    known: set[str] = set()
    for some in _parts([found.hex() for found in hashes.values()]):
        known |= {one.hash for one in await rows(f"SELECT hash FROM log_leaf WHERE hash IN ({_marks(some)})", *some)}
    fresh = [(leaf, found) for leaf, found in hashes.items() if found.hex() not in known]
    fresh.sort(key=lambda pair: pair[0].encode())
    start = frontier.size
    for _, found in fresh:
        frontier.append(found)
    for part in _parts(list(enumerate(fresh, start))):
        values = [item for seq, (leaf, found) in part for item in (seq, leaf, found.hex())]
        places = ", ".join(["(?, ?, ?)"] * len(part))
        await execute(f"INSERT INTO log_leaf (seq, leaf, hash) VALUES {places}", *values)
    return Batch(fresh, frontier)


async def _checkpoint(frontier: Frontier, key: SigningKey) -> str:
    root = frontier.root()
    note = sign(Checkpoint(key.name, frontier.size, root), key)
    peaks = orjson.dumps([peak.hex() for peak in frontier.peaks]).decode()
    await execute(
        "INSERT INTO checkpoint (size, root, note, peaks) VALUES (?, ?, ?, ?)", frontier.size, root.hex(), note, peaks
    )
    return note


async def _no_longer_pending(leaves: Sequence[str]) -> None:
    for some in _parts(leaves):
        await execute(f"DELETE FROM log_pending WHERE leaf IN ({_marks(some)})", *some)


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """A statement takes only so many values."""
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]


def _marks(some: Sequence[object]) -> str:
    return ", ".join("?" * len(some))
