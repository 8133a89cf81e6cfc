"""What a course remembers of each step, so that it can go back to it."""

from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from pb.counting.columns import Integers
from pb.counting.electorate import Supporters
from pb.counting.equal_shares.linear import Linear

Floats = npt.NDArray[Any]


_sum, _minimum = np.add.reduce, np.minimum.reduce


def total(numbers: Floats) -> float:
    """Without NumPy's own detours, which take longer than adding up a few hundred numbers."""
    return float(_sum(numbers))


def least(numbers: Floats) -> float:
    return float(_minimum(numbers))


class Bounds:
    """For each project two lines over the raise: one below which its rate cannot lie, `at_zero` + `slope` * raise,
    and how far that may be wrong; and one above which what its supporters hold cannot lie.

    `spread`: how much lower the rate can lie for each unit of money that people hold beyond their lines. All are rows
    of one `table`, which is quickly copied.
    """

    __slots__ = ("at_zero", "error", "most_at_zero", "most_slope", "slope", "spread", "table")

    def __init__(self, table: Floats) -> None:
        self.table = table
        self.at_zero, self.slope, self.error, self.spread, self.most_at_zero, self.most_slope = table

    def copy(self) -> "Bounds":
        return Bounds(self.table.copy())


@dataclass(slots=True)
class Bought:
    """Who paid for a project. Of its supporters `payers` paid the cap, the `broke` all they had, which was less and
    more than nothing; both are masks, and what follows from them is worked out when somebody needs it.

    `cap`: for each unit of weight, a line over the raise, or None until somebody needs it.
    """

    project: int
    supporters: Supporters
    broke: Floats
    payers: Floats
    cap: Linear | None = None

    @property
    def poor(self) -> Integers:
        return self.supporters.classes[: len(self.broke)][self.broke]

    @property
    def rich(self) -> Integers:
        return self.supporters.classes[: len(self.payers)][self.payers]

    @property
    def weights(self) -> Integers:
        """Of the rich."""
        return self.supporters.weights[: len(self.payers)][self.payers]

    @property
    def rich_worth(self) -> int:
        return int(self.supporters.worth[: len(self.payers)][self.payers].sum())


@dataclass(slots=True)
class Sale:
    """What it takes to prove how far a purchase stays the best one, though its poor may become rich.

    `made_at`: with which raise it was made. `short`: what the poor lacked then to pay in full, `gaining`: how fast
    that becomes less. `others`: the projects that could have come first; `alone`: none of those was told apart by
    fractions only. `payers`: a mask of those that paid in full; `worths` and `lefts`: what all weigh, and what was
    left of each after paying in full, right to within `doubt`.
    """

    project: int
    made_at: int
    short: Floats
    gaining: Floats
    others: Floats
    alone: bool
    payers: Floats
    worths: Floats
    lefts: Floats
    doubt: float
    rich: tuple[Floats, Floats] | None = None

    def worth_and_left(self) -> tuple[Floats, Floats]:
        """The weights of those that paid in full, nothing for others, and what each had left at least; kept, as proofs
        ask again."""
        if self.rich is None:
            self.rich = self.worths * self.payers, np.maximum(self.lefts - self.doubt, 0.0)
        return self.rich


@dataclass(slots=True)
class Frame:
    """One step of a course: looking for a project to buy at one level, and then buying it or going on a level.

    `steady`: the largest raise up to which every decision in it is proved to come out the same. The rest is how
    things stood: at the beginning, and `bounds` at the end. `barred`: what those `left_out` lack, and how fast that
    becomes less, once somebody asked.
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
    barred: tuple[Floats, Floats] | None = None
    ties: list[tuple[int, ...]] = field(default_factory=list)
