"""What a course proves about larger raises is true: each of them, tried alone, buys the same."""

import random

import pytest

from pb.counting.ballot import Ballot, BallotKind, PointsBallot
from pb.counting.electorate import Electorate, Support
from pb.counting.equal_shares.course import Course
from pb.counting.equal_shares.proof import same_until
from pb.counting.equal_shares.raising import bid_of
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.counting.ties import COST_ID

WAYS = [(Support.BY_RANK, True), (Support.ALIKE, True), (Support.ALIKE, False), (Support.BY_POINTS, False)]


def election(seed: int) -> tuple[Instance, Profile]:
    """Two hundred voters, some alike, over a dozen projects."""
    chance = random.Random(seed)
    ids = [f"p{number:02}" for number in range(12)]
    projects = tuple(Project(id_, id_, chance.randrange(50, 900)) for id_ in ids)
    liked = [chance.random() for _ in ids]
    rankings = [tuple(dict.fromkeys(chance.choices(ids, liked, k=4))) for _ in range(120)]
    cast = [chance.choice(rankings) for _ in range(200)]
    instance = Instance(projects, 2_000)
    if seed % 2:
        return instance, Profile.ranked(cast)
    given: list[Ballot] = [PointsBallot(tuple((id_, chance.randint(1, 5)) for id_ in one)) for one in cast]
    return instance, Profile.of(BallotKind.CUMULATIVE, given)


def bought(course: Course) -> tuple[tuple[int, int], ...]:
    return bid_of(course.frames).bought


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("support", "per_cost"), WAYS)
def test_no_raise_up_to_the_horizon_buys_anything_else(support: Support, per_cost: bool, seed: int) -> None:
    instance, profile = election(seed)
    electorate, order = Electorate.of(instance, profile, support), COST_ID.order(instance, profile)
    share = electorate.equal_share(instance.budget * 1_000)  # a raise of one is a thousandth of a unit of cost
    finer = Instance(tuple(Project(p.id, p.name, p.cost * 1_000) for p in instance), instance.budget * 1_000)
    electorate = Electorate.of(finer, profile, support)
    course = Course(electorate, order, per_cost, share, int(share))
    course.run()
    proved = beyond = 0
    while course.raised < 6_000:
        horizon = max(course.raised, int(course.steady) if course.steady < 6_000 else 6_000)
        steady = horizon
        for further in (8_000, 2_000, 500, 125, 31, 8):
            if same_until(course, course.raised + further):
                horizon = max(horizon, course.raised + further)
                break
        proved += 1
        beyond += horizon > steady
        expected = bought(course)
        no_rivals = all(frame.sale.alone for frame in course.frames if frame.sale is not None)
        for raised in {course.raised + (horizon - course.raised) * part // 7 for part in range(8)}:
            alone = Course(electorate, order, per_cost, share + raised)
            alone.run()
            assert bought(alone) == expected, (course.raised, raised, horizon)
            assert not (no_rivals and bid_of(alone.frames).ties)
        course.run(horizon + 1)
    assert proved > 3
    assert beyond > 0 or support is Support.BY_RANK  # where lines seldom change before something else is bought


def test_a_course_continued_is_the_course_begun_anew() -> None:
    """Going back to the first step that may change gives what a run from the beginning gives, for every raise."""
    instance, profile = election(1)
    electorate, order = Electorate.of(instance, profile, Support.BY_RANK), COST_ID.order(instance, profile)
    share = electorate.equal_share(instance.budget)
    course = Course(electorate, order, True, share, 40)
    for raised in range(40):
        course.run(raised)
        alone = Course(electorate, order, True, share + raised)
        alone.run()
        assert bought(course) == bought(alone), raised
