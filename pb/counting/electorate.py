"""The voters as the shares see them: classes of equal ballots, and who supports what, from which level, how much."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from pb.counting.columns import SAFE, Integers
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import Project


class Support(StrEnum):
    """What a ballot says about the projects it chose."""

    BY_RANK = "by-rank"  # first choices first, the others one level after the other
    ALIKE = "alike"  # all at once, all alike
    BY_POINTS = "by-points"  # all at once; who gave more points pays more


@dataclass(frozen=True, slots=True)
class Supporters:
    """The classes that support one project, sorted by the level at which they begin to.

    `weights`: how much each person pays compared with others; `worth`: that times the people of the class, also as
    `worth_float`; `ends[level]`: how many classes support it at that level or before.
    """

    project: Project
    classes: Integers
    weights: Integers
    worth: Integers
    worth_float: npt.NDArray[np.float64]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Electorate:
    """`voters[c]`: how many people class c is. `people`: all voters, with those who chose nothing."""

    people: int
    voters: Integers
    supported: tuple[Supporters, ...]
    levels: int

    @classmethod
    def of(cls, instance: Instance, profile: Profile, support: Support) -> "Electorate":
        """Projects nobody supports are left out. The order of the others is that of the instance."""
        columns = profile.columns
        by_rank, by_points = support is Support.BY_RANK, support is Support.BY_POINTS
        deepest = (int(columns.levels.max()) if by_rank else 1) if len(columns.levels) else 0
        # Rows come by class, and a stable sort keeps that order among those of one project and level.
        keys = columns.projects * (deepest + 1) + (columns.levels if by_rank else 1)
        sort = keys.argsort(kind="stable")
        counted = np.bincount(keys, minlength=len(columns.ids) * (deepest + 1)).reshape(len(columns.ids), deepest + 1)
        ends, starts = counted.cumsum(axis=1).tolist(), [0, *counted.sum(axis=1).cumsum().tolist()]
        classes = columns.classes[sort]
        weights = columns.points[sort] if by_points else np.ones_like(classes)
        voters = columns.voters if exact(columns.voters, weights) else columns.voters.astype(object)
        worth = voters[classes] * weights
        as_float = worth.astype(np.float64)
        places = {project: place for place, project in enumerate(columns.ids)}
        found = []
        for project in instance:
            place = places.get(project.id)
            if place is not None:
                ours = slice(starts[place], starts[place + 1])
                of_them = classes[ours], weights[ours], worth[ours], as_float[ours]
                found.append(Supporters(project, *of_them, tuple(ends[place])))
        return cls(int(columns.voters.sum()), columns.voters, tuple(found), deepest)

    def equal_share(self, budget: int) -> Fraction:
        """The budget divided by everybody who voted; nothing where nobody did."""
        return Fraction(budget, self.people) if self.people else Fraction(0)


def exact(voters: Integers, weights: Integers) -> bool:
    """Do all sums of voters times weights stay where machine numbers are exact?"""
    return int(voters.sum()) * (int(weights.max()) if len(weights) else 0) < SAFE
