"""Which addresses get a letter: a lottery that anybody who has the list and the seed can repeat. Pure."""

import hashlib
import heapq
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

_FIRST, _REST = b"first", b"rest"


class TooFew(Exception):
    """There is less to draw from than is to be drawn. `preferred`: among those that get a part of the letters first."""

    def __init__(self, wanted: int, there: int, *, preferred: bool) -> None:
        super().__init__(f"{wanted} wanted, {there} there")
        self.wanted, self.there, self.preferred = wanted, there, preferred


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely one of the preferred, and one of the others, was to be drawn."""

    preferred: Fraction
    others: Fraction


def weighted_sample(keys: Sequence[str], preferred: Collection[int], size: int, percent: int, seed: bytes) -> list[int]:
    """Draw `size` places in `keys` without replacement, in the order in which they were drawn.

    keys: one distinct text for each thing that can be drawn. preferred: places in `keys`. percent: this share of the
    draws, rounded up, comes from the preferred alone; all others come from everything that is left, preferred or not.
    seed: 32 bytes of chance. Two orders are made, one for each part: by SHA-256 of seed, name of the part and key, the
    smallest first. So the order of `keys` never matters, only what they are, and each set of the right size within a
    part is as likely as any other. Raises TooFew; ValueError for keys that are there twice and for odd numbers.

    Method: bottom-k sampling by a keyed hash (priority sampling with equal weights: Duffield, Lund and Thorup 2007).
    """
    _demand_sense(keys, size, percent, seed)
    first = first_share(size, percent)
    if first > len(preferred):
        raise TooFew(first, len(preferred), preferred=True)
    if size > len(keys):
        raise TooFew(size, len(keys), preferred=False)
    drawn = _smallest(keys, preferred, first, seed, _FIRST)
    gone = set(drawn)
    left = [place for place in range(len(keys)) if place not in gone]
    return drawn + _smallest(keys, left, size - first, seed, _REST)


def first_share(size: int, percent: int) -> int:
    """How many of `size` are drawn from the preferred alone: the share in percent, rounded up."""
    return -(-size * percent // 100)


def chances(everything: int, preferred: int, size: int, percent: int) -> Chances:
    """How likely `weighted_sample` is to draw one of the preferred, and one of the others. Exact. Raises TooFew."""
    first = first_share(size, percent)
    if first > preferred:
        raise TooFew(first, preferred, preferred=True)
    if size > everything:
        raise TooFew(size, everything, preferred=False)
    left = everything - first
    rest = Fraction(size - first, left) if left else Fraction(0)
    early = Fraction(first, preferred) if preferred else Fraction(0)
    return Chances(preferred=early + (1 - early) * rest if preferred else Fraction(0), others=rest)


def _smallest(keys: Sequence[str], places: Collection[int], many: int, seed: bytes, part: bytes) -> list[int]:
    start = hashlib.sha256(seed + b"\x00" + part + b"\x00")
    hashed = ((_digest(start, keys[place]), place) for place in places)
    return [place for _hash, place in heapq.nsmallest(many, hashed)]


def _digest(start: "hashlib._Hash", key: str) -> bytes:
    one = start.copy()
    one.update(key.encode())
    return one.digest()


def _demand_sense(keys: Sequence[str], size: int, percent: int, seed: bytes) -> None:
    if len(seed) != 32:
        raise ValueError("a seed is 32 bytes")
    if size < 0 or not 0 <= percent <= 100:
        raise ValueError("nothing less than none can be drawn, and a share lies between 0 and 100")
    if len(set(keys)) != len(keys):
        raise ValueError("a key is there twice")
