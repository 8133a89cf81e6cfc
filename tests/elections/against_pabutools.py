"""Our rules against pabutools on hundreds of random small elections with many ties: part of `make elections`.

Two quirks of pabutools 1.2.3 are worked round: its Borda points give the last project ranked nothing, so its own
positional points are used; and greedy rules put what nobody chose at the end, which no rule of ours funds.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pabutools.election import ApprovalBallot as TheirApproval
from pabutools.election import (
    ApprovalProfile,
    Cardinality_Sat,
    Cost_Sat,
    CumulativeBallot,
    CumulativeProfile,
    OrdinalBallot,
    OrdinalProfile,
)
from pabutools.election import Instance as TheirInstance
from pabutools.election import Project as TheirProject
from pabutools.election.pabulib import parse_pabulib_from_string
from pabutools.election.satisfaction import Additive_Cardinal_Sat, PositionalSatisfaction
from pabutools.rules import (
    completion_by_rule_combination,
    greedy_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)

from pb.counting.ballot import ApprovalBallot, Ballot, BallotKind, PointsBallot, RankedBallot
from pb.counting.instance import Instance
from pb.counting.pabulib import to_pabulib
from pb.counting.profile import Profile
from pb.counting.project import Project
from tests.elections.oracles import Way

ELECTIONS = 300
RANKED, TICKED, POINTS = BallotKind.RANKED, BallotKind.APPROVAL, BallotKind.CUMULATIVE


class Points(PositionalSatisfaction):  # type: ignore[misc]
    """Length minus position: the last project ranked gets one point."""

    def __init__(self, instance: Any, profile: Any, ballot: Any) -> None:
        def points(ballot: Any, project: Any) -> int:
            return len(ballot) - ballot.index(project) if project in ballot else 0

        super().__init__(instance, profile, ballot, points, sum)


def elections(kind: BallotKind) -> Iterator[tuple[Instance, list[Ballot]]]:
    """Round costs and few voters, so that ties are forced; every project costs something."""
    chance = random.Random(20_260_101)
    for _ in range(ELECTIONS):
        ids = [str(number) for number in range(1, chance.randint(2, 12))]
        dearest = chance.choice((1, 2, 6))
        projects = tuple(Project(id_, id_, 10 * chance.randint(1, dearest)) for id_ in ids)
        budget = chance.randint(20, 160)
        cast = [ballot(chance, kind, ids) for _ in range(chance.randint(1, 12))]
        yield Instance(projects, budget), cast


def ballot(chance: random.Random, kind: BallotKind, ids: list[str]) -> Ballot:
    chosen = chance.sample(ids, chance.randint(0, min(5, len(ids))))
    if kind is RANKED:
        return RankedBallot(tuple(chosen))
    if kind is TICKED:
        return ApprovalBallot(tuple(chosen))
    return PointsBallot(tuple((id_, chance.randint(1, 4)) for id_ in chosen))


def theirs(instance: Instance, kind: BallotKind, cast: list[Ballot]) -> tuple[Any, Any]:
    projects = {project.id: TheirProject(project.id, project.cost) for project in instance}
    found = TheirInstance(projects.values(), budget_limit=instance.budget)
    profile: Any
    if kind is RANKED:
        profile = OrdinalProfile([OrdinalBallot([projects[id_] for id_ in one.chosen]) for one in cast], instance=found)
    elif kind is TICKED:
        profile = ApprovalProfile(
            [TheirApproval({projects[id_] for id_ in one.chosen}) for one in cast], instance=found
        )
    else:
        given = [{projects[id_]: points for id_, points in one.points()} for one in cast]
        profile = CumulativeProfile([CumulativeBallot(one) for one in given], instance=found)
    return found, profile


Count = Callable[[Any, Any], Any]


def equal_shares(measure: Any, raised: bool = False) -> Count:
    step = 1 if raised else None
    return lambda instance, profile: method_of_equal_shares(
        instance, profile, sat_class=measure, voter_budget_increment=step
    )


def greedy(measure: Any) -> Count:
    return lambda instance, profile: greedy_utilitarian_welfare(instance, profile, sat_class=measure)


def filled(measure: Any, by: Any) -> Count:
    return lambda instance, profile: completion_by_rule_combination(
        instance,
        profile,
        [method_of_equal_shares, greedy_utilitarian_welfare],
        [{"sat_class": measure, "voter_budget_increment": 1}, {"sat_class": by}],
    )


def phragmen(instance: Any, profile: Any) -> Any:
    return sequential_phragmen(instance, profile)


SHARED: dict[str, tuple[BallotKind, Way, Count]] = {
    "most votes": (TICKED, Way("greedy-votes"), greedy(Cost_Sat)),
    "most votes per cost": (TICKED, Way("greedy-votes-per-cost"), greedy(Cardinality_Sat)),
    "most points per cost, ranked": (RANKED, Way("greedy-points-per-cost"), greedy(Points)),
    "most points per cost": (POINTS, Way("greedy-points-per-cost"), greedy(Additive_Cardinal_Sat)),
    "phragmen": (TICKED, Way("phragmen"), phragmen),
    **{
        f"{name}{', ' + completed if completed != 'none' else ''}": (kind, Way(rule, completion=completed), count)
        for name, kind, rule, measure, by in (
            ("shares by cost", TICKED, "equal-shares-cost", Cost_Sat, Cost_Sat),
            ("shares by number", TICKED, "equal-shares-cardinality", Cardinality_Sat, Cost_Sat),
            ("shares by points, ranked", RANKED, "equal-shares-points", Points, Points),
            ("shares by points", POINTS, "equal-shares-points", Additive_Cardinal_Sat, Additive_Cardinal_Sat),
        )
        for completed, count in (
            ("none", equal_shares(measure)),
            ("add1", equal_shares(measure, raised=True)),
            ("add1-greedy", filled(measure, by)),
        )
    },
}


@pytest.mark.parametrize("name", SHARED)
def test_the_library_of_the_field_funds_the_same(name: str) -> None:
    kind, way, count = SHARED[name]
    ties = 0
    for instance, cast in elections(kind):
        ours = way.count(instance, Profile.of(kind, cast))
        chosen = {project for one in cast for project in one.chosen}
        found = [project.name for project in count(*theirs(instance, kind, cast)) if project.name in chosen]
        if name == "phragmen":  # told in alphabetical order
            assert sorted(ours.funded) == found, (instance, cast)
        else:
            assert list(ours.funded) == found, (instance, cast)
        ties += bool(ours.ties)
    assert ties >= 50


@pytest.mark.parametrize("kind", [RANKED, TICKED, POINTS])
def test_the_library_of_the_field_reads_what_is_written_as_the_same_ballots(kind: BallotKind) -> None:
    for instance, cast in elections(kind):
        profile = Profile.of(kind, cast)
        their_instance, their_profile = parse_pabulib_from_string(to_pabulib(instance, profile))
        assert {(project.name, int(project.cost)) for project in their_instance} == {(p.id, p.cost) for p in instance}
        assert int(their_instance.budget_limit) == instance.budget
        read = sorted(told(kind, one) for one in their_profile)
        assert read == sorted(ours for ballot, n in profile.groups for ours in [told_by_us(kind, ballot)] * n)


def told(kind: BallotKind, one: Any) -> list[Any]:
    if kind is POINTS:
        return sorted((project.name, int(points)) for project, points in one.items())
    names = [project.name for project in one]
    return names if kind is RANKED else sorted(names)


def told_by_us(kind: BallotKind, one: Ballot) -> list[Any]:
    return sorted(one.points()) if kind is POINTS else list(one.chosen)
