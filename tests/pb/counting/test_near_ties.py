"""Ten thousand ballots and sums of money that differ in the fifteenth digit: floating point alone would go wrong."""

import random
from fractions import Fraction

import pytest

from pb.counting.ballot import Ballot, BallotKind, PointsBallot, RankedBallot
from pb.counting.completion import ADD1, NONE
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.counting.rules import RULES
from pb.counting.ties import COST_ID
from tests.pb.counting import slow_reference

TIMES = 100  # each of a hundred ballots is cast so often; a project costs so much more for so many more people
SEEDS = range(6)


def adversary(seed: int, kind: BallotKind) -> tuple[Instance, list[Ballot]]:
    """A hundred ballots over eight projects; costs, and so caps and what is left of shares, are nearly the same."""
    chance = random.Random(seed)
    ids = [f"p{number}" for number in range(8)]
    few = 12 if seed % 2 else 100  # few different ballots: whole groups stand level
    rankings = [tuple(chance.sample(ids, chance.randint(1, 4))) for _ in range(few)]
    cast = [chance.choice(rankings) for _ in range(100)]
    costs = [3 * 10**15 + chance.randint(-2, 2) for _ in ids]
    projects = tuple(Project(id_, id_, cost) for id_, cost in zip(ids, costs, strict=True))
    instance = Instance(projects, 11 * 10**15 + chance.randint(-2, 2))
    if kind is BallotKind.RANKED:
        return instance, [RankedBallot(ranking) for ranking in cast]
    return instance, [PointsBallot(tuple((id_, chance.randint(1, 2)) for id_ in ranking)) for ranking in cast]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", RULES)
def test_ten_thousand_ballots_count_as_their_definition_says(name: str, seed: int) -> None:
    kind = BallotKind.CUMULATIVE if name == "equal-shares-points" else BallotKind.RANKED
    instance, cast = adversary(seed, kind)
    many = Instance(tuple(Project(p.id, p.name, p.cost * TIMES) for p in instance), instance.budget * TIMES)
    profile = Profile.grouped(kind, ((ballot, TIMES) for ballot in cast))
    assert profile.voters == 10_000
    order = COST_ID.order(instance, profile)
    outcome = RULES[name].count(many, profile, COST_ID, NONE)
    assert list(outcome.funded) == slow_reference.count(name, "none", instance, kind, cast, order)


@pytest.mark.parametrize("seed", SEEDS)
def test_raising_in_large_steps_counts_as_every_step_does(seed: int) -> None:
    instance, cast = adversary(seed, BallotKind.RANKED)
    profile = Profile.of(BallotKind.RANKED, cast)
    step = 10**12
    outcome = RULES["equal-shares-ranked"].count(instance, profile, COST_ID, ADD1.raising_by(step))
    order = COST_ID.order(instance, profile)
    coarse = Instance(instance.projects, instance.budget, unit=step)
    assert list(outcome.funded) == slow_reference.count(
        "equal-shares-ranked", "add1", coarse, BallotKind.RANKED, cast, order
    )


def test_floating_point_alone_would_not_tell_these_apart() -> None:
    """The same made so that plain floats see a tie where there is none: the exact count must not."""
    share, spent, cost = 10**18, 6 * 10**17, 12 * 10**17
    assert float(8 * 10**17) == float(8 * 10**17 + 1)
    projects = tuple(Project(id_, id_, c) for id_, c in (("x", cost), ("y", cost), ("z", spent), ("w", spent + 1)))
    rankings: list[Ballot] = [RankedBallot(tuple(one)) for one in ("zx", "x", "wy", "y")]
    profile = Profile.of(BallotKind.RANKED, rankings * 2500)
    many = Instance(tuple(Project(p.id, p.name, p.cost * 2500) for p in projects), 4 * share * 2500)
    outcome = RULES["equal-shares-ranked"].count(many, profile, COST_ID)
    caps = {step.project: step.payment.cap for step in outcome.steps if step.payment}
    assert [caps["x"], caps["y"]] == [8 * 10**17, 8 * 10**17 + 1]
    assert outcome.funded.index("x") < outcome.funded.index("y")


def test_points_too_large_for_machine_numbers_are_counted_with_pythons_own() -> None:
    huge = 10**17
    ballots: list[Ballot] = [
        PointsBallot((("a", huge + 1), ("b", huge))),
        PointsBallot((("a", huge), ("b", huge + 1))),
        PointsBallot((("b", Fraction(1, 3)),)),
    ]
    projects = (Project("a", "a", 50), Project("b", "b", 50))
    profile = Profile.of(BallotKind.CUMULATIVE, ballots * 1000)
    instance = Instance(projects, 100)
    order = COST_ID.order(instance, profile)
    outcome = RULES["equal-shares-points"].count(instance, profile, COST_ID)
    expected = slow_reference.count("equal-shares-points", "none", instance, BallotKind.CUMULATIVE, ballots * 20, order)
    assert list(outcome.funded) == expected
