"""What of a draw stands in the public record, and the file that proves it (docs/draws.md, record.json)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assembly.sortition.drawing.canonical import canonical, sha256


def draw_leaf(assembly: str, draw: int, commitment_hash: str) -> dict[str, Any]:
    """Before the draw: `ledger.log.append` takes it."""
    return {"a": assembly, "d": draw, "h": commitment_hash, "k": "draw"}


def drawn_leaf(assembly: str, draw: int, result: bytes) -> dict[str, Any]:
    """After it, from the bytes of `result.json`."""
    return {"a": assembly, "d": draw, "h": sha256(result), "k": "drawn"}


def void_leaf(assembly: str, draw: int, reason: str) -> dict[str, Any]:
    """The draw does not count, for a reason that is published as it is."""
    return {"a": assembly, "d": draw, "h": sha256(reason.encode()), "k": "void"}


_ORDER = ("draw", "drawn", "void")


@dataclass(frozen=True, slots=True)
class Standing:
    """A leaf, its number in the record, and the proof (hex) that it is among the first `size` leaves."""

    leaf: Mapping[str, Any]
    number: int
    size: int
    proof: Sequence[str]


def record_bytes(
    key: str, witnesses: Sequence[str], checkpoints: Sequence[tuple[str, Sequence[str]]], leaves: Sequence[Standing]
) -> bytes:
    """`record.json`. `key` and `witnesses`: public keys as `name+hash+base64`; `witnesses` are those who signed one of
    these checkpoints. `checkpoints`: note and lines of witnesses of each checkpoint that a leaf is proved in, by size.
    """
    return canonical(
        {
            "checkpoints": [{"cosignatures": list(lines), "note": note} for note, lines in checkpoints],
            "key": key,
            "leaves": [
                {"leaf": dict(one.leaf), "number": one.number, "proof": list(one.proof), "size": one.size}
                for one in sorted(leaves, key=lambda one: _ORDER.index(one.leaf["k"]))
            ],
            "v": 1,
            "witnesses": sorted(witnesses),
        }
    )
