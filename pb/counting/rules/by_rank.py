"""One run of Equal Shares by rank: everybody has a share, levels open one by one, supporters pay together."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from pb.counting.allocation import Payment, Taken, Tie
from pb.counting.electorate import Electorate
from pb.counting.instance import Instance
from pb.counting.project import Project, ProjectId
from pb.counting.purses import EMPTY, Bill, Holding, Purses


@dataclass(frozen=True, slots=True)
class Purchase:
    project: Project
    payment: Payment
    bill: Bill


@dataclass(slots=True)
class Offer:
    """What a project would ask at this level. `after`: purchases made when it was worked out."""

    project: Project
    holding: Holding
    cap: Fraction
    after: int


# Rate (cap for each unit of cost), place in the tie order, offer.
Entry = tuple[Fraction, int, Offer]


@dataclass(slots=True)
class ByRank:
    """A run in progress, and then its outcome. `order` breaks ties; `wanted` are the projects anybody supports."""

    instance: Instance
    electorate: Electorate
    order: Mapping[ProjectId, int]
    purses: Purses
    wanted: dict[ProjectId, Project]
    purchases: list[Purchase] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    trace: list[tuple[object, ...]] = field(default_factory=list)

    @property
    def cost(self) -> int:
        return sum(purchase.project.cost for purchase in self.purchases)

    @property
    def bought_everything(self) -> bool:
        return not self.wanted

    def could_still_buy(self, budget: int) -> bool:
        left = budget - self.cost
        return any(project.cost <= left for project in self.wanted.values())

    def count(self) -> "ByRank":
        for level in range(1, self.electorate.deepest + 1):
            self.buy_at(level)
        return self

    def buy_at(self, level: int) -> None:
        """Buy what supporters at this level can pay, always the one that asks least for each unit of its cost.

        A rate only grows while money is spent, so an offer worked out earlier is a lower bound: only offers whose
        bound comes first are worked out again.
        """
        waiting = [entry for project in self.wanted.values() if (entry := self.entry(project, level))]
        heapq.heapify(waiting)
        while waiting:
            equals = first_equals(waiting)
            if all(self.is_fresh(entry) for entry in equals):
                self.buy(equals, level)
                del equals[0]
            for entry in equals:
                if renewed := entry if self.is_fresh(entry) else self.entry(entry[2].project, level):
                    heapq.heappush(waiting, renewed)

    def is_fresh(self, entry: Entry) -> bool:
        return entry[2].after == len(self.purchases)

    def entry(self, project: Project, level: int) -> Entry | None:
        """None when supporters at this level hold less than the cost."""
        classes = self.electorate.supporters[project.id].at(level)
        if not len(classes):
            return None
        holding = self.purses.held_by(classes)
        found = holding.cap(project.cost)
        if found is None:
            self.trace.append((project.id, None))
            return None
        cap, poorer = found
        self.trace.append((project.id, poorer, *(purse for _, _, purse in holding.purses)))
        rate = cap / project.cost if project.cost else Fraction(0)
        return rate, self.order[project.id], Offer(project, holding, cap, len(self.purchases))

    def buy(self, equals: list[Entry], level: int) -> None:
        """Buy the first of these equals, which come in tie order."""
        if len(equals) > 1:
            self.ties.append(Tie(len(self.purchases) + 1, tuple(offer.project.id for _, _, offer in equals)))
        offer = equals[0][2]
        classes = self.electorate.supporters[offer.project.id].at(level)
        self.trace.append((offer.project.id,))
        bill = self.purses.charge(classes, offer.holding, offer.cap)
        self.purchases.append(Purchase(offer.project, payment(level, offer), bill))
        del self.wanted[offer.project.id]

    def held_for(self, project: ProjectId) -> Fraction:
        """What all who support this project hold now."""
        return self.purses.held_by(self.electorate.supporters[project].classes).money

    def taken_from(self, project: ProjectId) -> tuple[Taken, ...]:
        """What the supporters of this project paid for others, the largest amount first."""
        chosen = np.zeros(len(self.electorate.voters), dtype=np.bool_)
        chosen[self.electorate.supporters[project].classes] = True
        paid = [Taken(p.project.id, p.bill.paid_by(chosen, self.electorate.voters)) for p in self.purchases]
        return tuple(sorted((taken for taken in paid if taken.amount), key=lambda taken: -taken.amount))


def by_rank(instance: Instance, electorate: Electorate, order: Mapping[ProjectId, int], share: Fraction) -> ByRank:
    """The outcome when every voter holds `share` at the start."""
    wanted = {project.id: project for project in instance if project.id in electorate.supporters}
    return ByRank(instance, electorate, order, Purses(electorate.voters, share), wanted).count()


def first_equals(waiting: list[Entry]) -> list[Entry]:
    """Take the entries with the least rate off the heap, in tie order."""
    equals = [heapq.heappop(waiting)]
    while waiting and waiting[0][0] == equals[0][0]:
        equals.append(heapq.heappop(waiting))
    return equals


def payment(level: int, offer: Offer) -> Payment:
    price = offer.cap * offer.holding.denominator
    purses = offer.holding.purses
    return Payment(
        level,
        offer.cap,
        offer.holding.money,
        paid_cap=sum(voters for amount, voters, purse in purses if amount >= price and purse != EMPTY),
        paid_all=sum(voters for amount, voters, purse in purses if amount < price and purse != EMPTY),
        had_nothing=sum(voters for _, voters, purse in purses if purse == EMPTY),
    )
