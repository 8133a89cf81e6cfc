"""Looking for a code in the record: whether it is there, and nothing about what was chosen."""

import json
from dataclasses import dataclass
from enum import Enum

from database import rows
from ledger.codes import code_of, fits, hex_prefix_of

MOST = 20


class Where(Enum):
    RECORD = "record"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Found:
    """A commitment that fits what was typed. `number` is its place, when it has one already."""

    code: str
    kind: str  # "ballot": it was cast; "spoiled": it was tested
    number: int | None

    @property
    def where(self) -> Where:
        return Where.WAITING if self.number is None else Where.RECORD


async def find(typed: str) -> list[Found] | None:
    """Up to MOST that fit a code or its beginning, or a commitment in hex; None when this is no code at all."""
    prefix = hex_prefix_of(typed)
    if prefix is None:
        return None
    begins, ends = f'{{"c":"{prefix}', f'{{"c":"{prefix}g'  # the letter after the last hex digit
    standing = await rows(
        f"SELECT leaf, seq FROM log_leaf WHERE leaf >= ? AND leaf < ? ORDER BY leaf LIMIT {MOST}", begins, ends
    )
    waiting = await rows(
        f"SELECT leaf, NULL AS seq FROM log_pending WHERE leaf >= ? AND leaf < ? ORDER BY leaf LIMIT {MOST}",
        begins, ends,
    )  # fmt: skip
    found: dict[str, Found] = {}
    for one in [*standing, *waiting]:
        leaf = json.loads(one.leaf)
        if leaf.get("k") in ("ballot", "spoiled") and fits(leaf["c"], typed):
            found.setdefault(one.leaf, Found(code_of(leaf["c"]), leaf["k"], one.seq))
    return list(found.values())[:MOST]
