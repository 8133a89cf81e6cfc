"""The draw itself: a commitment, its portfolio and what chance said give one panel, the same for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assembly.sortition.drawing.canonical import canonical, parsed, sha256
from assembly.sortition.drawing.commitments import Commitment
from assembly.sortition.drawing.indices import Again, gives
from assembly.sortition.drawing.portfolios import Panel, panels_of
from assembly.sortition.drawing.refusals import DrawingRefused
from assembly.sortition.drawing.sources import Beacon, Drand, Rolls, Value, parse_randomness


def randomness_bytes(values: Sequence[Value]) -> bytes:
    """`randomness.json`: one value for each source, in the order of the commitment."""
    return canonical({"sources": [value.as_json() for value in values], "v": 1})


def values_of(data: bytes, commitment: Commitment) -> list[Value]:
    """The values of `randomness.json`. Raises DrawingRefused where they are not those that the commitment asks for."""
    found = parsed(data)
    try:
        values = [_value_of(one, commitment) for one in found["sources"]]
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise DrawingRefused("This is not what chance said in a draw. Download it again.") from fault
    if randomness_bytes(values) != data or [one.kind for one in values] != [one.kind for one in commitment.randomness]:
        raise DrawingRefused("This is not what chance said in this draw. Download it again.")
    return values


def _value_of(found: Any, commitment: Commitment) -> Value:
    if found["kind"] == "drand":
        beacon = Beacon(found["round"], found["randomness"], found["signature"])
        rounds = [one.round for one in commitment.randomness if isinstance(one, Drand)]
        if beacon.round not in rounds:
            raise DrawingRefused("This is another round than the one named before the draw.", "drand")
        return beacon
    rolls = Rolls(found["kind"], tuple(found["rolls"]))
    if parse_randomness(rolls.kind, " ".join(rolls.rolls), commitment.randomness) != rolls:
        raise DrawingRefused("These numbers are not written as they were drawn.", rolls.kind)
    return rolls


@dataclass(frozen=True, slots=True)
class Result:
    """The panel that was drawn. `gave` is what each source gave, `line` their sum modulo the number of lines."""

    assembly: str
    draw: int
    commitment: str
    randomness: str
    gave: tuple[int, ...]
    line: int
    panel: Panel

    def as_bytes(self) -> bytes:
        return canonical(
            {
                "assembly": self.assembly, "commitment": self.commitment, "draw": self.draw, "gave": list(self.gave),
                "line": self.line, "panel": list(self.panel), "randomness": self.randomness, "v": 1,
            }
        )  # fmt: skip


def drawn(commitment: Commitment, portfolio: bytes, values: Sequence[Value]) -> Result | Again:
    """Hold the draw: the panel, or which source must be drawn from once more.

    `values`: one for each source, in the order of the commitment. Raises DrawingRefused where the portfolio is not the
    committed one, a source is missing, or a number was drawn after one that counts.
    """
    panels = panels_of(portfolio)
    if sha256(portfolio) != commitment.portfolio or len(panels) != commitment.lines:
        raise DrawingRefused("This is not the portfolio that was fixed before the draw.")
    if len(panels[0]) != commitment.seats:
        raise DrawingRefused("The panels of this portfolio do not have as many people as there are seats.")
    missing = [one.kind for one in commitment.randomness if one.kind not in {value.kind for value in values}]
    if missing or [one.kind for one in commitment.randomness] != [value.kind for value in values]:
        raise DrawingRefused("Chance has not said everything yet: each source named before the draw is needed, once.",
                             *missing[:1])  # fmt: skip
    gave = []
    for value in values:
        given = gives(value, commitment.hash, commitment.lines)
        if isinstance(given, Again):
            return given
        gave.append(given)
    line = sum(gave) % commitment.lines
    return Result(
        commitment.assembly, commitment.draw, commitment.hash, sha256(randomness_bytes(values)), tuple(gave), line,
        panels[line],
    )  # fmt: skip
