"""All ballots of one election, equal ones grouped."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pb.counting.ballot import ApprovalBallot, Ballot, BallotKind, Points, PointsBallot, RankedBallot
from pb.counting.collecting import no_collecting
from pb.counting.columns import Columns
from pb.counting.project import ProjectId
from pb.counting.refusals import CountingRefused

CLASSES: dict[BallotKind, type[Any]] = {
    BallotKind.RANKED: RankedBallot,
    BallotKind.APPROVAL: ApprovalBallot,
    BallotKind.CHOOSE_ONE: ApprovalBallot,
    BallotKind.KNAPSACK: ApprovalBallot,
    BallotKind.CUMULATIVE: PointsBallot,
    BallotKind.SCORING: PointsBallot,
}


@dataclass(frozen=True)
class Profile:
    """Ballots of one kind with how often each was cast, in an order of their own: not the order they came in.

    Empty ballots are among them: whoever voted counts, also with nothing chosen.
    """

    kind: BallotKind
    groups: tuple[tuple[Ballot, int], ...]

    @classmethod
    def of(cls, kind: BallotKind, ballots: Iterable[Ballot]) -> "Profile":
        return cls.grouped(kind, Counter(ballots).items())

    @classmethod
    def grouped(cls, kind: BallotKind, groups: Iterable[tuple[Ballot, int]]) -> "Profile":
        """From pairs of a ballot and how often it was cast; equal ballots are added up."""
        counts: dict[Ballot, int] = {}
        expected = CLASSES[kind]
        for ballot, count in groups:
            if not isinstance(ballot, expected):
                raise CountingRefused(f"A ballot of the kind “{kind}” was expected. This one is of another kind.")
            if count < 1:
                raise CountingRefused("A ballot must have been cast at least once.")
            counts[ballot] = counts.get(ballot, 0) + count
        return cls(kind, tuple(sorted(counts.items(), key=lambda group: group[0].key)))

    @classmethod
    def ranked(cls, rankings: Iterable[Iterable[ProjectId]]) -> "Profile":
        """Ranked ballots straight from lists of project ids, one list a voter."""
        return cls.of(BallotKind.RANKED, (RankedBallot(tuple(ranking)) for ranking in rankings))

    @property
    def voters(self) -> int:
        """Everybody who cast a ballot, empty ones included."""
        return sum(count for _, count in self.groups)

    @cached_property
    def columns(self) -> Columns:
        with no_collecting():
            return Columns.of(self.groups)

    def supporters(self) -> dict[ProjectId, int]:
        """How many voters chose each project, at whatever place. Projects nobody chose are missing."""
        return dict(self._supporters)

    def points(self) -> dict[ProjectId, Points]:
        """All points of each project. Projects nobody chose are missing."""
        return self.columns.points_given()

    @cached_property
    def _supporters(self) -> dict[ProjectId, int]:
        return self.columns.supporters()

    def with_more(self, ballot: Ballot, count: int) -> "Profile":
        """The same profile and `count` more voters with this ballot."""
        return Profile.grouped(self.kind, (*self.groups, (ballot, count)))
