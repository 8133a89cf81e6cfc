"""What must hold for every election, tried on many small ones."""

import random
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from pb.counting.completion import ADD1, ADD1_GREEDY, ADD1_LATE, ADD1_LATE_GREEDY, COMPLETIONS, NONE
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.counting.rules import RULES, rule
from pb.counting.ties import COST_SUPPORTERS_ID, cost_supporters_lot
from tests.pb.counting import slow_reference

Rankings = list[list[str]]
BY_RANK = rule("equal-shares-ranked")
LOT = ["p3", "p0", "p5", "p1", "p4", "p2"]


@st.composite
def elections(draw: st.DrawFn) -> tuple[Instance, Rankings]:
    """Up to six projects and ten voters; small round costs, so that ties are common."""
    costs = draw(st.lists(st.integers(0, 12).map(lambda cost: 5 * cost), min_size=1, max_size=6))
    projects = tuple(Project(f"p{number}", f"Project {number}", cost) for number, cost in enumerate(costs))
    ids = [project.id for project in projects]
    ranking = st.permutations(ids).flatmap(lambda order: st.integers(0, len(ids)).map(lambda length: order[:length]))
    rankings = draw(st.lists(ranking, max_size=10))
    return Instance(projects, draw(st.integers(0, 150))), rankings


@given(elections())
@settings(max_examples=400, deadline=None)
def test_counting_in_classes_equals_counting_voter_by_voter(election: tuple[Instance, Rankings]) -> None:
    instance, rankings = election
    profile = Profile.ranked(rankings)
    order = COST_SUPPORTERS_ID.order(instance, profile)
    outcome = BY_RANK.count(instance, profile, COST_SUPPORTERS_ID)
    assert list(outcome.funded) == slow_reference.by_rank(instance, rankings, order, outcome.share or Fraction(0))


@given(elections(), st.booleans())
@settings(max_examples=200, deadline=None)
def test_skipping_raises_equals_trying_each_of_them(election: tuple[Instance, Rankings], late: bool) -> None:
    instance, rankings = election
    profile = Profile.ranked(rankings)
    order = COST_SUPPORTERS_ID.order(instance, profile)
    outcome = BY_RANK.count(instance, profile, COST_SUPPORTERS_ID, ADD1_LATE if late else ADD1)
    assert list(outcome.funded) == slow_reference.add1(instance, rankings, order, raise_by=1, late=late)


@given(elections(), st.sampled_from(sorted(RULES)), st.sampled_from(sorted(COMPLETIONS)))
@settings(max_examples=300, deadline=None)
def test_the_budget_is_never_overspent_and_every_project_has_a_reason(
    election: tuple[Instance, Rankings], name: str, completed: str
) -> None:
    instance, rankings = election
    completion = COMPLETIONS[completed] if RULES[name].completes else NONE
    outcome = RULES[name].count(instance, Profile.ranked(rankings), COST_SUPPORTERS_ID, completion)
    assert 0 <= outcome.cost <= instance.budget
    lost = [loss.project for loss in outcome.losses]
    assert sorted([*outcome.funded, *lost]) == sorted(instance.by_id)
    assert outcome.leftover == (outcome.steps[-1].left if outcome.steps else instance.budget)


@given(elections(), st.sampled_from(sorted(RULES)), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_order_of_ballots_and_of_projects_does_not_matter(
    election: tuple[Instance, Rankings], name: str, chance: random.Random
) -> None:
    instance, rankings = election
    shuffled = replace(instance, projects=tuple(chance.sample(instance.projects, len(instance))))
    completion = ADD1_GREEDY if RULES[name].completes else NONE
    one = RULES[name].count(instance, Profile.ranked(rankings), COST_SUPPORTERS_ID, completion)
    mixed = Profile.ranked(chance.sample(rankings, len(rankings)))
    other = RULES[name].count(shuffled, mixed, COST_SUPPORTERS_ID, completion)
    assert (one.steps, one.ties, one.share) == (other.steps, other.ties, other.share)


@given(elections(), st.sampled_from(sorted(RULES)), st.permutations(["x", "10", "9", "é", "z z", "A"]))
@settings(max_examples=200, deadline=None)
def test_names_do_not_matter_where_the_lot_follows_them(
    election: tuple[Instance, Rankings], name: str, names: list[str]
) -> None:
    instance, rankings = election
    new = dict(zip(LOT, names, strict=True))
    renamed = replace(instance, projects=tuple(replace(project, id=new[project.id]) for project in instance))
    completion = ADD1_GREEDY if RULES[name].completes else NONE
    one = RULES[name].count(instance, Profile.ranked(rankings), cost_supporters_lot(LOT), completion)
    relabelled = Profile.ranked([[new[project] for project in ranking] for ranking in rankings])
    other = RULES[name].count(renamed, relabelled, cost_supporters_lot([new[project] for project in LOT]), completion)
    assert [new[project] for project in one.funded] == list(other.funded)


@given(elections(), st.sampled_from([ADD1_GREEDY.name, ADD1_LATE_GREEDY.name]))
@settings(max_examples=200, deadline=None)
def test_after_filling_nothing_anybody_wants_would_still_fit(
    election: tuple[Instance, Rankings], completed: str
) -> None:
    instance, rankings = election
    outcome = BY_RANK.count(instance, Profile.ranked(rankings), COST_SUPPORTERS_ID, COMPLETIONS[completed])
    assert all(loss.cost > outcome.leftover for loss in outcome.losses if loss.supporters)


@given(elections())
@settings(max_examples=200, deadline=None)
def test_no_group_is_left_with_enough_money_for_a_project_it_chose(election: tuple[Instance, Rankings]) -> None:
    instance, rankings = election
    for completion in (NONE, ADD1, ADD1_LATE):
        outcome = BY_RANK.count(instance, Profile.ranked(rankings), COST_SUPPORTERS_ID, completion)
        assert all(loss.held is not None and loss.held < loss.cost for loss in outcome.losses if loss.supporters)


@given(elections())
@settings(max_examples=200, deadline=None)
def test_what_supporters_held_and_what_was_taken_is_their_whole_share(election: tuple[Instance, Rankings]) -> None:
    instance, rankings = election
    outcome = BY_RANK.count(instance, Profile.ranked(rankings), COST_SUPPORTERS_ID, ADD1)
    for loss in outcome.losses:
        assert loss.held is not None and outcome.share is not None
        assert loss.held + sum(taken.amount for taken in loss.taken) == outcome.share * loss.supporters


@given(elections(), st.sampled_from([10, 100]))
@settings(max_examples=100, deadline=None)
def test_counting_in_pence_or_in_pounds_is_the_same(election: tuple[Instance, Rankings], unit: int) -> None:
    instance, rankings = election
    finer = Instance(
        tuple(replace(project, cost=project.cost * unit) for project in instance), instance.budget * unit, unit
    )
    profile = Profile.ranked(rankings)
    one = BY_RANK.count(instance, profile, COST_SUPPORTERS_ID, ADD1_GREEDY)
    other = BY_RANK.count(finer, profile, COST_SUPPORTERS_ID, ADD1_GREEDY)
    assert (one.funded, one.runs) == (other.funded, other.runs)
