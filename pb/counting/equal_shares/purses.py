"""Everybody's money during a count, exact and in few numbers.

Voters with equal ballots always hold the same, so they are one *class*. Classes that hold the same because the same
happened to them share one *purse*. All purses are whole numbers over one common denominator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from pb.counting.columns import Integers

EMPTY = 0  # the purse of all who have nothing left


@dataclass(frozen=True, slots=True)
class Group:
    """Supporters of one project who hold the same and pay with the same weight. `amount` is over the denominator."""

    amount: int
    weight: int
    people: int
    purse: int


@dataclass(frozen=True, slots=True)
class Bill:
    """Who paid what in one step: the classes, which group each is in, and what a person of each group paid, over
    `denominator`."""

    classes: Integers
    group: Integers
    paid: Sequence[int]
    denominator: int

    def paid_by(self, chosen: Integers, voters: Integers) -> Fraction:
        """What the classes marked in `chosen` paid together, given how many voters each class has."""
        ours = chosen[self.classes]
        people = np.bincount(self.group[ours], weights=voters[self.classes[ours]]).astype(np.int64)
        whole = sum(self.paid[group] * int(people[group]) for group in np.flatnonzero(people).tolist())
        return Fraction(whole, self.denominator)


class Purses:
    """The purses of all classes, each holding `share` at the start. `voters[c]` is how many people class c is."""

    def __init__(self, voters: Integers, share: Fraction) -> None:
        self.voters = voters
        self.denominator = share.denominator
        self.amounts = [0, share.numerator]
        self.of_class: Integers = np.ones(len(voters), dtype=np.int64)

    def groups(self, classes: Integers, weights: Integers) -> tuple[list[Group], Integers]:
        """These classes by what they hold and weigh, from those least able to pay up; and the group of each."""
        kinds, kind = np.unique(weights, return_inverse=True)
        keys, group = np.unique(self.of_class[classes] * len(kinds) + kind, return_inverse=True)
        people = np.bincount(group, weights=self.voters[classes]).astype(np.int64)
        found = []
        for key, count in zip(keys.tolist(), people.tolist(), strict=True):
            purse, which = divmod(key, len(kinds))
            found.append(Group(self.amounts[purse], int(kinds[which]), count, purse))
        return found, group

    def held_by(self, classes: Integers) -> Fraction:
        """What the people of these classes hold together."""
        purses = self.of_class[classes]
        people = np.bincount(purses, weights=self.voters[classes]).astype(np.int64)
        whole = sum(self.amounts[purse] * int(people[purse]) for purse in np.flatnonzero(people).tolist())
        return Fraction(whole, self.denominator)

    def charge(self, classes: Integers, groups: Sequence[Group], group: Integers, cap: Fraction) -> Bill:
        """Take `cap` for each unit of weight from everybody, but at most what they have."""
        factor = lcm(self.denominator, cap.denominator) // self.denominator
        if factor > 1:
            self.denominator *= factor
            self.amounts = [held * factor for held in self.amounts]
        price = cap.numerator * (self.denominator // cap.denominator)
        paid = []
        moved = np.zeros(len(groups), dtype=np.int64)
        for number, one in enumerate(groups):
            due = price * one.weight
            left = one.amount * factor - due
            paid.append(min(one.amount * factor, due))
            moved[number] = EMPTY
            if left > 0:
                moved[number] = len(self.amounts)
                self.amounts.append(left)
        self.of_class[classes] = moved[group]
        return Bill(classes, group, paid, self.denominator)


def cap_of(groups: Sequence[Group], denominator: int, cost: int) -> Fraction:
    """The least cap for each unit of weight such that all paying it, or what they have if that is less, pay `cost`."""
    common = lcm(*{one.weight for one in groups})
    ordered = sorted(groups, key=lambda one: one.amount * (common // one.weight))
    missing, weight = cost * denominator, sum(one.people * one.weight for one in groups)
    for one in ordered:
        if one.amount * weight >= missing * one.weight:
            return Fraction(missing, weight * denominator)
        missing -= one.amount * one.people
        weight -= one.people * one.weight
    raise AssertionError("the supporters of a project that was bought could not pay for it")
