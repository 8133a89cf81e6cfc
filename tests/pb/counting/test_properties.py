"""What must hold for every election, tried on many small ones."""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from pb.counting.allocation import Allocation
from pb.counting.ballot import ApprovalBallot, Ballot, BallotKind, PointsBallot, RankedBallot
from pb.counting.completion import ADD1, ADD1_GREEDY, ADD1_LATE, ADD1_LATE_GREEDY, COMPLETIONS, NONE, Completion
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import Project, ProjectId
from pb.counting.rules import RULES, rule
from pb.counting.ties import COST_SUPPORTERS_ID, cost_supporters_lot
from tests.pb.counting.slow_reference import points, ranks
from tests.pb.counting.small_elections import KINDS, RANKED, TICKED, ballots, elections, instances

Election = tuple[Instance, BallotKind, list[Ballot]]
LOT = ["p3", "p0", "p5", "p1", "p4", "p2"]
ALL_RULES = st.sampled_from(sorted(RULES))
SHARES = st.sampled_from(sorted(name for name, one in RULES.items() if one.completes))


def counted(election: Election, name: str, completion: Completion = NONE) -> Allocation:
    instance, kind, cast = election
    completed = completion if RULES[name].completes else NONE
    return RULES[name].count(instance, Profile.of(kind, cast), COST_SUPPORTERS_ID, completed)


@given(elections(), ALL_RULES, st.sampled_from(sorted(COMPLETIONS)))
@settings(max_examples=250, deadline=None)
def test_the_budget_is_never_overspent_and_every_project_has_a_reason(
    election: Election, name: str, completed: str
) -> None:
    outcome, instance = counted(election, name, COMPLETIONS[completed]), election[0]
    assert 0 <= outcome.cost <= instance.budget
    lost = [loss.project for loss in outcome.losses]
    assert sorted([*outcome.funded, *lost]) == sorted(instance.by_id)
    assert outcome.leftover == (outcome.steps[-1].left if outcome.steps else instance.budget)


@given(elections(), ALL_RULES, st.sampled_from(sorted(COMPLETIONS)))
@settings(max_examples=150, deadline=None)
def test_the_winners_are_the_same_with_and_without_their_reasons(election: Election, name: str, completed: str) -> None:
    instance, kind, cast = election
    completion = COMPLETIONS[completed] if RULES[name].completes else NONE
    winners = RULES[name].winners(instance, Profile.of(kind, cast), COST_SUPPORTERS_ID, completion)
    assert winners == counted(election, name, completion).funded


@given(elections(), ALL_RULES, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_ballots_and_of_projects_does_not_matter(
    election: Election, name: str, chance: random.Random
) -> None:
    instance, kind, cast = election
    shuffled = replace(instance, projects=tuple(chance.sample(instance.projects, len(instance))))
    one = counted(election, name, ADD1_GREEDY)
    other = counted((shuffled, kind, chance.sample(cast, len(cast))), name, ADD1_GREEDY)
    assert (one.steps, one.ties, one.share) == (other.steps, other.ties, other.share)


@given(elections(), ALL_RULES, st.integers(2, 40))
@settings(max_examples=120, deadline=None)
def test_grouping_does_not_matter_and_a_larger_town_of_the_same_mind_decides_alike(
    election: Election, name: str, times: int
) -> None:
    """Every ballot `times` over, and all costs and the budget as well: the same share for everybody."""
    instance, kind, cast = election
    larger = replace(
        instance,
        projects=tuple(replace(project, cost=project.cost * times) for project in instance),
        budget=instance.budget * times,
    )
    one, other = counted(election, name), counted((larger, kind, cast * times), name)
    assert one.funded == other.funded
    assert [step.supporters * times for step in one.steps] == [step.supporters for step in other.steps]


@given(elections(kinds=(RANKED,)), ALL_RULES, st.permutations(["x", "10", "9", "é", "z z", "A"]))
@settings(max_examples=120, deadline=None)
def test_names_do_not_matter_where_the_lot_follows_them(election: Election, name: str, names: list[str]) -> None:
    instance, kind, cast = election
    new = dict(zip(LOT, names, strict=True))
    renamed = replace(instance, projects=tuple(replace(project, id=new[project.id]) for project in instance))
    completion = ADD1_GREEDY if RULES[name].completes else NONE
    one = RULES[name].count(instance, Profile.of(kind, cast), cost_supporters_lot(LOT), completion)
    relabelled = Profile.ranked([[new[project] for project in ballot.chosen] for ballot in cast])
    other = RULES[name].count(renamed, relabelled, cost_supporters_lot([new[project] for project in LOT]), completion)
    assert [new[project] for project in one.funded] == list(other.funded)


@given(elections(), ALL_RULES, st.integers(2, 10**15))
@settings(max_examples=120, deadline=None)
def test_money_times_any_factor_changes_nothing(election: Election, name: str, factor: int) -> None:
    instance, kind, cast = election
    larger = replace(
        instance,
        projects=tuple(replace(project, cost=project.cost * factor) for project in instance),
        budget=instance.budget * factor,
    )
    one, other = counted(election, name), counted((larger, kind, cast), name)
    assert (one.funded, one.ties) == (other.funded, other.ties)


@given(elections(), SHARES, st.sampled_from([10, 100]))
@settings(max_examples=100, deadline=None)
def test_counting_in_pence_or_in_pounds_is_the_same(election: Election, name: str, unit: int) -> None:
    instance, kind, cast = election
    finer = Instance(
        tuple(replace(project, cost=project.cost * unit) for project in instance), instance.budget * unit, unit
    )
    one, other = counted(election, name, ADD1_GREEDY), counted((finer, kind, cast), name, ADD1_GREEDY)
    assert one.funded == other.funded
    assert one.share is not None and one.share * unit == other.share


@given(instances(), st.sampled_from(KINDS), ALL_RULES, st.integers(1, 9), st.data())
@settings(max_examples=120, deadline=None)
def test_what_all_agree_on_and_can_be_paid_for_is_funded(
    instance: Instance, kind: BallotKind, name: str, voters: int, data: st.DataObject
) -> None:
    ballot = data.draw(ballots(instance, kind))
    if sum(instance.by_id[project].cost for project in ballot.chosen) <= instance.budget:
        assert set(counted((instance, kind, [ballot] * voters), name).funded) == set(ballot.chosen)


@given(elections(), SHARES, st.sampled_from([ADD1_GREEDY.name, ADD1_LATE_GREEDY.name]))
@settings(max_examples=120, deadline=None)
def test_after_filling_nothing_anybody_wants_would_still_fit(election: Election, name: str, completed: str) -> None:
    outcome = counted(election, name, COMPLETIONS[completed])
    assert all(loss.cost > outcome.leftover for loss in outcome.losses if loss.supporters)


@given(elections(), SHARES, st.sampled_from([NONE.name, ADD1.name, ADD1_LATE.name]))
@settings(max_examples=150, deadline=None)
def test_anybody_can_collect_the_payments_again_from_what_is_published(
    election: Election, name: str, completed: str
) -> None:
    """Priceability: with the caps in the result everybody pays for what they chose only, and no more than their share;
    together they pay each cost exactly; and no group is left with the money for a project it chose."""
    instance, _, cast = election
    outcome = counted(election, name, COMPLETIONS[completed])
    assert outcome.share is not None
    purses = [outcome.share] * len(cast)
    for step in outcome.steps:
        payment = step.payment
        assert payment is not None
        price = payment.cap if payment.per_point is None else payment.per_point
        paid = [
            min(purse, price * weight_of(name, ballot, step.project, payment.level))
            for purse, ballot in zip(purses, cast, strict=True)
        ]
        assert sum(paid) == step.cost
        assert max(paid, default=0) == (payment.cap if step.cost else 0)
        purses = [purse - part for purse, part in zip(purses, paid, strict=True)]
    for loss in outcome.losses:
        held = sum(purse for purse, ballot in zip(purses, cast, strict=True) if loss.project in points(ballot))
        assert loss.held == held
        assert held < loss.cost or not loss.supporters


def weight_of(name: str, ballot: Ballot, project: ProjectId, level: int) -> Fraction:
    """How much this voter pays compared with others who support the project at that level."""
    if "ranked" in name:
        return Fraction(ranks(ballot).get(project, level + 1) <= level)
    return Fraction(points(ballot).get(project, 0)) if "points" in name else Fraction(project in points(ballot))


@given(elections(), SHARES)
@settings(max_examples=120, deadline=None)
def test_what_supporters_held_and_what_was_taken_is_their_whole_share(election: Election, name: str) -> None:
    outcome = counted(election, name, ADD1)
    for loss in outcome.losses:
        assert loss.held is not None and outcome.share is not None
        assert loss.held + sum(taken.amount for taken in loss.taken) == outcome.share * loss.supporters


@given(elections(kinds=(TICKED,)))
@settings(max_examples=150, deadline=None)
def test_every_group_large_enough_for_what_it_agrees_on_has_somebody_who_gets_as_much(election: Election) -> None:
    """Extended justified representation by brute force: for every set of projects that some voters all chose, and whose
    cost is no more than their part of the budget, one of them has as many projects funded; with the cost as measure,
    as much and one project more of the set."""
    instance, _, cast = election
    costs = {project.id: project.cost for project in instance}
    by_number = set(counted(election, "equal-shares-cardinality").funded)
    by_cost = set(counted(election, "equal-shares-cost").funded)
    for wanted in subsets(costs):
        agreed = [set(ballot.chosen) for ballot in cast if wanted <= set(ballot.chosen)]
        cost = sum(costs[project] for project in wanted)
        if not agreed or cost * len(cast) > instance.budget * len(agreed):
            continue
        assert any(len(chosen & by_number) >= len(wanted) for chosen in agreed)
        if missing := wanted - by_cost:
            most = max(sum(costs[project] for project in chosen & by_cost) for chosen in agreed)
            assert most + max(costs[project] for project in missing) > cost


def subsets(projects: dict[ProjectId, int]) -> list[set[ProjectId]]:
    sizes = range(1, len(projects) + 1)
    return [set(some) for some in chain.from_iterable(combinations(projects, size) for size in sizes)]


@given(st.integers(0, 10**6), ALL_RULES)
@settings(max_examples=24, deadline=None)
def test_nothing_in_a_result_is_a_float(seed: int, name: str) -> None:
    chance = random.Random(seed)
    ids = [f"p{number}" for number in range(5)]
    projects = tuple(Project(id_, id_, chance.randrange(1, 500)) for id_ in ids)
    cast: list[Ballot] = [RankedBallot(tuple(chance.sample(ids, chance.randrange(5)))) for _ in range(30)]
    assert not floats_in(counted((Instance(projects, 900), RANKED, cast), name, ADD1_GREEDY))
    given_points: list[Ballot] = [PointsBallot(((id_, Fraction(1, 3)),)) for id_ in ids]
    assert not floats_in(counted((Instance(projects, 900), BallotKind.CUMULATIVE, given_points), name, ADD1_GREEDY))
    ticked: list[Ballot] = [ApprovalBallot((id_,)) for id_ in ids]
    assert not floats_in(counted((Instance(projects, 900), TICKED, ticked), name, ADD1_GREEDY))


def floats_in(told: object) -> list[object]:
    """Floats anywhere in a result, NumPy's numbers among them."""
    if isinstance(told, tuple):
        return [found for one in told for found in floats_in(one)]
    if hasattr(told, "__dataclass_fields__"):
        return [found for field in told.__dataclass_fields__ for found in floats_in(getattr(told, field))]
    fine = told is None or isinstance(told, (bool, str)) or type(told) in (int, Fraction)
    return [] if fine else [told]


def test_floats_would_be_found() -> None:
    assert floats_in((1, (0.5,))) == [0.5]


def test_the_default_rule_is_the_default() -> None:
    assert next(iter(RULES)) == "equal-shares-ranked" == rule("equal-shares-ranked").name
