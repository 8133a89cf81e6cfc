"""All ballots of a profile as columns of numbers, so that a whole city can be added up at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from pb.counting.ballot import ApprovalBallot, Ballot, Points, PointsBallot, RankedBallot
from pb.counting.project import ProjectId

Integers = npt.NDArray[Any]  # int64, or Python's own integers where those would not hold a sum
SAFE = 2**53  # whole numbers up to here are exact in floating point too


@dataclass(frozen=True, slots=True)
class Columns:
    """One row for every time a class of equal ballots chose a project.

    `voters[c]`: how many people class c is. Row r says: class `classes[r]` chose project `ids[projects[r]]`, from
    level `levels[r]` on, and gave it `points[r] / scale` points.
    """

    ids: Sequence[ProjectId]
    voters: Integers
    projects: Integers
    classes: Integers
    levels: Integers
    points: Integers
    scale: int

    @classmethod
    def of(cls, groups: Sequence[tuple[Ballot, int]]) -> "Columns":
        ballots = [ballot for ballot, _ in groups]
        types = set(map(type, ballots))
        ranked, ticked = types <= {RankedBallot}, types <= {ApprovalBallot}
        chosen = [ballot.ranking if isinstance(ballot, RankedBallot) else ballot.chosen for ballot in ballots]
        flat = list(chain.from_iterable(chosen))
        ids = sorted(set(flat))
        places = {project: place for place, project in enumerate(ids)}
        projects = np.fromiter(map(places.__getitem__, flat), np.int64, len(flat))
        lengths = np.fromiter(map(len, chosen), np.int64, len(chosen))
        voters = np.array([count for _, count in groups], dtype=np.int64)
        classes = np.repeat(np.arange(len(groups)), lengths)
        if ticked:
            alike = np.ones_like(classes)
            return cls(ids, voters, projects, classes, alike, alike, 1)
        if ranked:
            levels = places_within(lengths) + 1
            return cls(ids, voters, projects, classes, levels, lengths[classes] - levels + 1, 1)
        levels = np.array([level for ballot in ballots for level, _ in ballot.levels()], dtype=np.int64)
        return cls(ids, voters, projects, classes, levels, *whole(p for ballot in ballots for p in positive(ballot)))

    def supporters(self) -> dict[ProjectId, int]:
        """How many voters chose each project, at whatever place."""
        return dict(zip(self.ids, self.summed(self.voters[self.classes]), strict=True))

    def points_given(self) -> dict[ProjectId, Points]:
        """All points of each project; those below nothing are not among them."""
        totals = self.summed(self.points * self.voters[self.classes])
        return {project: plain(Fraction(total, self.scale)) for project, total in zip(self.ids, totals, strict=True)}

    def summed(self, worth: Integers) -> list[int]:
        """The sum of `worth` over the rows of each project, exact."""
        totals = np.zeros(len(self.ids), dtype=worth.dtype)
        np.add.at(totals, self.projects, worth)
        return [int(total) for total in totals]


def plain(exact: Fraction) -> Points:
    return exact.numerator if exact.denominator == 1 else exact


def places_within(lengths: Integers) -> Integers:
    """0, 1, 2 … within each ballot."""
    starts: Integers = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.arange(len(starts)) - starts


def positive(ballot: Ballot) -> Iterable[Points]:
    if not isinstance(ballot, PointsBallot):
        return (points for _, points in ballot.points())
    return (points for _, points in ballot.given if points > 0)


def whole(points: Iterable[Points]) -> tuple[Integers, int]:
    exact = [Fraction(one) for one in points]
    scale = lcm(*{one.denominator for one in exact})
    numbers = [one.numerator * (scale // one.denominator) for one in exact]
    small = sum(numbers) < SAFE
    return np.array(numbers, dtype=np.int64 if small else object), scale
