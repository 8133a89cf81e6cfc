"""What one person put on their ballot paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pb.counting.project import ProjectId
from pb.counting.refusals import CountingRefused

Points = int | Fraction


class BallotKind(StrEnum):
    """The kinds of ballot, named as Pabulib's `vote_type` names them; knapsack are ticks that add up to an amount."""

    RANKED = "ordinal"
    APPROVAL = "approval"
    CHOOSE_ONE = "choose-1"
    KNAPSACK = "knapsack"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"


@dataclass(frozen=True, slots=True)
class RankedBallot:
    """Projects from the best liked down. Empty: the person voted for nothing, and still counts as a voter."""

    ranking: tuple[ProjectId, ...]

    def __post_init__(self) -> None:
        refuse_repeats(self.ranking)

    @property
    def key(self) -> tuple[object, ...]:
        """Orders ballots of one kind."""
        return self.ranking

    @property
    def chosen(self) -> tuple[ProjectId, ...]:
        return self.ranking

    def levels(self) -> Iterable[tuple[int, ProjectId]]:
        """At which level (1 = first choices) this voter begins to support which project."""
        return enumerate(self.ranking, start=1)

    def points(self) -> Iterable[tuple[ProjectId, Points]]:
        """Length minus position: 3, 2, 1 for three ranks; the last one named still gets a point."""
        length = len(self.ranking)
        return ((project, length - position) for position, project in enumerate(self.ranking))


@dataclass(frozen=True, slots=True)
class ApprovalBallot:
    """Projects a person ticked, all alike. Kept sorted, so that equal ballots are equal."""

    approved: tuple[ProjectId, ...]

    def __post_init__(self) -> None:
        refuse_repeats(self.approved)
        object.__setattr__(self, "approved", tuple(sorted(self.approved)))

    @property
    def key(self) -> tuple[object, ...]:
        """Orders ballots of one kind."""
        return self.approved

    @property
    def chosen(self) -> tuple[ProjectId, ...]:
        return self.approved

    def levels(self) -> Iterable[tuple[int, ProjectId]]:
        """All at level 1: approving is ranking everything first."""
        return ((1, project) for project in self.approved)

    def points(self) -> Iterable[tuple[ProjectId, Points]]:
        return ((project, 1) for project in self.approved)


@dataclass(frozen=True, slots=True)
class PointsBallot:
    """Points given to projects. Kept from most points to fewest, then by id."""

    given: tuple[tuple[ProjectId, Points], ...]

    def __post_init__(self) -> None:
        refuse_repeats(tuple(project for project, _ in self.given))
        object.__setattr__(self, "given", tuple(sorted(self.given, key=lambda pair: (-pair[1], pair[0]))))

    @property
    def key(self) -> tuple[object, ...]:
        """Orders ballots of one kind."""
        return self.given

    @property
    def chosen(self) -> tuple[ProjectId, ...]:
        """Projects given more than nothing."""
        return tuple(project for project, points in self.given if points > 0)

    def levels(self) -> Iterable[tuple[int, ProjectId]]:
        """By points; projects with equal points enter together, at the best place among them."""
        level, before = 0, None
        for place, (project, points) in enumerate(self.given, start=1):
            if points <= 0:
                return
            if points != before:
                level, before = place, points
            yield level, project

    def points(self) -> Iterable[tuple[ProjectId, Points]]:
        return self.given


Ballot = RankedBallot | ApprovalBallot | PointsBallot


def refuse_repeats(projects: tuple[ProjectId, ...]) -> None:
    if len(set(projects)) < len(projects):
        twice = next(p for place, p in enumerate(projects) if p in projects[:place])
        raise CountingRefused(f"This ballot names project “{twice}” more than once. Each project can be named once.")
