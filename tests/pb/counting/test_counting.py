"""The vocabulary and the rules on elections small enough to see through."""

from fractions import Fraction

import pytest

from pb.counting.allocation import How, Why
from pb.counting.ballot import ApprovalBallot, Ballot, BallotKind, PointsBallot, RankedBallot
from pb.counting.completion import ADD1, ADD1_GREEDY, ADD1_LATE, NONE, completion
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.counting.refusals import CountingRefused
from pb.counting.rules import RULES, rule
from pb.counting.ties import COST_ID, COST_SUPPORTERS_ID, LEXICOGRAPHIC, cost_supporters_lot, tie_breaking

BY_RANK = rule("equal-shares-ranked")
GREEDY = rule("greedy-votes")


def instance(budget: int, **costs: int) -> Instance:
    return Instance(tuple(Project(id_, f"Project {id_}", cost) for id_, cost in costs.items()), budget)


def ranked(*rankings: str) -> Profile:
    """One voter a word, one project a letter."""
    return Profile.ranked(rankings)


def test_equal_ballots_are_one_group_and_empty_ones_count() -> None:
    profile = ranked("ab", "", "ab", "b")
    assert profile.groups == ((RankedBallot(()), 1), (RankedBallot(("a", "b")), 2), (RankedBallot(("b",)), 1))
    assert profile.voters == 4
    assert profile.supporters() == {"a": 2, "b": 3}
    assert profile.points() == {"a": 4, "b": 3}


def test_the_last_project_ranked_still_gets_a_point() -> None:
    assert dict(RankedBallot(("a", "b", "c")).points()) == {"a": 3, "b": 2, "c": 1}


def test_points_order_a_ballot_and_equals_enter_together() -> None:
    ballot = PointsBallot((("a", 1), ("b", 5), ("c", 1), ("d", 0)))
    assert list(ballot.levels()) == [(1, "b"), (2, "a"), (2, "c")]
    assert ballot.chosen == ("b", "a", "c")


def test_approving_is_ranking_everything_first() -> None:
    """Share 30. a's two pay 30 each, and then nobody has anything left for b."""
    ballots: list[Ballot] = [ApprovalBallot(("b", "a")), ApprovalBallot(("a",)), ApprovalBallot(())]
    profile = Profile.of(BallotKind.APPROVAL, ballots)
    outcome = BY_RANK.count(instance(90, a=60, b=30), profile, LEXICOGRAPHIC)
    assert [(step.project, step.payment and step.payment.level) for step in outcome.steps] == [("a", 1)]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: RankedBallot(("a", "a")),
        lambda: Profile.of(BallotKind.RANKED, [ApprovalBallot(("a",))]),
        lambda: Profile.grouped(BallotKind.RANKED, [(RankedBallot(("a",)), 0)]),
        lambda: instance(-1, a=1),
        lambda: instance(10, a=-1),
        lambda: Instance((Project("a", "", 1), Project("a", "", 2)), 10),
        lambda: Instance((), 10, unit=60),
        lambda: rule("loudest"),
        lambda: completion("more"),
        lambda: tie_breaking("newest"),
        lambda: cost_supporters_lot(["a", "a"]),
        lambda: cost_supporters_lot(["a"]).order(instance(1, b=1), ranked()),
        lambda: BY_RANK.count(instance(10, a=1), ranked("ab"), LEXICOGRAPHIC),
        lambda: GREEDY.count(instance(10, a=1), ranked("ab"), LEXICOGRAPHIC),
        lambda: GREEDY.count(instance(10, a=1), ranked("a"), LEXICOGRAPHIC, ADD1),
        lambda: ADD1.raising_by(0),
    ],
)
def test_what_cannot_be_counted_is_refused_in_a_sentence(wrong: object) -> None:
    assert callable(wrong)
    with pytest.raises(CountingRefused) as refusal:
        wrong()
    assert str(refusal.value).endswith(".")


def test_ids_are_compared_as_text_and_costs_as_numbers() -> None:
    profile = Profile.ranked([["10"], ["9"], ["9"]])
    projects = Instance((Project("9", "", 10), Project("10", "", 10), Project("2", "", 9)), 100)
    assert LEXICOGRAPHIC.order(projects, profile) == {"10": 0, "2": 1, "9": 2}
    assert COST_ID.order(projects, profile) == {"2": 0, "10": 1, "9": 2}
    assert COST_SUPPORTERS_ID.order(projects, profile) == {"2": 0, "9": 1, "10": 2}
    assert cost_supporters_lot(["9", "10", "2"]).order(projects, profile) == {"2": 0, "9": 1, "10": 2}


def test_the_lot_decides_when_cost_and_supporters_are_equal() -> None:
    tied = instance(10, a=10, b=10)
    assert BY_RANK.count(tied, ranked("ab", "ba"), cost_supporters_lot("ba")).funded == ("b",)
    assert BY_RANK.count(tied, ranked("ab", "ba"), cost_supporters_lot("ab")).funded == ("a",)
    outcome = GREEDY.count(tied, ranked("ab", "ba"), cost_supporters_lot("ba"))
    assert [tie.projects for tie in outcome.ties_that_mattered] == [("b", "a")]


def test_a_tie_after_which_all_are_funded_did_not_matter() -> None:
    outcome = GREEDY.count(instance(20, a=10, b=10), ranked("ab"), LEXICOGRAPHIC)
    assert [tie.projects for tie in outcome.ties] == [("a", "b")]
    assert outcome.ties_that_mattered == ()


def test_who_votes_for_nothing_still_has_a_share_nobody_else_gets() -> None:
    assert BY_RANK.count(instance(100, a=100), ranked("a"), LEXICOGRAPHIC).funded == ("a",)
    outcome = BY_RANK.count(instance(100, a=100), ranked("a", ""), LEXICOGRAPHIC)
    assert outcome.funded == ()
    assert outcome.share == 50


def test_no_votes_at_all_fund_nothing() -> None:
    for name, one in RULES.items():
        outcome = one.count(instance(100, a=10), ranked(), LEXICOGRAPHIC)
        assert (outcome.funded, outcome.leftover, outcome.losses[0].why) == ((), 100, Why.NOBODY), name


def test_a_project_that_costs_nothing_is_funded_if_anybody_wants_it() -> None:
    outcome = BY_RANK.count(instance(0, a=0, b=0), ranked("a"), LEXICOGRAPHIC)
    assert outcome.funded == ("a",)
    assert outcome.steps[0].effective_votes is None


def test_the_poor_give_what_they_have_and_the_others_share_the_rest() -> None:
    """Share 30 each. c's two pay 20 each; then a's three hold 10, 10 and 30, and a costs 40: 10, 10 and 20."""
    outcome = BY_RANK.count(instance(90, c=40, a=40), ranked("ca", "ca", "a"), LEXICOGRAPHIC)
    assert outcome.funded == ("c", "a")
    payment = outcome.steps[1].payment
    assert payment is not None
    assert payment.level == 2
    assert payment.cap == 20
    assert payment.held == 50
    assert (payment.paid_cap, payment.paid_all, payment.had_nothing) == (1, 2, 0)
    assert outcome.steps[1].effective_votes == 2


def test_supporters_with_nothing_left_are_counted_apart() -> None:
    """Share 20 each. b takes all of the first; then a's two hold 0 and 20."""
    outcome = BY_RANK.count(instance(40, b=20, a=20), ranked("ba", "a"), LEXICOGRAPHIC)
    assert [step.project for step in outcome.steps] == ["a", "b"]
    outcome = BY_RANK.count(instance(60, b=20, a=30), ranked("ba", "a", ""), cost_supporters_lot("ba"))
    assert outcome.funded == ("b",)
    loss = outcome.loss_of("a")
    assert loss is not None
    assert loss.held == 20
    assert loss.shortfall == 10


def test_a_difference_in_the_eighteenth_digit_decides() -> None:
    """Share 10**18. The first voter has 4 * 10**17 left after z, the third one less after w.

    Then x costs its second supporter 8 * 10**17, and y costs its second supporter one more. The order of ties puts y
    first, but this is no tie.
    """
    share, spent, cost = 10**18, 6 * 10**17, 12 * 10**17
    projects = instance(4 * share, x=cost, y=cost, z=spent, w=spent + 1)
    outcome = BY_RANK.count(projects, ranked("zx", "x", "wy", "y"), cost_supporters_lot("yxzw"))
    assert outcome.funded == ("z", "w", "x", "y")
    caps = [step.payment.cap for step in outcome.steps if step.payment]
    assert caps == [spent, spent + 1, 8 * 10**17, 8 * 10**17 + 1]
    assert outcome.ties_that_mattered == ()


def test_raising_stops_before_it_overspends() -> None:
    """Share 10, raised by 1. a is paid for from 20 on, which both can have at once only with 40 in the budget."""
    outcome = BY_RANK.count(instance(20, a=20, b=20), ranked("a", "b"), LEXICOGRAPHIC, ADD1)
    assert outcome.funded == ()
    assert outcome.share == 19
    assert outcome.first_share == 10
    assert outcome.next_overspends
    filled = BY_RANK.count(instance(20, a=20, b=20), ranked("a", "b"), LEXICOGRAPHIC, ADD1_GREEDY)
    assert (filled.funded, filled.steps[0].how) == (("a",), How.POINTS_PER_COST)
    assert filled.loss_of("b") is not None


def test_the_two_ways_to_stop_raising_can_differ() -> None:
    """Budget 30, share 10. c's voter buys c; 20 are left, and neither a (25) nor b (21) fits: exhaustive at once.

    Raised on: at 17 a's two hold 7 and 17, one short of 25; at 18 they hold 8 and 18 and buy it, which overspends.
    """
    projects = instance(30, c=10, a=25, b=21)
    profile = ranked("ca", "a", "b")
    early = BY_RANK.count(projects, profile, LEXICOGRAPHIC, ADD1)
    late = BY_RANK.count(projects, profile, LEXICOGRAPHIC, ADD1_LATE)
    assert early.funded == ("c",)
    assert early.share == 10
    assert not early.next_overspends
    assert late.funded == ("c",)
    assert late.share == 17
    assert late.next_overspends


def test_raising_can_be_done_in_larger_steps() -> None:
    projects = instance(100, a=60, b=60)
    fine = BY_RANK.count(projects, ranked("a", "b"), LEXICOGRAPHIC, ADD1)
    coarse = BY_RANK.count(projects, ranked("a", "b"), LEXICOGRAPHIC, ADD1.raising_by(7))
    assert fine.share == 59
    assert coarse.share == 57


def test_a_large_pot_and_few_voters_take_few_runs() -> None:
    """One of three voters wants a project of four fifths of a million: some 466,000 raises, most of them skipped."""
    projects = instance(1_000_000, a=800_000, b=700)
    outcome = BY_RANK.count(projects, ranked("a", "b", ""), LEXICOGRAPHIC, ADD1)
    assert (outcome.funded, outcome.share) == (("a", "b"), 333_333 + Fraction(1, 3) + 466_667)
    assert outcome.runs < 60


def test_every_rule_and_completion_says_what_it_is() -> None:
    assert set(RULES) == {
        "equal-shares-ranked", "equal-shares-ranked-cardinality", "equal-shares-cost", "equal-shares-cardinality",
        "equal-shares-points", "expanding-approvals", "expanding-approvals-ratio", "phragmen",
        "greedy-votes", "greedy-points", "greedy-votes-per-cost", "greedy-points-per-cost",
    }  # fmt: skip
    for one in RULES.values():
        assert len(one.explanation.split()) > 40
        assert one.source and one.title
    assert completion("none") is NONE
