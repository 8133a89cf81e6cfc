"""Giving waiting leaves their place in the record: sorted by their bytes, under a root that is signed."""

from collections.abc import Iterator, Sequence
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


async def waiting() -> int:
    """How many leaves wait, as far as it matters: up to the most that one batch takes."""
    return int(await value(f"SELECT COUNT(*) FROM (SELECT 1 FROM log_pending LIMIT {MOST}) AS waiting"))


async def ballots_waiting() -> int:
    """How many of them are ballots that were cast."""
    ballots = """SELECT 1 FROM log_pending WHERE leaf LIKE '{"c":"%","k":"ballot"}'"""
    return int(await value(f"SELECT COUNT(*) FROM ({ballots} LIMIT {MOST}) AS waiting"))


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
        await _drop_standing()
        fresh = await _fresh()
        if not fresh:
            return 0
        last = await row("SELECT size, root, note, peaks FROM checkpoint ORDER BY size DESC LIMIT 1")
        key = keys.signing_key(file, origin, begun=last is not None)
        frontier = await _frontier(last, file, key)
        for _, found in fresh:
            frontier.append(found)
        note = sign(Checkpoint(key.name, frontier.size, frontier.root()), key)
        await store(fresh, frontier, note)
        await _drop_standing()
        reach("sequencer.signed")
    reach("sequencer.committed")
    keys.remember(file, note)
    return len(fresh)


async def _frontier(last: Any, file: Path, key: SigningKey) -> Frontier:
    """Where the record stands. It never goes back behind what was signed last, whatever the database says."""
    frontier = await frontier_of(last)
    signed = keys.last_signed(file, key.verifier)
    if signed is not None and (
        signed.size > frontier.size or (signed.size == frontier.size and signed.root != frontier.root())
    ):
        raise _gone_back(f"{signed.size} leaves were signed, and it holds {frontier.size}, or others")
    return frontier


async def frontier_of(last: Any) -> Frontier:
    """The tree as the last checkpoint leaves it, once it is sure that exactly its leaves are there."""
    length = int(await value("SELECT COALESCE(MAX(seq) + 1, 0) FROM log_leaf"))
    frontier = Frontier() if last is None else Frontier(last.size, map(bytes.fromhex, _list(last.peaks)))
    if frontier.size != length or (last is not None and frontier.root().hex() != last.root):
        raise _gone_back(f"its last checkpoint says {frontier.size} leaves, and there are {length}, or others")
    return frontier


def _gone_back(how: str) -> SequencingRefused:
    return SequencingRefused(
        f"The record went back: {how}. Was the database brought back from a copy? Nothing is added to the record "
        "until that is put right; see “When the record went back” in docs/hosting.md."
    )


def _list(peaks: Any) -> list[str]:
    found: list[str] = orjson.loads(peaks) if isinstance(peaks, str | bytes) else peaks
    return found


async def _fresh() -> list[tuple[str, bytes]]:
    """What waits, with its hashes, in the order of its bytes, whoever came first."""
    found = await rows(f"SELECT leaf FROM log_pending ORDER BY leaf LIMIT {MOST}")
    leaves = sorted(one.leaf.encode() for one in found)
    return [(leaf.decode(), leaf_hash(leaf)) for leaf in leaves]


async def _drop_standing() -> None:
    """What has its place no longer waits for one: a leaf stands in the record once."""
    await execute(
        "DELETE FROM log_pending WHERE EXISTS (SELECT 1 FROM log_leaf WHERE log_leaf.leaf = log_pending.leaf)"
    )


async def store(leaves: Sequence[tuple[str, bytes]], frontier: Frontier, note: str) -> None:
    """Write leaves, with their hashes, at the end of the record, and the checkpoint that holds them."""
    first = frontier.size - len(leaves)
    for part in _parts(list(enumerate(leaves, first))):
        values = [item for seq, (leaf, found) in part for item in (seq, leaf, found.hex())]
        places = ", ".join(["(?, ?, ?)"] * len(part))
        await execute(f"INSERT INTO log_leaf (seq, leaf, hash) VALUES {places}", *values)
    reach("sequencer.appended")
    peaks = orjson.dumps([peak.hex() for peak in frontier.peaks]).decode()
    await execute(
        "INSERT INTO checkpoint (size, root, note, peaks) VALUES (?, ?, ?, ?)",
        frontier.size, frontier.root().hex(), note, peaks,
    )  # fmt: skip


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """A statement takes only so many values."""
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
