"""The run that stands, told exactly: what each purchase took from whom, and what everybody has left."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pb.counting.allocation import Payment, Taken
from pb.counting.electorate import Electorate, Supporters
from pb.counting.equal_shares.purses import EMPTY, Bill, Group, Purses, cap_of
from pb.counting.project import Project


@dataclass(frozen=True, slots=True)
class Purchase:
    project: Project
    payment: Payment
    bill: Bill


class Replay:
    """Buys what the run bought, in the same order at the same levels, with whole numbers only."""

    def __init__(self, electorate: Electorate, share: Fraction, scale: int, bought: Sequence[tuple[int, int]]) -> None:
        self.electorate, self.scale = electorate, scale
        self.purses = Purses(electorate.voters, share)
        self.purchases = [self.buy(electorate.supported[place], level) for place, level in bought]

    def buy(self, supporters: Supporters, level: int) -> Purchase:
        end = supporters.ends[level]
        classes, weights = supporters.classes[:end], supporters.weights[:end]
        groups, group = self.purses.groups(classes, weights)
        before = self.purses.denominator
        cap = cap_of(groups, before, supporters.project.cost)
        paid = payment(level, groups, before, cap, self.scale)
        return Purchase(supporters.project, paid, self.purses.charge(classes, groups, group, cap))

    def held_for(self, supporters: Supporters) -> Fraction:
        """What all who support this project hold at the end."""
        return self.purses.held_by(supporters.classes)

    def taken_from(self, supporters: Supporters) -> tuple[Taken, ...]:
        """What the supporters of this project paid for others, the largest amount first."""
        voters = self.electorate.voters
        chosen = np.zeros(len(voters), dtype=np.bool_)
        chosen[supporters.classes] = True
        paid = [Taken(one.project.id, one.bill.paid_by(chosen, voters)) for one in self.purchases]
        return tuple(sorted((taken for taken in paid if taken.amount), key=lambda taken: -taken.amount))


def payment(level: int, groups: Sequence[Group], denominator: int, cap: Fraction, scale: int) -> Payment:
    """`scale`: how many units of weight are one point; 0 where everybody weighs the same."""
    below, price = cap.denominator, cap.numerator * denominator
    alive = [one for one in groups if one.purse != EMPTY]
    full = [one for one in alive if one.amount * below >= price * one.weight]
    most = Fraction(max((min(one.amount * below, price * one.weight) for one in alive), default=0), below)
    paying = sum(one.people for one in full)
    return Payment(
        level,
        most / denominator if scale else cap,
        Fraction(sum(one.amount * one.people for one in groups), denominator),
        paid_cap=paying,
        paid_all=sum(one.people for one in alive) - paying,
        had_nothing=sum(one.people for one in groups if one.purse == EMPTY),
        per_point=cap * scale if scale else None,
    )
