"""The voters as the shares see them: classes of equal ballots, and who begins to support what at which level."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import ProjectId
from pb.counting.purses import Integers


@dataclass(frozen=True, slots=True)
class Supporters:
    """The classes that support one project, sorted by the level at which they begin to."""

    classes: Integers
    levels: Integers

    def at(self, level: int) -> Integers:
        """Those who support it at this level or an earlier one."""
        return self.classes[: np.searchsorted(self.levels, level, side="right")]

    def begins_at(self, level: int) -> bool:
        """Does anybody begin to support it at exactly this level?"""
        return len(self.at(level)) > len(self.at(level - 1))


@dataclass(frozen=True, slots=True)
class Electorate:
    """`voters[c]`: how many people class c is. `people`: all voters, with those who chose nothing."""

    people: int
    voters: Integers
    supporters: dict[ProjectId, Supporters]
    deepest: int

    @classmethod
    def of(cls, instance: Instance, profile: Profile) -> "Electorate":
        begun: dict[ProjectId, list[tuple[int, int]]] = {project.id: [] for project in instance}
        for number, (ballot, _) in enumerate(profile.groups):
            for level, project in ballot.levels():
                begun[project].append((level, number))
        supporters = {project: sorted_by_level(pairs) for project, pairs in begun.items() if pairs}
        voters = np.array([count for _, count in profile.groups], dtype=np.int64)
        deepest = max((int(group.levels[-1]) for group in supporters.values()), default=0)
        return cls(profile.voters, voters, supporters, deepest)

    def equal_share(self, budget: int) -> Fraction:
        """The budget divided by everybody who voted; nothing where nobody did."""
        return Fraction(budget, self.people) if self.people else Fraction(0)


def sorted_by_level(pairs: list[tuple[int, int]]) -> Supporters:
    levels, classes = (np.array(column, dtype=np.int64) for column in zip(*sorted(pairs), strict=True))
    return Supporters(classes, levels)
