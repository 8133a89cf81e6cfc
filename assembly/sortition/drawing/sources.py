"""Sources of public chance: what is fixed of each beforehand, and what came of it (docs/draws.md, Randomness)."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from assembly.sortition.drawing.canonical import is_hash
from assembly.sortition.drawing.chains import CHAINS, MOST_ROUNDS
from assembly.sortition.drawing.refusals import DrawingRefused

MOST_ROLLS = 1000
_HEX = re.compile("([0-9a-f]{2})+")
_SIGNATURES = (96, 192)  # hex digits: a point of the smaller group of BLS12-381, or of the larger one


@dataclass(frozen=True, slots=True)
class Drand:
    """A round of a public beacon, named before it is known."""

    chain: str
    round: int
    kind: ClassVar[str] = "drand"

    def check(self, lines: int) -> None:
        if self.chain not in CHAINS:
            raise DrawingRefused(
                "Choose a chain of drand that everybody can see: quicknet, or the default one.", "drand"
            )
        if not 1 <= self.round <= MOST_ROUNDS:
            raise DrawingRefused("The number of a drand round is a whole number from 1 upwards.", "drand")

    def as_json(self) -> dict[str, Any]:
        return {"chain": self.chain, "kind": self.kind, "round": self.round}


@dataclass(frozen=True, slots=True)
class Balls:
    """Ten balls, 0 to 9, drawn so many times, each put back."""

    digits: int
    kind: ClassVar[str] = "balls"

    def check(self, lines: int) -> None:
        _check_times("balls", self.digits, 10, lines, "digits")

    def as_json(self) -> dict[str, Any]:
        return {"digits": self.digits, "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Dice:
    """One die with six sides, rolled so many times."""

    dice: int
    kind: ClassVar[str] = "dice"

    def check(self, lines: int) -> None:
        _check_times("dice", self.dice, 6, lines, "dice")

    def as_json(self) -> dict[str, Any]:
        return {"dice": self.dice, "kind": self.kind}


Terms = Drand | Balls | Dice


def _check_times(kind: str, times: int, base: int, lines: int, what: str) -> None:
    least = next(number for number in range(1, 99) if base**number >= lines)
    if not least <= times <= 20:
        raise DrawingRefused(f"For {lines:,} panels take {least} to 20 {what}.", kind)


def balls_needed(lines: int) -> int:
    """The fewest digits that reach every line."""
    return len(str(max(1, lines - 1)))


def dice_needed(lines: int) -> int:
    """The fewest rolls that reach every line and are refused in no more than one of twenty times."""
    dice = 1
    while 6**dice < lines or 20 * (6**dice % lines) > 6**dice:
        dice += 1
    return dice


@dataclass(frozen=True, slots=True)
class Beacon:
    """What drand published for a round. `signature` is empty where only the randomness was typed in."""

    round: int
    randomness: str
    signature: str = ""
    kind: ClassVar[str] = "drand"

    def __post_init__(self) -> None:
        if not is_hash(self.randomness):
            raise DrawingRefused("The randomness of a drand round is 64 digits and letters from 0 to f.", "drand")
        if self.signature and (not _HEX.fullmatch(self.signature) or len(self.signature) not in _SIGNATURES):
            raise DrawingRefused("This is not a signature of drand. Copy the whole answer of the beacon.", "drand")
        if self.signature and sha256(bytes.fromhex(self.signature)).hexdigest() != self.randomness:
            raise DrawingRefused(
                "Randomness and signature do not belong together. Copy both from the same answer of the beacon.",
                "drand",
            )

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "randomness": self.randomness, "round": self.round, "signature": self.signature}


@dataclass(frozen=True, slots=True)
class Rolls:
    """Every number that was drawn with balls, or rolled with dice, in order, digit by digit; the last one counts."""

    kind: str
    rolls: tuple[str, ...]

    def numbers(self) -> list[int]:
        if self.kind == "balls":
            return [int(roll) for roll in self.rolls]
        return [sum((int(face) - 1) * 6**place for place, face in enumerate(reversed(roll))) for roll in self.rolls]

    @property
    def possible(self) -> int:
        """How many numbers there are."""
        return int((10 if self.kind == "balls" else 6) ** len(self.rolls[0]))

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "rolls": list(self.rolls)}


Value = Beacon | Rolls


def parse_randomness(kind: str, text: str, terms: Sequence[Terms]) -> Value:
    """What somebody typed, pasted or fetched for the source `kind`, held against the terms of the commitment.

    drand: the beacon's JSON, or only its randomness, or only its signature. Balls and dice: all digits in the order
    drawn, spaces and commas as one likes. Raises DrawingRefused, with the kind as its field.
    """
    for one in terms:
        if one.kind == kind:
            return _parse_drand(text, one) if isinstance(one, Drand) else _parse_rolls(text, one)
    raise DrawingRefused("This source was not named before the draw, so it cannot decide now.", kind)


def _parse_drand(text: str, terms: Drand) -> Beacon:
    if not text.strip().startswith("{"):
        typed = "".join(text.split()).lower()
        found: dict[str, Any] = {"signature" if len(typed) in _SIGNATURES else "randomness": typed}
    else:
        try:
            found = json.loads(text.lower())
        except (ValueError, RecursionError) as fault:
            raise DrawingRefused("This is not the whole answer of the beacon. Copy it again.", "drand") from fault
    number, signature = found.get("round", terms.round), found.get("signature") or ""
    if type(number) is not int or number != terms.round:
        raise DrawingRefused(f"This is another round. The round named before the draw is {terms.round}.", "drand")
    if not isinstance(signature, str):
        raise DrawingRefused("This is not a signature of drand. Copy the whole answer of the beacon.", "drand")
    if not found.get("randomness") and _HEX.fullmatch(signature):
        found["randomness"] = sha256(bytes.fromhex(signature)).hexdigest()
    return Beacon(terms.round, found.get("randomness", ""), signature)


def _parse_rolls(text: str, terms: Balls | Dice) -> Rolls:
    typed = re.sub(r"[\s,;.–—-]", "", text)
    times, faces = (terms.digits, "0-9") if isinstance(terms, Balls) else (terms.dice, "1-6")
    if not re.fullmatch(f"[{faces}]+", typed):
        raise DrawingRefused(f"Type only the digits {faces.replace('-', ' to ')}, in the order they came.", terms.kind)
    if len(typed) % times:
        raise DrawingRefused(
            f"You typed {len(typed)} digits. Each number has {times}: type all of them, in the order they came.",
            terms.kind,
        )
    if len(typed) > MOST_ROLLS * times:
        raise DrawingRefused("These are too many numbers for one draw. Type only those that were drawn.", terms.kind)
    return Rolls(terms.kind, tuple(typed[at : at + times] for at in range(0, len(typed), times)))


def terms_of(found: Any) -> Terms:
    """Terms as a commitment holds them. Raises KeyError, TypeError or ValueError for anything else."""
    terms: Terms
    match found["kind"]:
        case "drand":
            terms = Drand(found["chain"], found["round"])
        case "balls":
            terms = Balls(found["digits"])
        case _:
            terms = Dice(found["dice"])
    if terms.as_json() != found or not all(
        type(found[name]) is int for name in found.keys() & {"round", "digits", "dice"}
    ):
        raise ValueError("these are not the terms of a source")
    return terms
