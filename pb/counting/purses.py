"""Everybody's money during a count, exact and in few numbers.

Voters with equal ballots always hold the same, so they are one *class*. Classes that hold the same because the same
happened to them share one *purse*. All purses are whole numbers over one common denominator, so that comparing and
subtracting is plain integer arithmetic.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
EMPTY = 0  # the purse of all who have nothing left


@dataclass(frozen=True, slots=True)
class Holding:
    """What some voters hold: (whole amount, number of voters, purse) from poor to rich, over `denominator`."""

    purses: tuple[tuple[int, int, int], ...]
    denominator: int

    @property
    def total(self) -> int:
        return sum(amount * voters for amount, voters, _ in self.purses)

    @property
    def money(self) -> Fraction:
        return Fraction(self.total, self.denominator)

    def cap(self, cost: int) -> tuple[Fraction, int] | None:
        """The least cap such that all paying what they have, but at most the cap, pay `cost`; None if they cannot.

        With it, how many of the purses hold less than the cap.
        """
        missing = cost * self.denominator
        if self.total < missing:
            return None
        payers = sum(voters for _, voters, _ in self.purses)
        for poorer, (amount, voters, _) in enumerate(self.purses):
            if amount * payers >= missing:
                return Fraction(missing, payers * self.denominator), poorer
            missing -= amount * voters
            payers -= voters
        return Fraction(0), 0  # nobody to pay, and nothing


@dataclass(frozen=True, slots=True)
class Bill:
    """Who paid what in one step: the classes, their purses then, and what each purse paid."""

    classes: Integers
    purses: Integers
    paid: dict[int, Fraction]

    def paid_by(self, chosen: npt.NDArray[np.bool_], voters: Integers) -> Fraction:
        """What the classes marked in `chosen` paid together, given how many voters each class has."""
        ours = chosen[self.classes]
        counts = count_by(self.purses[ours], voters[self.classes[ours]])
        return sum((self.paid[purse] * int(counts[purse]) for purse in np.flatnonzero(counts).tolist()), Fraction(0))


class Purses:
    """The purses of all classes, each holding `share` at the start. `voters[c]` is how many people class c is."""

    def __init__(self, voters: Integers, share: Fraction) -> None:
        self.voters = voters
        self.denominator = share.denominator
        self.amounts = [0, share.numerator]
        self.of_class: Integers = np.ones(len(voters), dtype=np.int64)

    def held_by(self, classes: Integers) -> Holding:
        """What the voters of these classes hold."""
        counts = count_by(self.of_class[classes], self.voters[classes])
        amounts = self.amounts
        some = ((amounts[purse], int(counts[purse]), purse) for purse in np.flatnonzero(counts).tolist())
        return Holding(tuple(sorted(some)), self.denominator)

    def charge(self, classes: Integers, holding: Holding, cap: Fraction) -> Bill:
        """Take what they have, but at most `cap`, from every voter of these classes. `holding` is what they held."""
        bill = self.bill(classes, holding, cap)
        self.share_denominator_with(cap)
        price = cap.numerator * (self.denominator // cap.denominator)
        moved = np.arange(len(self.amounts))
        for _, _, purse in holding.purses:
            left = self.amounts[purse] - price
            moved[purse] = EMPTY
            if left > 0:
                moved[purse] = len(self.amounts)
                self.amounts.append(left)
        self.of_class[classes] = moved[self.of_class[classes]]
        return bill

    def bill(self, classes: Integers, holding: Holding, cap: Fraction) -> Bill:
        paid = {purse: min(Fraction(amount, holding.denominator), cap) for amount, _, purse in holding.purses}
        return Bill(classes, self.of_class[classes], paid)

    def share_denominator_with(self, amount: Fraction) -> None:
        factor = lcm(self.denominator, amount.denominator) // self.denominator
        if factor > 1:
            self.denominator *= factor
            self.amounts = [held * factor for held in self.amounts]


def count_by(purses: Integers, voters: Integers) -> npt.NDArray[Any]:
    """Voters per purse. Weights pass through floats, which hold every count below 2**53 exactly."""
    return np.bincount(purses, weights=voters).astype(np.int64)
