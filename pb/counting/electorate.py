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
        levels = columns.levels if support is Support.BY_RANK else np.ones_like(columns.levels)
        weights = columns.points if support is Support.BY_POINTS else np.ones_like(columns.classes)
        deepest = int(levels.max()) if len(levels) else 0
        sort = np.lexsort((columns.classes, levels, columns.projects))
        bounds = np.searchsorted(columns.projects[sort], np.arange(len(columns.ids) + 1))
        rows = {p: sort[bounds[place] : bounds[place + 1]] for place, p in enumerate(columns.ids)}
        voters = columns.voters if exact(columns.voters, weights) else columns.voters.astype(object)
        found = []
        for project in instance:
            if project.id in rows:
                ours = rows[project.id]
                classes = columns.classes[ours]
                worth = voters[classes] * weights[ours]
                ends = np.searchsorted(levels[ours], np.arange(deepest + 1), side="right")
                as_float = worth.astype(np.float64)
                found.append(Supporters(project, classes, weights[ours], worth, as_float, tuple(ends.tolist())))
        return cls(profile.voters, columns.voters, tuple(found), deepest)

    def equal_share(self, budget: int) -> Fraction:
        """The budget divided by everybody who voted; nothing where nobody did."""
        return Fraction(budget, self.people) if self.people else Fraction(0)


def exact(voters: Integers, weights: Integers) -> bool:
    """Do all sums of voters times weights stay where machine numbers are exact?"""
    return int(voters.sum()) * (int(weights.max()) if len(weights) else 0) < SAFE
