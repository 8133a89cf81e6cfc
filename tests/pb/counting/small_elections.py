"""Made-up elections, small and with round numbers, so that ties are common."""

from fractions import Fraction

from hypothesis import strategies as st

from pb.counting.ballot import ApprovalBallot, Ballot, BallotKind, Points, PointsBallot, RankedBallot
from pb.counting.instance import Instance
from pb.counting.project import Project

RANKED, TICKED, POINTS = BallotKind.RANKED, BallotKind.APPROVAL, BallotKind.CUMULATIVE
KINDS = (RANKED, TICKED, POINTS)


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Up to six projects, some of which may cost nothing or more than the budget."""
    costs = draw(st.lists(st.integers(0, 12).map(lambda cost: 5 * cost), min_size=1, max_size=6))
    projects = tuple(Project(f"p{number}", f"Project {number}", cost) for number, cost in enumerate(costs))
    return Instance(projects, draw(st.integers(0, 150)))


def ballots(instance: Instance, kind: BallotKind) -> st.SearchStrategy[Ballot]:
    ids = [project.id for project in instance]
    some = st.permutations(ids).flatmap(lambda order: st.integers(0, len(ids)).map(lambda length: order[:length]))
    if kind is RANKED:
        return some.map(lambda chosen: RankedBallot(tuple(chosen)))
    if kind is TICKED:
        return some.map(lambda chosen: ApprovalBallot(tuple(chosen)))
    numbers: list[Points] = [0, 1, 2, 3, 5, Fraction(1, 2)]
    given_points = st.sampled_from(numbers)
    return some.flatmap(
        lambda chosen: st.lists(given_points, min_size=len(chosen), max_size=len(chosen)).map(
            lambda points: PointsBallot(tuple(zip(chosen, points, strict=True)))
        )
    )


@st.composite
def elections(draw: st.DrawFn, kinds: tuple[BallotKind, ...] = KINDS) -> tuple[Instance, BallotKind, list[Ballot]]:
    """An instance and the ballots of up to ten voters."""
    instance, kind = draw(instances()), draw(st.sampled_from(kinds))
    return instance, kind, draw(st.lists(ballots(instance, kind), max_size=10))
