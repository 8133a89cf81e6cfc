"""Going down a list and funding what fits: a rule of its own, and the end of others."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from pb.counting.allocation import How, Step, Tie
from pb.counting.ballot import Points
from pb.counting.instance import Instance
from pb.counting.project import Project, ProjectId


@dataclass(frozen=True, slots=True)
class Walk:
    """`reached`: what was left of the money when each project's turn came."""

    steps: tuple[Step, ...]
    ties: tuple[Tie, ...]
    reached: dict[ProjectId, int]


def walk(
    instance: Instance,
    scores: Mapping[ProjectId, Points],
    order: Mapping[ProjectId, int],
    supporters: Mapping[ProjectId, int],
    how: How,
    earlier: tuple[Step, ...] = (),
) -> Walk:
    """Fund by score, the highest first, skipping what does not fit. Equal scores go by `order`.

    Projects without a score above nothing are left out. `earlier` steps have spent their part of the budget already.
    """
    done = {step.project for step in earlier}
    waiting = [p for p in instance if p.id not in done and scores.get(p.id, 0) > 0]
    waiting.sort(key=lambda project: (-scores[project.id], order[project.id]))
    left = instance.budget - sum(step.cost for step in earlier)
    steps: list[Step] = []
    ties: list[Tie] = []
    reached: dict[ProjectId, int] = {}
    for score, group in groupby(waiting, key=lambda project: scores[project.id]):
        equals = list(group)
        for place, project in enumerate(equals):
            reached[project.id] = left
            if project.cost > left:
                continue
            ties.extend(tie(equals[place:], left, len(earlier) + len(steps) + 1))
            left -= project.cost
            points = score if how is not How.VOTES else None
            steps.append(Step(project.id, project.cost, how, supporters.get(project.id, 0), left, points=points))
    return Walk(tuple(steps), tuple(ties), reached)


def tie(equals: list[Project], left: int, step: int) -> list[Tie]:
    """A tie among those that still fit, if there is one."""
    fitting = tuple(project.id for project in equals if project.cost <= left)
    return [Tie(step, fitting)] if len(fitting) > 1 else []


def per_cost(instance: Instance, scores: Mapping[ProjectId, Points]) -> dict[ProjectId, Points]:
    """Scores per unit of cost. What costs nothing stands before everything else."""
    dear = max((project.cost for project in instance), default=0) + 1
    best = max(scores.values(), default=0)
    return {
        project.id: Fraction(scores[project.id]) / project.cost if project.cost else dear * best + scores[project.id]
        for project in instance
        if scores.get(project.id, 0) > 0
    }
