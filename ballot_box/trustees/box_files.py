"""The two files that go between the site and the trustees, as canonical JSON, a line each.

Boxes: a line that says of which vote they are and how many layers they have, then a box a line in base 64, sorted. No
commitment stands beside them. Ballots: what came out of all boxes, `{"b": body, "n": nonce}` a line, shuffled.
"""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from ballot_box.sealing.bodies import canonical
from ballot_box.trustees.refusals import TrusteesRefused
from web.language import _

LONGEST_LINE = 64 * 1024
MOST = 5_000_000


@dataclass(frozen=True, slots=True)
class Boxes:
    """`trustees`: public keys in hex, the innermost first; the last `layers`th of them takes off the next layer."""

    election: str
    layers: int
    trustees: tuple[str, ...]
    boxes: Sequence[bytes]

    def as_bytes(self) -> bytes:
        first = {
            "election": self.election, "kind": "boxes", "layers": self.layers, "n": len(self.boxes),
            "trustees": list(self.trustees),
        }  # fmt: skip
        return _lines(first, (base64.b64encode(box).decode() for box in sorted(self.boxes)))


@dataclass(frozen=True, slots=True)
class Ballots:
    """Body and nonce of each ballot, in no order that means anything."""

    election: str
    ballots: Sequence[tuple[bytes, bytes]]

    def as_bytes(self) -> bytes:
        first = {"election": self.election, "kind": "ballots", "n": len(self.ballots)}
        return _lines(first, ({"b": body.decode(), "n": nonce.hex()} for body, nonce in self.ballots))


def _lines(first: dict[str, Any], rest: Iterator[Any]) -> bytes:
    return b"".join(canonical(line) + b"\n" for line in (first, *rest))


def read_boxes(file: BinaryIO) -> Boxes:
    """Raises TrusteesRefused for anything that is not a whole file of boxes."""
    first = _first(file)
    if first["kind"] == "ballots":
        raise TrusteesRefused(_("The ballots in this file are open already. It goes back to the site."))
    keys = first.get("trustees")
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise _damaged()
    if not isinstance(first.get("layers"), int) or not 1 <= first["layers"] <= len(keys):
        raise _damaged()
    try:
        boxes = [base64.b64decode(line, validate=True) for line in _rest(file, first["n"])]
    except (ValueError, TypeError) as fault:
        raise _damaged() from fault
    if len(set(boxes)) < len(boxes):
        raise TrusteesRefused(_("A box is twice in this file. Ask for it again."))
    return Boxes(first["election"], first["layers"], tuple(keys), boxes)


def read_ballots(file: BinaryIO) -> Ballots:
    """Raises TrusteesRefused for anything that is not a whole file of opened ballots."""
    first = _first(file)
    if first["kind"] == "boxes":
        raise TrusteesRefused(
            _("The boxes in this file are still closed. Both people have to open them, one after the other.")
        )
    try:
        ballots = [(line["b"].encode(), bytes.fromhex(line["n"])) for line in _rest(file, first["n"])]
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise _damaged() from fault
    return Ballots(first["election"], ballots)


def _first(file: BinaryIO) -> dict[str, Any]:
    try:
        found = json.loads(_line(file))
    except (ValueError, RecursionError) as fault:
        raise _damaged() from fault
    whole = isinstance(found, dict) and found.get("kind") in ("boxes", "ballots")
    if not whole or not isinstance(found.get("election"), str):
        raise _damaged()
    count = found.get("n")
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= MOST:
        raise _damaged()
    return dict(found)


def _rest(file: BinaryIO, count: int) -> Iterator[Any]:
    """Exactly `count` lines, and nothing after them. Raises ValueError."""
    for _number in range(count):
        try:
            yield json.loads(_line(file))
        except RecursionError as fault:
            raise ValueError("too deep") from fault
    if file.read(1):
        raise ValueError("more lines than the first one says")


def _line(file: BinaryIO) -> bytes:
    line = file.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise ValueError("the line is too long, or the file ends in it")
    return line


def _damaged() -> TrusteesRefused:
    return TrusteesRefused(_("This is not a file of boxes or ballots, or it is not whole. Copy it again."))
