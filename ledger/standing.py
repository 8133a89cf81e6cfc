"""What stands in the record, read for people, for mirrors and for witnesses. Nothing that still waits."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import rfc8785

from database import row, rows
from ledger import keys
from ledger.keys import KeyRefused

LEAVES_A_FILE = 1000
CHECKPOINTS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint, as the record's key and the witnesses signed it."""

    size: int
    root: str
    note: str
    cosignatures: tuple[str, ...]

    @property
    def text(self) -> str:
        """The note as it is handed out: with the lines of the witnesses."""
        return self.note + "".join(f"{line}\n" for line in self.cosignatures)

    @property
    def line(self) -> str:
        """The same in a line of canonical JSON."""
        return rfc8785.dumps({"cosignatures": list(self.cosignatures), "note": self.note}).decode() + "\n"


@dataclass(frozen=True, slots=True)
class Cosigned:
    """The last checkpoint that a witness signed, and when."""

    witness: str
    size: int
    at: datetime | None

    @property
    def name(self) -> str:
        return self.witness.partition("+")[0]


def key() -> str:
    """The public key of the record, as others write it down; empty before there is one that can be read."""
    try:
        return str(keys.public_key() or "")
    except KeyRefused:  # the worker says so in its log
        return ""


async def latest() -> Signed | None:
    last = await row("SELECT size, root, note FROM checkpoint ORDER BY size DESC LIMIT 1")
    if last is None:
        return None
    found = await rows("SELECT line FROM cosignature WHERE size = ? ORDER BY witness", last.size)
    return Signed(last.size, last.root, last.note, tuple(one.line for one in found))


async def checkpoints(after: int = 0, most: int = CHECKPOINTS_AT_ONCE) -> list[Signed]:
    """Checkpoints of more than `after` leaves, the oldest first."""
    found = await rows(f"SELECT size, root, note FROM checkpoint WHERE size > ? ORDER BY size LIMIT {int(most)}", after)
    if not found:
        return []
    lines: dict[int, list[str]] = {}
    for one in await rows(
        "SELECT size, line FROM cosignature WHERE size > ? AND size <= ? ORDER BY size, witness", after, found[-1].size
    ):
        lines.setdefault(one.size, []).append(one.line)
    return [Signed(one.size, one.root, one.note, tuple(lines.get(one.size, ()))) for one in found]


async def leaves(first: int, behind: int) -> Sequence[str]:
    """The leaves from number `first` up to, but without, number `behind`."""
    found = await rows("SELECT leaf FROM log_leaf WHERE seq >= ? AND seq < ? ORDER BY seq", first, behind)
    return [one.leaf for one in found]


async def leaves_file(number: int) -> tuple[str, bool] | None:
    """One of the files of a thousand leaves, and whether it is full and so never changes again. None: not begun."""
    found = await leaves(number * LEAVES_A_FILE, (number + 1) * LEAVES_A_FILE)
    return ("".join(f"{leaf}\n" for leaf in found), len(found) == LEAVES_A_FILE) if found else None


async def cosigned() -> list[Cosigned]:
    """Each witness that ever signed, and its last checkpoint."""
    found = await rows(
        """SELECT witness, size, line FROM cosignature AS one
           WHERE size = (SELECT MAX(size) FROM cosignature WHERE witness = one.witness) ORDER BY witness"""
    )
    return [Cosigned(one.witness, one.size, _time_of(one.line)) for one in found]


def _time_of(line: str) -> datetime | None:
    """When a witness says that it signed: eight bytes behind the four of its key."""
    try:
        seconds = int.from_bytes(base64.b64decode(line.rpartition(" ")[2])[4:12], "big")
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
