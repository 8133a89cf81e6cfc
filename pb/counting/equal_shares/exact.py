"""Exact amounts, worked out only where floating point cannot tell.

Nothing exact is carried along. What a group of people holds is what they began with, less, for each earlier purchase,
its cap times how much weight they paid with: whole numbers times a few caps. A cap depends on the raise in a straight
line as long as the course stays the same, so it is worked out once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from pb.counting.columns import Integers
from pb.counting.equal_shares.frames import Bought
from pb.counting.equal_shares.linear import NOTHING, Linear


@dataclass(slots=True)
class Exact:
    """`share`: what everybody began with, before any raise. `bought`: all purchases so far, in order."""

    voters: Integers
    share: Fraction
    costs: Sequence[int]
    bought: list[Bought] = field(default_factory=list)

    def held(self, classes: Integers, before: int) -> Linear:
        """What the people of these classes held together before that purchase. None of them had nothing by then."""
        marks = np.zeros_like(self.voters)
        marks[classes] = self.voters[classes]
        people = int(marks.sum())
        total = Linear(self.share * people, Fraction(people))
        for number, bought in enumerate(self.bought[:before]):
            weight = int((marks[bought.rich] * bought.weights).sum())
            if weight:
                total -= self.cap(number).times(weight)
        return total

    def cap(self, number: int) -> Linear:
        """What those who could pay in full paid in that purchase, for each unit of weight."""
        bought = self.bought[number]
        if bought.cap is None:
            missing = Linear(Fraction(self.costs[bought.project]), Fraction(0)) - self.held(bought.poor, number)
            bought.cap = missing.over(bought.rich_worth) if bought.rich_worth else NOTHING
        return bought.cap

    def partition(
        self, cost: int, classes: Integers, weights: Integers, poor: Integers, unsure: Integers, raised: int
    ) -> tuple[list[int], Linear]:
        """Which of the unsure cannot pay in full, as places in `classes`, and the exact cap.

        `poor` and `unsure` are masks: sure to have less than the cap, though not nothing; and undecided. All others
        pay in full, or have nothing and were left out of `classes`.
        """
        now = len(self.bought)
        missing = Linear(Fraction(cost), Fraction(0)) - self.held(classes[poor], now)
        worth = int((self.voters[classes[~poor]] * weights[~poor]).sum())
        alike = self.alike(classes, weights, np.flatnonzero(unsure).tolist())
        groups = [(self.person(past), past[-1], places) for past, places in alike.items()]
        groups.sort(key=lambda group: group[0].at(raised) / group[1])
        out: list[int] = []
        for amount, weight, places in groups:
            if amount.at(raised) * worth >= missing.at(raised) * weight:
                break
            people = int(self.voters[classes[places]].sum())
            missing -= amount.times(people)
            worth -= people * weight
            out.extend(places)
        return out, missing.over(worth)

    def alike(self, classes: Integers, weights: Integers, places: list[int]) -> dict[tuple[int, ...], list[int]]:
        """Those to whom the same happened so far: the weight they paid with in each purchase, and have in this."""
        ours = classes[places]
        marks = np.zeros_like(self.voters)
        columns = []
        for bought in self.bought:
            marks[bought.rich] = bought.weights
            columns.append([int(weight) for weight in marks[ours]])
            marks[bought.rich] = 0
        columns.append([int(weight) for weight in weights[places]])
        found: dict[tuple[int, ...], list[int]] = {}
        for place, past in zip(places, zip(*columns, strict=True), strict=True):
            found.setdefault(past, []).append(place)
        return found

    def person(self, past: tuple[int, ...]) -> Linear:
        """What one person with this past holds."""
        amount = Linear(self.share, Fraction(1))
        for number, weight in enumerate(past[:-1]):
            if weight:
                amount -= self.cap(number).times(weight)
        return amount
