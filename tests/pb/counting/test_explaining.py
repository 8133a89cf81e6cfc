"""Reasons: the numbers, the words, and what would have changed it."""

import json
from collections.abc import Iterator

import pytest

from pb.counting.allocation import Allocation
from pb.counting.ballot import ApprovalBallot, BallotKind, PointsBallot, RankedBallot
from pb.counting.changes import Change, Recount, alone, most_points, what_would_change
from pb.counting.completion import ADD1_GREEDY, NONE, Completion
from pb.counting.explaining import Explanation, explain
from pb.counting.instance import Instance
from pb.counting.pabulib import from_pabulib, to_pabulib
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.counting.rules import rule
from pb.counting.searching import Tried, least
from pb.counting.ties import COST_SUPPORTERS_ID
from pb.counting.wording import TEMPLATES, Voice

POUNDS = 100
WISHES = Instance(
    tuple(
        Project(id_, name, cost * POUNDS)
        for id_, name, cost in (
            ("A", "Playground", 50),
            ("B", "Bench", 20),
            ("C", "Lights", 40),
            ("D", "Trees", 30),
            ("E", "Statue", 5),
            ("F", "Tunnel", 500),
        )
    ),
    100 * POUNDS,
    unit=POUNDS,
)
BALLOTS = Profile.ranked(["AB", "AB", "AB", "AB", "AB", "CD", "CD", "CD", "DCF", ""])


def pounds(pence: int) -> str:
    return f"£{pence // 100}" if pence % 100 == 0 else f"£{pence / 100:.2f}"


def told(name: str, completion: Completion = NONE, changes: bool = True) -> dict[str, str]:
    """The words for each project."""
    recount = Recount(WISHES, BALLOTS, rule(name), COST_SUPPORTERS_ID, completion)
    outcome = recount.rule.count(WISHES, BALLOTS, COST_SUPPORTERS_ID, completion)
    found = {loss.project: what_would_change(recount, outcome, loss.project) for loss in outcome.losses}
    voice = Voice(pounds, lambda id_: WISHES.by_id[id_].name)
    reasons = explain(outcome, WISHES, BALLOTS.kind, found if changes else None)
    return {reason.project: " ".join(voice.sentences(reason)) for reason in reasons}


def test_a_project_paid_from_shares_says_who_paid_what() -> None:
    words = told("equal-shares-ranked")
    assert words["A"] == (
        "5 of 10 people who voted chose it. It was paid for when first choices were counted. "
        "Together they still had £50 of their shares. It costs £50. Each of them paid £10 of their share of £10."
    )
    assert words["D"] == (
        "4 of 10 people who voted chose it. It was paid for when first and second choices were counted. "
        "Together they still had £40 of their shares. It costs £30. "
        "Each of them paid £7.50 of their share of £10. "
        "It stood level with Lights. The order published before the vote put it first."
    )


def test_a_project_that_lost_says_what_was_missing_where_the_money_went_and_what_would_have_changed_it() -> None:
    assert told("equal-shares-ranked")["C"] == (
        "4 of 10 people who voted chose it. It costs £40. At the end the people who chose it had £10 of their shares "
        "left, so £30 was missing. The other money of these people had gone to projects they also chose: Trees (£30). "
        "It stood level with Trees. The order published before the vote put it later. "
        "If it had cost £30, which is £10 less, it would have been funded. "
        "If 1 more person had voted and put it as their only choice, it would have been funded."
    )


def test_what_nobody_chose_and_what_costs_more_than_there_is() -> None:
    words = told("equal-shares-ranked", changes=False)
    assert words["E"] == "Nobody chose it."
    assert words["F"] == (
        "1 of 10 people who voted chose it. It costs £500. That is more than the whole budget of £100."
    )


def test_raised_shares_and_money_left_over_are_explained() -> None:
    words = told("equal-shares-ranked", ADD1_GREEDY, changes=False)
    assert words["B"].endswith(
        "It was funded from money left over at the end. That went to projects with the most points for what they "
        "cost. This one had 5 points."
    )
    assert "All shares had been raised from £10 to £13 by then, to use more of the budget." in words["C"]
    assert "So it stopped there, with £20 of the budget not spent." in words["C"]
    assert words["C"].endswith(
        "At its turn £0 was left, which was too little. "
        "It stood level with Trees. The order published before the vote put it later."
    )


def test_most_votes_first_says_what_was_left_at_its_turn() -> None:
    words = told("greedy-votes")
    assert words["D"].startswith(
        "4 of 10 people who voted chose it. Projects were taken by votes, the most first. "
        "At its turn £30 was left. It costs £30."
    )
    assert "At its turn £0 was left. It costs £40, so £40 was missing." in words["C"]
    assert words["C"].endswith("If 1 more person had voted and put it as their only choice, it would have been funded.")


def test_ballots_without_ranks_are_not_told_of_first_choices() -> None:
    profile = Profile.of(BallotKind.APPROVAL, [ApprovalBallot(("A",)), ApprovalBallot(("A", "B"))])
    recount = Recount(WISHES, profile, rule("equal-shares-ranked"), COST_SUPPORTERS_ID)
    outcome = recount.rule.count(WISHES, profile, COST_SUPPORTERS_ID)
    voice = Voice(pounds, lambda id_: WISHES.by_id[id_].name)
    words = " ".join(line for one in explain(outcome, WISHES, profile.kind) for line in voice.sentences(one))
    assert "from the shares of the people who chose it" in words
    assert "first choices" not in words


@pytest.mark.parametrize("name", ["equal-shares-ranked", "greedy-votes"])
def test_every_change_that_is_named_is_true_and_the_one_before_it_is_not_enough(name: str) -> None:
    recount = Recount(WISHES, BALLOTS, rule(name), COST_SUPPORTERS_ID)
    outcome = recount.rule.count(WISHES, BALLOTS, COST_SUPPORTERS_ID)
    found = dict(changes_of(recount, outcome))
    assert any(change.cost for change in found.values())
    for project, change in found.items():
        if change.cost is not None:
            assert recount.funds(project, instance=WISHES.with_cost(project, change.cost))
            assert not recount.funds(project, instance=WISHES.with_cost(project, change.cost + POUNDS))
        if change.voters is not None:
            ballot = RankedBallot((project,))
            assert recount.funds(project, profile=BALLOTS.with_more(ballot, change.voters))


def changes_of(recount: Recount, outcome: Allocation) -> Iterator[tuple[str, Change]]:
    for loss in outcome.losses:
        yield loss.project, what_would_change(recount, outcome, loss.project)


def test_a_winner_and_a_project_nobody_chose_have_nothing_to_change() -> None:
    recount = Recount(WISHES, BALLOTS, rule("greedy-votes"), COST_SUPPORTERS_ID)
    outcome = recount.rule.count(WISHES, BALLOTS, COST_SUPPORTERS_ID)
    assert what_would_change(recount, outcome, "A") == Change()
    assert what_would_change(recount, outcome, "E") == Change()


@pytest.mark.parametrize("border", [1, 2, 3, 7, 64, 99, 100])
@pytest.mark.parametrize("guess", [1, 5, 100, 400])
def test_the_least_that_is_enough_is_found_from_any_guess(border: int, guess: int) -> None:
    assert least(lambda number: Tried(number >= border), 100, guess) == border


@pytest.mark.parametrize("border", [1, 2, 3, 7, 64, 99, 100])
@pytest.mark.parametrize("off", [-200, -3, -1, 0, 1, 5, 200])
def test_the_least_that_is_enough_is_found_from_any_hint(border: int, off: int) -> None:
    """A hint may be wrong; a right one makes it short."""
    tried: list[int] = []

    def try_(number: int) -> Tried:
        tried.append(number)
        return Tried(number >= border, border + off)

    assert least(try_, 100, 50) == border
    assert len(tried) <= (4 if off == 0 else 16)


def test_where_nothing_is_enough_nothing_is_found() -> None:
    assert least(lambda number: Tried(False), 100) is None
    assert least(lambda number: Tried(False, 5), 100) is None
    assert least(lambda number: Tried(True), 0) is None


SHARED_OUT = [{"A": 6, "B": 4}] * 5 + [{"C": 7, "D": 3}] * 3 + [{"D": 5, "C": 4, "F": 1}]
POINTS_KINDS = [(BallotKind.CUMULATIVE, 10), (BallotKind.SCORING, 7)]


@pytest.mark.parametrize(("kind", "most"), POINTS_KINDS)
@pytest.mark.parametrize("completion", [NONE, ADD1_GREEDY])
def test_where_people_give_points_it_is_told_how_many_more(kind: BallotKind, most: int, completion: Completion) -> None:
    """Each would give the most anybody gave: all ten that can be shared out, or the best score."""
    profile = Profile.of(kind, [PointsBallot(tuple(given.items())) for given in SHARED_OUT])
    recount = Recount(WISHES, profile, rule("equal-shares-points"), COST_SUPPORTERS_ID, completion)
    outcome = recount.count()
    changes = dict(changes_of(recount, outcome))
    found = {project: change for project, change in changes.items() if change.voters is not None}
    assert found
    for project, change in found.items():
        assert change.points == most
        assert change.voters is not None
        ballot, more = PointsBallot(((project, most),)), change.voters
        assert recount.funds(project, profile=profile.with_more(ballot, more))
        assert more == 1 or not recount.funds(project, profile=profile.with_more(ballot, more - 1))
        voice = Voice(pounds, lambda id_: WISHES.by_id[id_].name)
        told = next(one for one in explain(outcome, WISHES, kind, changes) if one.project == project)
        people = "1 more person" if more == 1 else f"{more} more people"
        last = f"If {people} had voted and given {most} points to it alone, it would have been funded."
        assert voice.sentences(told)[-1] == last


def test_where_nobody_gave_points_no_number_of_voters_is_told() -> None:
    nothing = Profile.of(BallotKind.CUMULATIVE, [PointsBallot(()), PointsBallot((("A", 0),))])
    assert most_points(nothing) is None
    assert alone(nothing, "A") is None


def test_reasons_survive_being_kept_as_json() -> None:
    outcome = rule("equal-shares-ranked").count(WISHES, BALLOTS, COST_SUPPORTERS_ID, ADD1_GREEDY)
    for reason in explain(outcome, WISHES):
        assert Explanation.from_json(json.loads(json.dumps(reason.as_json()))) == reason


def test_no_sentence_is_long_or_hard() -> None:
    for template in TEMPLATES.values():
        assert template.endswith(".")
        for sentence in template.split(". "):
            assert len(sentence.split()) <= 25, sentence


def test_a_pot_written_as_a_file_counts_the_same() -> None:
    instance, profile = from_pabulib(to_pabulib(WISHES, BALLOTS))
    one = rule("equal-shares-ranked").count(WISHES, BALLOTS, COST_SUPPORTERS_ID, ADD1_GREEDY)
    other = rule("equal-shares-ranked").count(instance, profile, COST_SUPPORTERS_ID, ADD1_GREEDY)
    assert one == other
