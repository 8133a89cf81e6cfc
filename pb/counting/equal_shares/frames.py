"""What a course remembers of each step, so that it can go back to it."""

from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy.typing as npt

from pb.counting.columns import Integers
from pb.counting.equal_shares.linear import Linear

Floats = npt.NDArray[Any]


@dataclass(slots=True)
class Bounds:
    """For each project two lines over the raise: one below which its rate cannot lie, `at_zero` + `slope` * raise,
    and how far that may be wrong; and one above which what its supporters hold cannot lie."""

    at_zero: Floats
    slope: Floats
    error: Floats
    most_at_zero: Floats
    most_slope: Floats

    def copy(self) -> "Bounds":
        return Bounds(
            self.at_zero.copy(),
            self.slope.copy(),
            self.error.copy(),
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
    ties: list[tuple[int, ...]] = field(default_factory=list)
