"""From what chance said to one line of the portfolio, each line with the same chance (docs/draws.md, Randomness)."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from assembly.sortition.drawing.refusals import DrawingRefused
from assembly.sortition.drawing.sources import Beacon, Rolls, Value

_HASHES = 2**256


@dataclass(frozen=True, slots=True)
class Again:
    """The last number drawn is refused, or some lines would have more chances than others: draw once more."""

    kind: str
    rolled: str
    limit: int

    @property
    def sentence(self) -> str:
        how = "Draw all balls" if self.kind == "balls" else "Roll all dice"
        return (
            f"{self.rolled} does not count: only the first {self.limit:,} numbers share out evenly over the lines. "
            f"{how} once more, and type the new number behind this one."
        )


def limit_of(possible: int, lines: int) -> int:
    """Of the numbers 0 to `possible` - 1, how many share out evenly over the lines. From there on they are refused."""
    return possible // lines * lines


def gives(value: Value, commitment_hash: str, lines: int) -> int | Again:
    """The number below `lines` that one source gives. `commitment_hash`: hex. Raises DrawingRefused."""
    if isinstance(value, Beacon):
        return _from_beacon(bytes.fromhex(value.randomness), commitment_hash, lines)
    return _from_rolls(value, lines)


def _from_beacon(randomness: bytes, commitment_hash: str, lines: int) -> int:
    limit, counter = limit_of(_HASHES, lines), 0
    while (number := _hmac(randomness, f"{commitment_hash}|{counter}")) >= limit:
        counter += 1
    return number % lines


def _hmac(key: bytes, text: str) -> int:
    return int.from_bytes(hmac.digest(key, text.encode(), "sha256"), "big")


def _from_rolls(value: Rolls, lines: int) -> int | Again:
    limit = limit_of(value.possible, lines)
    *refused, last = value.numbers()
    for number, rolled in zip(refused, value.rolls, strict=False):
        if number < limit:
            raise DrawingRefused(f"{rolled} already counts, so nothing may be drawn after it.", value.kind)
    return last % lines if last < limit else Again(value.kind, value.rolls[-1], limit)


def index_of(values: Sequence[Value], commitment_hash: str, lines: int) -> int | Again:
    """The line, counted from 0: what all sources give, added modulo `lines`; so one fair source is enough.

    `values` are one for each source of the commitment. Raises DrawingRefused where a number was drawn after one that
    counts already.
    """
    total = 0
    for value in values:
        given = gives(value, commitment_hash, lines)
        if isinstance(given, Again):
            return given
        total += given
    return total % lines
