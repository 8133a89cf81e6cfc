"""The page counts as the engine of the site does: two programs, written apart from one description."""

import random

import pytest
from playwright.async_api import Page

from pb.counting.ballot import ApprovalBallot, Ballot, BallotKind, RankedBallot
from pb.counting.completion import COMPLETIONS
from pb.counting.instance import Instance
from pb.counting.pabulib import read_file
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.counting.rules import RULES
from pb.counting.ties import COST_SUPPORTERS_ID, TIE_BREAKINGS, cost_supporters_lot
from tests.ballot_box.verifiers.offline_page import Count, different
from tests.shared_data import needed

pytestmark = pytest.mark.journey
ALL = [(rule, name) for rule in RULES.values() for name in COMPLETIONS if rule.completes or name == "none"]
REAL = (
    ("Poland_Krakow_2024.pb", "equal-shares-ranked", "add1-late-greedy"),
    ("Poland_Lodz_2022.pb", "equal-shares-cost", "add1-late"),
)


def made_up(chance: random.Random) -> list[Count]:
    """One small election, in which ties are common, by every rule and completion."""
    ids = [f"p{number}" for number in chance.sample(range(1, 13), chance.randint(1, 6))]
    costs = [chance.choice((0, 5, 10, 15, 20, 25, 30, 40, 60, chance.randint(1, 60))) for _ in ids]
    projects = tuple(Project(one, one, cost) for one, cost in zip(ids, costs, strict=True))
    instance = Instance(projects, chance.randint(0, 150), chance.choice((1, 1, 10)))
    kind = chance.choice((BallotKind.RANKED, BallotKind.APPROVAL))
    make: type[RankedBallot] | type[ApprovalBallot] = RankedBallot if kind is BallotKind.RANKED else ApprovalBallot
    cast = [chance.sample(ids, chance.randint(0, len(ids))) for _ in range(chance.randint(0, 12))]
    ballots: list[Ballot] = [make(tuple(one)) for one in cast]
    lots = tuple(chance.sample(ids, len(ids)))
    ties = chance.choice([*TIE_BREAKINGS.values(), cost_supporters_lot(lots)])
    profile = Profile.of(kind, ballots)
    return [Count(instance, profile, ties, rule.name, completion, lots) for rule, completion in ALL]


@pytest.mark.parametrize("part", range(2))
async def test_small_elections_with_many_ties_come_out_the_same_by_every_rule(offline: Page, part: int) -> None:
    chance = random.Random(part)
    counts = [count for _ in range(60) for count in made_up(chance)]
    assert await different(offline, counts) == []


async def test_shares_that_are_raised_a_hundred_thousand_times_are_counted_in_a_moment(offline: Page) -> None:
    """One person wants what is dear and there is money for all: the shares rise until that person alone can pay."""
    projects = (Project("dear", "", 10_000_000), Project("near", "", 900_000), Project("also", "", 130_001))
    ballots = [RankedBallot(("near", "also"))] * 60 + [RankedBallot(("also",))] * 39 + [RankedBallot(("dear",))]
    profile = Profile.of(BallotKind.RANKED, ballots)
    instance = Instance(projects, 12_000_000, 100)
    counts = [
        Count(instance, profile, COST_SUPPORTERS_ID, "equal-shares-ranked", completion)
        for completion in ("add1", "add1-late")
    ]
    assert await different(offline, counts) == []


@pytest.mark.elections
@pytest.mark.parametrize(("name", "rule", "completion"), REAL)
async def test_real_elections_of_whole_cities_come_out_the_same(
    offline: Page, name: str, rule: str, completion: str
) -> None:
    instance, profile = read_file(needed("elections", name))
    assert await different(offline, [Count(instance, profile, COST_SUPPORTERS_ID, rule, completion)]) == []
