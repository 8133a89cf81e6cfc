"""What is fixed and published before the draw, as one file with one hash (docs/draws.md, commitment.json)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from assembly.sortition.drawing.canonical import canonical, is_hash, parsed, sha256, time_of, time_text
from assembly.sortition.drawing.chains import CHAINS
from assembly.sortition.drawing.refusals import DrawingRefused
from assembly.sortition.drawing.sources import Drand, Terms, terms_of
from assembly.sortition.pool import Quota

RULE = "draw/1"
KINDS = ("panel", "replacement")
SMALL = 5
"""Fewer people than this are not counted in public."""


def portfolio_seed(pool_root: str) -> bytes:
    """The seed of a portfolio, 32 bytes. It follows from the pool alone: nobody picks it, and whoever stops a draw and
    begins another with the same people gets the same panels again, however often they try."""
    return hashlib.sha256(f"portfolio|{pool_root}".encode()).digest()


def shown_counts(counts: Mapping[str, int], small: int = SMALL) -> dict[str, int | None]:
    """How many of the pool have each value of one category; None for those kept back.

    Kept back is every number below `small`; and then the next larger ones, until two or more are kept back that
    together are `small` or more: else they could be worked out from the size of the pool.
    """
    by_size = sorted(counts, key=lambda value: (counts[value], value))
    hidden = [value for value in by_size if counts[value] < small]
    for value in by_size[len(hidden) :]:
        if not hidden or (len(hidden) > 1 and sum(counts[one] for one in hidden) >= small):
            break
        hidden.append(value)
    return {value: None if value in hidden else count for value, count in counts.items()}


@dataclass(frozen=True, slots=True)
class PublicQuota:
    """A quota, and how many of the pool could fill it, None where that number is kept back."""

    quota: Quota
    have: int | None

    def as_json(self) -> dict[str, Any]:
        one = self.quota
        return {
            "category": one.category, "have": self.have, "least": one.least, "most": one.most, "value": one.value
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """One draw before it is held. Hashes are hex, times aware; `after` is the hash of the commitment before this one.

    `quotas` and `sources` (category and where its quotas come from) may come in any order. Raises DrawingRefused for
    what an officer can choose wrongly, ValueError for what only a program can.
    """

    assembly: str
    name: str
    draw: int
    kind: str
    after: str
    made: datetime
    when: datetime
    pool_root: str
    pool_size: int
    lines: int
    portfolio: str
    seats: int
    quotas: Sequence[PublicQuota]
    sources: Mapping[str, str]
    keep_floor: Fraction
    ceiling_factor: Fraction
    version: str
    randomness: Sequence[Terms]

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.draw < 1 or (self.after != "" and not is_hash(self.after)):
            raise ValueError("a draw is of a panel or of replacements, has a number, and may come after another")
        if (
            not is_hash(self.pool_root)
            or not is_hash(self.portfolio)
            or min(self.lines, self.seats, self.pool_size) < 1
        ):
            raise ValueError("a draw has a pool, a portfolio and seats")
        kept_back = [one.quota.category for one in self.quotas if one.have is None]
        if any(kept_back.count(category) == 1 for category in kept_back):
            raise ValueError("of a category, one number alone cannot be kept back: see shown_counts")
        self._check_chance()

    def _check_chance(self) -> None:
        if time_text(self.when) <= time_text(self.made):
            raise DrawingRefused("The draw must be held later than now, or nobody can see what was fixed before it.")
        if not 1 <= len(self.randomness) <= 2 or len({one.kind for one in self.randomness}) < len(self.randomness):
            raise DrawingRefused("Choose one source of chance, or two of different kinds.")
        for one in self.randomness:
            one.check(self.lines)
            if isinstance(one, Drand) and CHAINS[one.chain].time_of(one.round) < time_of(time_text(self.when)):
                raise DrawingRefused(
                    "This round of drand comes out before the draw is held. Choose a later round, or an earlier time.",
                    one.kind,
                )

    @property
    def seed(self) -> str:
        return portfolio_seed(self.pool_root).hex()

    def as_json(self) -> dict[str, Any]:
        return {
            "after": self.after,
            "assembly": {"id": self.assembly, "name": self.name},
            "draw": self.draw,
            "kind": self.kind,
            "made": time_text(self.made),
            "pool": {"root": self.pool_root, "size": self.pool_size},
            "portfolio": {"lines": self.lines, "sha256": self.portfolio},
            "quotas": [one.as_json() for one in sorted(self.quotas, key=lambda one: one.quota)],
            "randomness": [one.as_json() for one in self.randomness],
            "rule": RULE,
            "seats": self.seats,
            "settings": {
                "ceiling_factor": str(self.ceiling_factor), "keep_floor": str(self.keep_floor), "seed": self.seed,
            },
            "sources": [[category, self.sources[category]] for category in sorted(self.sources)],
            "v": 1,
            "version": self.version,
            "when": time_text(self.when),
        }  # fmt: skip

    def as_bytes(self) -> bytes:
        return canonical(self.as_json())

    @property
    def hash(self) -> str:
        return sha256(self.as_bytes())

    @classmethod
    def of(cls, data: bytes) -> "Commitment":
        """Raises DrawingRefused unless `data` is exactly what `as_bytes` writes."""
        found = parsed(data)
        try:
            commitment = cls(**_fields(found))
        except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as fault:
            raise DrawingRefused("This is not the commitment of a draw. Download it again.") from fault
        if commitment.as_bytes() != data:
            raise DrawingRefused("This commitment was changed. Download it again.")
        return commitment


def _fields(found: Any) -> dict[str, Any]:
    """The fields of a commitment from its JSON; what does not fit shows when it is written again."""
    quotas = [
        PublicQuota(Quota(one["category"], one["value"], one["least"], one["most"]), one["have"])
        for one in found["quotas"]
    ]
    numbers = [found["draw"], found["seats"], found["pool"]["size"], found["portfolio"]["lines"]]
    numbers += [number for one in quotas for number in (one.quota.least, one.quota.most, one.have or 0)]
    if not all(type(number) is int for number in numbers):
        raise TypeError("a number is not a number")
    plain = {name: found[name] for name in ("draw", "kind", "after", "seats", "version")}
    return plain | {
        "assembly": found["assembly"]["id"], "name": found["assembly"]["name"],
        "made": time_of(found["made"]), "when": time_of(found["when"]),
        "pool_root": found["pool"]["root"], "pool_size": found["pool"]["size"],
        "lines": found["portfolio"]["lines"], "portfolio": found["portfolio"]["sha256"],
        "quotas": quotas, "sources": dict(found["sources"]),
        "keep_floor": Fraction(found["settings"]["keep_floor"]),
        "ceiling_factor": Fraction(found["settings"]["ceiling_factor"]),
        "randomness": [terms_of(one) for one in found["randomness"]],
    }  # fmt: skip
