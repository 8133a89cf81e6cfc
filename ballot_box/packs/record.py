"""The part of the record that a pack holds: from before the vote was frozen to the checkpoint with its result."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ballot_box.models import Election
from ballot_box.packs.outcomes import PackRefused
from ballot_box.sealing.bodies import canonical
from database import row, rows, value
from ledger import keys, standing
from ledger.tree import Frontier, leaf_hash
from web.language import _

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Start:
    """The record at some point: how long it was, and what the rest of the tree is built on."""

    size: int = 0
    peaks: Sequence[str] = ()

    def as_json(self) -> dict[str, object]:
        return {"peaks": list(self.peaks), "size": self.size}


def key() -> bytes:
    """The public key of the record, in a line. Raises PackRefused before the record has begun."""
    found = keys.public_key()
    if found is None:
        raise PackRefused(_("The public record has not begun yet. Look whether the worker is running, then try again."))
    return f"{found}\n".encode()


async def start_of(election: Election) -> Start:
    """Before the first leaf of this vote. That is its definition, unless the record stood still for long and then took
    in a great many at once. Worked out from the last checkpoint before."""
    first = await value("SELECT MIN(seq) FROM log_leaf WHERE leaf LIKE ?", f'%"e":"{election.id}","%')
    if not first:
        return Start()
    found = await row("SELECT size, peaks FROM checkpoint WHERE size <= ? ORDER BY size DESC LIMIT 1", first)
    frontier = Frontier(int(found.size), map(bytes.fromhex, _list(found.peaks))) if found else Frontier()
    for leaf in await standing.leaves(frontier.size, first):
        frontier.append(leaf_hash(leaf.encode()))
    return Start(frontier.size, [peak.hex() for peak in frontier.peaks])


def _list(stored: Any) -> list[str]:
    found: list[str] = orjson.loads(stored) if isinstance(stored, str | bytes) else stored
    return found


async def end_of(election: Election) -> int:
    """The size of the first checkpoint that holds the result. Raises PackRefused before there is one."""
    begins = f'{{"e":"{election.id}","h":"'
    at = await value(
        """SELECT MAX(seq) FROM log_leaf WHERE leaf >= ? AND leaf < ? AND leaf LIKE '%"k":"result"}'""",
        begins,
        begins + "g",
    )
    size = None if at is None else await value("SELECT MIN(size) FROM checkpoint WHERE size > ?", at)
    if size is None:
        raise PackRefused(
            _("The result is not in the public record yet. It is taken in within a few minutes; try again then.")
        )
    return int(size)


async def leaves(start: int, end: int) -> AsyncIterator[bytes]:
    """From number `start` up to `end`, some thousand lines at a time."""
    for first in range(start, end, AT_ONCE):
        found = await standing.leaves(first, min(first + AT_ONCE, end))
        yield "".join(f"{leaf}\n" for leaf in found).encode()


async def checkpoints(start: int, end: int, witnesses: Sequence[str]) -> AsyncIterator[bytes]:
    """Those of more than `start` leaves and up to `end`, a line each, with what these witnesses signed."""
    cosigned: dict[int, list[str]] = {}
    for one in await rows(
        "SELECT size, witness, line FROM cosignature WHERE size > ? AND size <= ? ORDER BY size, witness", start, end
    ):
        if one.witness in witnesses:
            cosigned.setdefault(one.size, []).append(one.line)
    for one in await rows("SELECT size, note FROM checkpoint WHERE size > ? AND size <= ? ORDER BY size", start, end):
        yield canonical({"cosignatures": cosigned.get(one.size, []), "note": one.note}) + b"\n"


async def witnesses_so_far() -> list[str]:
    """The public keys of all who have cosigned this record."""
    return sorted(one.witness for one in await rows("SELECT DISTINCT witness FROM cosignature"))
