"""What a course remembers of each step, so that it can go back to it."""

from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from pb.counting.columns import Integers
from pb.counting.equal_shares.linear import Linear

Floats = npt.NDArray[Any]


def total(numbers: Floats) -> float:
    """Without NumPy's own detours, which take longer than adding up a few hundred numbers."""
    return float(np.add.reduce(numbers))


def least(numbers: Floats) -> float:
    return float(np.minimum.reduce(numbers))


@dataclass(slots=True)
class Bounds:
    """For each project two lines over the raise: one below which its rate cannot lie, `at_zero` + `slope` * raise,
    and how far that may be wrong; and one above which what its supporters hold cannot lie.

    `spread`: how much lower the rate can lie for each unit of money that people hold beyond their lines.
    """

    at_zero: Floats
    slope: Floats
    error: Floats
    spread: Floats
    most_at_zero: Floats
    most_slope: Floats

    def copy(self) -> "Bounds":
        return Bounds(
            self.at_zero.copy(),
            self.slope.copy(),
            self.error.copy(),
            self.spread.copy(),
            self.most_at_zero.copy(),
            self.most_slope.copy(),
        )


@dataclass(slots=True)
class Bought:
    """Who paid for a project. Rich classes paid the cap, poor ones all they had, which was less and more than nothing.

    `cap`: for each unit of weight, a line over the raise, or None until somebody needs it.
    """

    project: int
    poor: Integers
    rich: Integers
    weights: Integers
    rich_worth: int
    cap: Linear | None = None


@dataclass(slots=True)
class Sale:
    """What it takes to prove how far a purchase stays the best one, though its poor may become rich.

    `made_at`: with which raise it was made. `short`: what the poor lacked then to pay in full, `gaining`: how fast
    that becomes less. `worth` and `left`: the weights of the rich and what they had left after paying. `others`: the
    projects that could have come first; `alone`: none of those was told apart by fractions only.
    """

    made_at: int
    short: Floats
    gaining: Floats
    worth: Floats
    left: Floats
    others: Floats
    alone: bool


@dataclass(slots=True)
class Frame:
    """One step of a course: looking for a project to buy at one level, and then buying it or going on a level.

    `steady`: the largest raise up to which every decision in it is proved to come out the same. The rest is how
    things stood: at the beginning, and `bounds` at the end.
    """

    level: int
    wanted: Floats
    noise: float
    steady: float = inf
    bounds: Bounds | None = None
    bought: Bought | None = None
    classes: Integers | None = None
    before: tuple[Floats, Floats] | None = None
    sale: Sale | None = None
    left_out: Floats | None = None
    ties: list[tuple[int, ...]] = field(default_factory=list)
