"""Before the vote: how much could be published of a vote of this size, by trying it with made-up ballots.

The model: Plackett–Luce. Every option has a strength, in part its own and in part another in each of six neighbourhoods
of voters; somewhat fewer than half fill every rank, the others stop before. An order of magnitude, and no forecast.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from ballot_box.disclosure.cutting import Choices, shorten
from ballot_box.disclosure.forms import LEAST_PUBLISHED, Form, Limits
from ballot_box.disclosure.marks import marks, unused_marks

NEIGHBOURHOODS = 6
_SPREAD, _OWN_SPREAD = 0.7, 0.6  # of the strengths: common to all, and of each neighbourhood
_FULL = 0.45
_MOST_TRIES = 3
_AT_ONCE = 10_000  # voters, so that a whole city does not have to fit into memory
_BALLOTS_IN_ALL = 30_000  # enough for a steady figure: small votes are tried more than once


@dataclass(frozen=True, slots=True)
class Privacy:
    """Percent of ballots that nobody else cast, of possible full ballots that nobody cast, of choices that would still
    be shown cut short, of ballots that would not be shown at all; and the form that follows."""

    unique: float
    unused: float
    kept: float
    suppressed: float
    form: Form


@lru_cache(maxsize=256)
def expected(voters: int, options: int, ranks: int, limits: Limits, seed: int, *, ranked: bool = True) -> Privacy:
    """The mean of a few tries; the same for the same `seed`."""
    if voters < LEAST_PUBLISHED or options < 1:
        return Privacy(0, 0, 0, 100, Form.WITHHELD)
    tries = min(_MOST_TRIES, max(1, _BALLOTS_IN_ALL // voters))
    found = [_tried(voters, options, min(ranks, options), limits.pattern, seed + one, ranked) for one in range(tries)]
    unique, unused, kept, suppressed = (float(np.mean(column)) for column in zip(*found, strict=True))
    return Privacy(unique, unused, kept, suppressed, _form(voters, unused, suppressed, limits))


def fewest_cut(voters: int, options: int, ranks: int, limits: Limits, seed: int, *, ranked: bool = True) -> int | None:
    """The most ranks below `ranks` with which all ballots could be published; None where none would do."""
    for fewer in range(min(ranks, options + 1) - 1, 0, -1):
        if expected(voters, options, fewer, limits, seed, ranked=ranked).form is Form.FULL:
            return fewer
    return None


def _form(voters: int, unused: float, suppressed: float, limits: Limits) -> Form:
    if voters < limits.least or suppressed > limits.suppressed_percent:
        return Form.AGGREGATE
    return Form.FULL if unused <= limits.full_percent else Form.PREFIX


def _tried(voters: int, options: int, ranks: int, k: int, seed: int, ranked: bool) -> tuple[float, float, float, float]:
    groups = _ballots(voters, options, ranks, seed, ranked)
    shown = shorten(groups, k)
    chosen = sum(len(choices) * ballots for choices, ballots in groups.items())
    kept = sum(len(choices) * ballots for choices, ballots in shown.groups.items())
    unique = sum(ballots for ballots in groups.values() if ballots == 1)
    possible = marks(options, ranks, ranked=ranked)
    unused = unused_marks(groups, options, ranks, ranked=ranked)
    return 100 * unique / voters, 100 * unused / possible, 100 * kept / chosen, 100 * shown.suppressed / voters


def _ballots(voters: int, options: int, ranks: int, seed: int, ranked: bool) -> Counter[Choices]:
    """Whoever draws a Gumbel number for each option and sorts by strength plus number has drawn from Plackett–Luce."""
    chance = np.random.default_rng(seed)
    even = np.array([NormalDist().inv_cdf((option + 0.5) / options) for option in range(options)])
    strength = _SPREAD * even + _OWN_SPREAD * np.array([chance.permutation(even) for _ in range(NEIGHBOURHOODS)])
    names = [f"{option:04}" for option in range(options)]
    found: Counter[Choices] = Counter()
    for first in range(0, voters, _AT_ONCE):
        some = min(_AT_ONCE, voters - first)
        liking = strength[chance.integers(0, NEIGHBOURHOODS, some)] + chance.gumbel(size=(some, options))
        order = np.argsort(-liking, axis=1)[:, :ranks]
        lengths = np.where(chance.random(some) < _FULL, ranks, chance.integers(1, ranks + 1, some))
        drawn = ([names[one] for one in row[:length]] for row, length in zip(order.tolist(), lengths, strict=True))
        found.update(tuple(one if ranked else sorted(one)) for one in drawn)
    return found
