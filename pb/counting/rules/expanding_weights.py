"""The weight of votes: one each, and less for those who had a project they support funded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

import numpy as np
import numpy.typing as npt

from pb.counting.allocation import Weighed
from pb.counting.columns import Integers
from pb.counting.electorate import Electorate

ROUNDING = 200 * 2.0**-53  # see equal_shares.course: NumPy's sums, and what is done to them


@dataclass(slots=True)
class Weights:
    """How much of each class's votes is left: floats with a bound on the sum of their errors, and exactly on demand.

    The weight given away is spread over those who give it in proportion, so the errors of a group shrink as its
    weight does and their sum grows only by rounding.
    """

    electorate: Electorate
    budget: int
    left: npt.NDArray[np.float64] = field(init=False)
    noise: float = field(init=False)
    funded: list[tuple[Integers, Fraction]] = field(default_factory=list)  # classes, and votes needed
    factors: dict[int, Fraction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.left = self.electorate.voters.astype(np.float64)
        self.noise = 0.0

    def needed(self, cost: int) -> Fraction:
        """As many votes as pay for the cost, if each of all voters has the same part of the budget."""
        return Fraction(self.electorate.people * cost, self.budget) if self.budget else Fraction(0)

    def of(self, classes: Integers) -> float:
        return float(self.left[classes].sum())

    @property
    def doubt(self) -> float:
        return self.noise + ROUNDING * self.electorate.people

    def spend(self, classes: Integers, cost: int) -> None:
        """The supporters give away as much weight as the project needs, each in proportion to what they have."""
        needed = self.needed(cost)
        self.funded.append((classes, needed))
        total = self.of(classes)
        if needed and total > 0:
            self.left[classes] *= max(0.0, 1 - float(needed) / total)
            self.noise += ROUNDING * self.electorate.people

    def exactly(self, classes: Integers, before: int | None = None) -> Fraction:
        """The weight of these classes before that step, or now."""
        steps = self.funded[:before]
        total = Fraction(0)
        for past, people in self.alike(classes, [ours for ours, _ in steps]).items():
            weight = Fraction(people)
            for step in past:
                weight *= self.factor(step)
            total += weight
        return total

    def alike(self, classes: Integers, steps: Sequence[Integers]) -> dict[tuple[int, ...], int]:
        """How many people of these classes supported the same of those steps."""
        took_part = np.zeros((len(steps), len(self.left)), dtype=np.bool_)
        for number, ours in enumerate(steps):
            took_part[number, ours] = True
        found: dict[tuple[int, ...], int] = {}
        for column, people in zip(took_part[:, classes].T, self.electorate.voters[classes].tolist(), strict=True):
            past = tuple(np.flatnonzero(column).tolist())
            found[past] = found.get(past, 0) + people
        return found

    def factor(self, step: int) -> Fraction:
        """What is left of each weight after that step."""
        classes, needed = self.funded[step]
        if step not in self.factors:
            total = self.exactly(classes, step)
            self.factors[step] = 1 - needed / total if needed else Fraction(1)
        return self.factors[step]

    def told(self, level: int, classes: Integers, cost: int) -> Weighed:
        """For people: the weight of these classes to a thousandth of a vote, rounded down."""
        rough = self.of(classes)
        least, most = floor((rough - self.doubt) * 1000), floor((rough + self.doubt) * 1000)
        thousandths = least if least == most else floor(self.exactly(classes) * 1000)
        return Weighed(level, Fraction(thousandths, 1000), self.needed(cost))

    def are_enough(self, classes: Integers, cost: int) -> bool:
        """Do these classes have the votes that cost needs? Floating point answers where it is sure."""
        needed = self.needed(cost)
        ahead = self.of(classes) - float(needed)
        if abs(ahead) > 2 * self.doubt:
            return ahead > 0
        return self.exactly(classes) >= needed
