"""Going down a list and funding what fits: a rule of its own, and the end of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from pb.counting.allocation import Allocation, How, Loss, Step, Tie, Why
from pb.counting.ballot import Points
from pb.counting.completion import NONE, Completion
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import Project, ProjectId
from pb.counting.ties import TieBreaking

BY_POINTS = frozenset({How.POINTS, How.POINTS_PER_COST})
PER_COST = frozenset({How.VOTES_PER_COST, How.POINTS_PER_COST})


@dataclass(frozen=True, slots=True)
class Scores:
    """`scores` order the list, the highest first; `points` are told with it, where it goes by points."""

    scores: Mapping[ProjectId, Points]
    points: Mapping[ProjectId, Points]


@dataclass(frozen=True, slots=True)
class Walk:
    """`reached`: what was left of the money when each project's turn came."""

    steps: tuple[Step, ...]
    ties: tuple[Tie, ...]
    reached: dict[ProjectId, int]


@dataclass(frozen=True, slots=True)
class Greedy:
    """A rule that goes down one list."""

    name: str
    how: How

    def __call__(
        self, instance: Instance, profile: Profile, ties: TieBreaking, completion: Completion = NONE
    ) -> Allocation:
        """Fund by score, the highest first; skip what does not fit."""
        supporters, order = profile.supporters(), ties.order(instance, profile)
        course = walk(instance, scores_of(self.how, instance, profile), order, supporters, self.how)
        funded = {step.project for step in course.steps}
        losses = tuple(self.loss_of(p, instance, supporters, course) for p in instance if p.id not in funded)
        budget, voters = instance.budget, profile.voters
        return Allocation(self.name, completion.name, ties.name, budget, voters, course.steps, losses, course.ties)

    def loss_of(self, project: Project, instance: Instance, supporters: Mapping[ProjectId, int], course: Walk) -> Loss:
        if project.id not in supporters:
            return Loss(project.id, project.cost, Why.NOBODY, 0)
        why = Why.OVER_BUDGET if project.cost > instance.budget else Why.NO_ROOM
        left = course.reached.get(project.id)
        return Loss(project.id, project.cost, why, supporters[project.id], left=left, how=self.how)


def scores_of(how: How, instance: Instance, profile: Profile) -> Scores:
    totals: Mapping[ProjectId, Points] = profile.points() if how in BY_POINTS else profile.supporters()
    told = totals if how in BY_POINTS else {}
    return Scores(per_cost(instance, totals) if how in PER_COST else totals, told)


def walk(
    instance: Instance,
    listed: Scores,
    order: Mapping[ProjectId, int],
    supporters: Mapping[ProjectId, int],
    how: How,
    earlier: Sequence[Project] = (),
) -> Walk:
    """Fund by score, the highest first, skipping what does not fit. Equal scores go by `order`.

    Projects without a score above nothing are left out. `earlier` ones have had their part of the budget already.
    """
    done, scores = {project.id for project in earlier}, listed.scores
    waiting = [p for p in instance if p.id not in done and scores.get(p.id, 0) > 0]
    waiting.sort(key=lambda project: (-scores[project.id], order[project.id]))
    left = instance.budget - sum(project.cost for project in earlier)
    steps: list[Step] = []
    ties: list[Tie] = []
    reached: dict[ProjectId, int] = {}
    for _, group in groupby(waiting, key=lambda project: scores[project.id]):
        equals = list(group)
        for place, project in enumerate(equals):
            reached[project.id] = left
            if project.cost > left:
                continue
            ties.extend(tie(equals[place:], left, len(earlier) + len(steps) + 1))
            left -= project.cost
            points = listed.points.get(project.id)
            steps.append(Step(project.id, project.cost, how, supporters.get(project.id, 0), left, points=points))
    return Walk(tuple(steps), tuple(ties), reached)


def tie(equals: list[Project], left: int, step: int) -> list[Tie]:
    """A tie among those that still fit, if there is one."""
    fitting = tuple(project.id for project in equals if project.cost <= left)
    return [Tie(step, fitting)] if len(fitting) > 1 else []


def per_cost(instance: Instance, scores: Mapping[ProjectId, Points]) -> dict[ProjectId, Points]:
    """Scores per unit of cost. What costs nothing stands before everything else."""
    best = max(scores.values(), default=0)
    return {
        project.id: Fraction(scores[project.id]) / project.cost if project.cost else best + scores[project.id]
        for project in instance
        if scores.get(project.id, 0) > 0
    }
