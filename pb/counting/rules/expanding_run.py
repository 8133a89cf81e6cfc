"""Expanding approvals: level by level, a project with enough votes for its cost is funded and uses these votes up."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pb.counting.allocation import Allocation, How, Loss, Step, Tie, Why
from pb.counting.columns import Integers
from pb.counting.completion import NONE, Completion
from pb.counting.electorate import Electorate, Support, Supporters
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import ProjectId
from pb.counting.rules.expanding_weights import Weights
from pb.counting.ties import TieBreaking


@dataclass(frozen=True, slots=True)
class ExpandingApprovals:
    """`by_ratio`: of several with enough votes, the one with most votes for its cost; otherwise with most votes."""

    name: str
    by_ratio: bool

    def __call__(
        self, instance: Instance, profile: Profile, ties: TieBreaking, completion: Completion = NONE
    ) -> Allocation:
        """Algorithm 1 of Aziz and Lee (2021) with even reweighting; projects not ranked are never supported."""
        order = ties.order(instance, profile)
        electorate = Electorate.of(instance, profile, Support.BY_RANK)
        run = Run(electorate, Weights(electorate, instance.budget), order, self.by_ratio, instance.budget)
        for level in range(1, electorate.levels + 1):
            while run.fund_at(level):
                pass
        losses = run.losses(instance)
        voters, budget = profile.voters, instance.budget
        return Allocation(
            self.name, completion.name, ties.name, budget, voters, tuple(run.steps), losses, tuple(run.ties)
        )


class Run:
    def __init__(
        self, electorate: Electorate, weights: Weights, order: dict[ProjectId, int], by_ratio: bool, left: int
    ) -> None:
        self.weights, self.order, self.by_ratio, self.left = weights, order, by_ratio, left
        self.levels = electorate.levels
        self.waiting = {one.project.id: one for one in electorate.supported}
        self.steps: list[Step] = []
        self.ties: list[Tie] = []

    def classes(self, one: Supporters, level: int) -> Integers:
        return one.classes[: one.ends[level]]

    def fund_at(self, level: int) -> bool:
        """Fund the best of those with enough votes at this level; False when there is none."""
        enough = [one for one in self.waiting.values() if self.has_enough(one, level)]
        if not enough:
            return False
        equals = self.best(enough, level)
        if len(equals) > 1:
            self.ties.append(Tie(len(self.steps) + 1, tuple(one.project.id for one in equals)))
        chosen = equals[0]
        project, classes = chosen.project, self.classes(chosen, level)
        weighed = self.weights.told(level, classes, project.cost)
        self.left -= project.cost
        people = int(self.weights.electorate.voters[chosen.classes].sum())
        self.steps.append(Step(project.id, project.cost, How.WEIGHTS, people, self.left, weighed=weighed))
        self.weights.spend(classes, project.cost)
        del self.waiting[project.id]
        return True

    def has_enough(self, one: Supporters, level: int) -> bool:
        classes = self.classes(one, level)
        return len(classes) > 0 and one.project.cost <= self.left and self.weights.are_enough(classes, one.project.cost)

    def best(self, enough: list[Supporters], level: int) -> list[Supporters]:
        """Those with the highest score, which are equal, in tie order."""
        near = self.near_best(enough, level)
        if len(near) == 1:
            return near
        scores = {one.project.id: self.score(one, level) for one in near}
        most = max(scores.values())
        equals = [one for one in near if scores[one.project.id] == most]
        return sorted(equals, key=lambda one: self.order[one.project.id])

    def near_best(self, enough: list[Supporters], level: int) -> list[Supporters]:
        """Those of whom floating point cannot say that another is ahead."""
        free = [one for one in enough if not one.project.cost]
        if self.by_ratio and free:
            return free
        divisors = np.array([float(one.project.cost) if self.by_ratio else 1.0 for one in enough])
        rough = np.array([self.weights.of(self.classes(one, level)) for one in enough]) / divisors
        doubt = 2 * self.weights.doubt / divisors
        near = rough + doubt >= (rough - doubt).max()
        return [enough[place] for place in np.flatnonzero(near).tolist()]

    def score(self, one: Supporters, level: int) -> Fraction:
        weight = self.weights.exactly(self.classes(one, level))
        return weight / one.project.cost if self.by_ratio and one.project.cost else weight

    def losses(self, instance: Instance) -> tuple[Loss, ...]:
        funded = {step.project for step in self.steps}
        return tuple(self.loss_of(instance, project) for project in instance.by_id if project not in funded)

    def loss_of(self, instance: Instance, project: ProjectId) -> Loss:
        cost = instance.by_id[project].cost
        if project not in self.waiting:
            return Loss(project, cost, Why.NOBODY, 0)
        one = self.waiting[project]
        people = int(self.weights.electorate.voters[one.classes].sum())
        if cost > instance.budget:
            return Loss(project, cost, Why.OVER_BUDGET, people, left=self.left, how=How.WEIGHTS)
        weighed = self.weights.told(self.levels, one.classes, cost)
        why = Why.NO_ROOM if self.weights.are_enough(one.classes, cost) else Why.TOO_FEW
        return Loss(project, cost, why, people, left=self.left, how=How.WEIGHTS, weighed=weighed)
