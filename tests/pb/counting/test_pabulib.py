"""Reading `.pb` files: what they may look like, and what is refused where."""

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pb.counting.ballot import ApprovalBallot, BallotKind, PointsBallot, RankedBallot
from pb.counting.instance import Instance
from pb.counting.pabulib import PabulibRefused, from_pabulib, read_file, to_pabulib
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.counting.refusals import CountingRefused

GOOD = """META
key;value
description;Two wishes
num_projects;2
num_votes;3
budget;100
vote_type;ordinal
PROJECTS
project_id;cost;name
a;60;Bench
b;40;Tree
VOTES
voter_id;vote
1;a,b
2;b
3;
"""


def test_a_good_file_is_read() -> None:
    instance, profile = from_pabulib(GOOD)
    assert [(p.id, p.name, p.cost) for p in instance] == [("a", "Bench", 60), ("b", "Tree", 40)]
    assert (instance.budget, instance.unit, instance.facts) == (100, 1, (("description", "Two wishes"),))
    assert profile == Profile.ranked([["b"], [], ["a", "b"]])
    assert profile.voters == 3


@pytest.mark.parametrize(
    "text", ["\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), GOOD.replace("40;Tree\n", "40;Tree\r\n")]
)
def test_a_mark_at_the_beginning_and_either_line_end_change_nothing(text: str) -> None:
    assert from_pabulib(text) == from_pabulib(GOOD)


@pytest.mark.parametrize("empty", ["3;none", "3;None", "3; "])
def test_an_empty_ballot_may_be_written_as_none(empty: str) -> None:
    assert from_pabulib(GOOD.replace("3;\n", empty + "\n")) == from_pabulib(GOOD)


def test_a_name_may_hold_separators_that_are_no_line_ends() -> None:
    instance, _ = from_pabulib(GOOD.replace("Bench", "Ben\u2028ch\u0085 x\x0b"))
    assert instance.projects[0].name == "Ben\u2028ch\u0085 x"


def test_decimals_become_whole_numbers_of_a_smaller_unit() -> None:
    instance, _ = from_pabulib(GOOD.replace("a;60", "a;60,5").replace("b;40", "b;39.25"))
    assert ([p.cost for p in instance], instance.budget, instance.unit) == ([6050, 3925], 10000, 100)


def test_a_project_ticked_twice_is_ticked() -> None:
    _, profile = from_pabulib(GOOD.replace("ordinal", "approval").replace("1;a,b", "1;a,b,a"))
    assert (ApprovalBallot(("a", "b")), 1) in profile.groups


def test_points_are_read_with_their_projects() -> None:
    text = GOOD.replace("ordinal", "cumulative").replace("vote\n", "vote;points\n")
    text = text.replace("1;a,b", "1;a,b;2,3").replace("2;b", "2;b;5").replace("3;\n", "3;;\n")
    _, profile = from_pabulib(text)
    assert (PointsBallot((("a", 2), ("b", 3))), 1) in profile.groups
    assert profile.points() == {"a": 2, "b": 8}


KNAPSACK = GOOD.replace("ordinal", "approval\nmax_sum_cost;100")


def test_ticks_within_a_given_sum_are_knapsack_ballots() -> None:
    instance, profile = from_pabulib(KNAPSACK)
    assert profile.kind is BallotKind.KNAPSACK
    assert "vote_type;approval\n" in to_pabulib(instance, profile)
    assert from_pabulib(to_pabulib(instance, profile)) == (instance, profile)


def test_ticks_that_a_city_took_beyond_that_sum_are_plain_ticks() -> None:
    _, profile = from_pabulib(KNAPSACK.replace("max_sum_cost;100", "max_sum_cost;99,5"))
    assert profile.kind is BallotKind.APPROVAL


def test_knapsack_ballots_of_our_own_may_add_up_to_the_budget() -> None:
    instance, _ = from_pabulib(GOOD)
    profile = Profile.of(BallotKind.KNAPSACK, [ApprovalBallot(("a", "b"))])
    text = to_pabulib(instance, profile)
    assert "max_sum_cost;100\n" in text
    assert from_pabulib(text)[1] == profile


def test_labels_of_projects_are_kept() -> None:
    text = GOOD.replace("cost;name\n", "cost;name;category;selected\n").replace("Bench\n", "Bench;parks, sport;1\n")
    instance, profile = from_pabulib(text.replace("Tree\n", "Tree;;0\n"))
    assert [dict(project.labels)["category"] for project in instance] == ["parks, sport", ""]
    assert from_pabulib(to_pabulib(instance, profile)) == (instance, profile)


def test_what_is_said_about_an_election_is_written_in_the_usual_order() -> None:
    instance, profile = from_pabulib(GOOD.replace("budget;100", "odd;x\nbudget;100\nunit;Sampleton\ncurrency;GBP"))
    keys = [line.split(";")[0] for line in to_pabulib(instance, profile).split("PROJECTS")[0].splitlines()[2:]]
    assert keys == ["description", "unit", "num_projects", "num_votes", "budget", "vote_type", "currency", "odd"]


def test_a_hundred_thousand_ballots_are_read_quickly_and_refused_at_the_line_that_is_wrong() -> None:
    head = GOOD.split("1;a,b")[0].replace("num_votes;3", "num_votes;100000")
    votes = "".join(f"{voter};{'a,b' if voter % 3 else 'b'}\r\n" for voter in range(100_000))
    begun = process_time()
    _, profile = from_pabulib(head + votes)
    assert process_time() - begun < 5
    assert [count for _, count in profile.groups] == [66_666, 33_334]
    with pytest.raises(PabulibRefused, match="^Line 70014: .*“c”"):
        from_pabulib(head + votes.replace("\n70000;a,b", "\n70000;c"))


REFUSED = {
    "an unknown project": ("2;b\n", "2;c\n", 15, "“c”, which is not among the projects"),
    "a project ranked twice": ("1;a,b", "1;a,a", 14, "“a” more than once"),
    "an id twice": ("b;40;Tree", "a;40;Tree", 11, "listed already, on line 10"),
    "a project without an id": ("b;40", ";40", 11, "has no id"),
    "a voter twice": ("2;b\n", "1;b\n", 15, "has a ballot already"),
    "a cost in words": ("a;60", "a;sixty", 10, "“sixty”, which is not a number"),
    "a cost that is no amount": ("a;60", "a;NaN", 10, "not a number"),
    "an endless cost": ("a;60", "a;1e999999999", 10, "too many digits"),
    "a cost below nothing": ("a;60", "a;-60", 10, "less than nothing"),
    "no cost": ("a;60;", "a;;", 10, "not a number"),
    "no budget": ("budget;100\n", "", None, "does not say “budget”"),
    "a wrong budget": ("budget;100", "budget;lots", 6, "“lots”"),
    "no kind of ballot": ("vote_type;ordinal\n", "", None, "does not say “vote_type”"),
    "a wrong kind of ballot": ("ordinal", "shouting", 7, "“shouting” is none of"),
    "too many projects said": ("num_projects;2", "num_projects;3", 4, "the number of projects in the file is 2"),
    "too many ballots said": ("num_votes;3", "num_votes;9", 5, "the number of ballots in the file is 3"),
    "a number of ballots missing": ("num_votes;3\n", "", None, "does not say “num_votes”"),
    "no votes": ("VOTES\nvoter_id;vote\n1;a,b\n2;b\n3;\n", "", None, "The section VOTES is missing"),
    "no projects": ("PROJECTS\nproject_id;cost;name\na;60;Bench\nb;40;Tree\n", "", None, "PROJECTS is missing"),
    "a section twice": ("VOTES\n", "META\n", 12, "META begins a second time"),
    "something before META": ("META\n", "Hello\nMETA\n", 1, "must begin with a line that says META"),
    "a missing column": ("project_id;cost;name", "project_id;price;name", 8, "no column “cost”"),
    "a column twice": ("voter_id;vote\n", "vote;vote\n", 13, "same name"),
    "a ragged row": ("2;b\n", "2;b;x\n", 15, "The number of columns here is 3"),
    "an open quotation mark": ("a;60;Bench", 'a;60;"Bench', 10, "quotation mark"),
    "a fact twice": ("budget;100\n", "budget;100\nbudget;200\n", 7, "“budget” a second time"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused_with_the_line_and_the_reason_for(name: str) -> None:
    old, new, line, reason = REFUSED[name]
    assert old in GOOD
    with pytest.raises(PabulibRefused) as refusal:
        from_pabulib(GOOD.replace(old, new, 1))
    assert refusal.value.line == line
    assert reason in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_more_than_one_choice_is_refused_where_there_was_one() -> None:
    with pytest.raises(PabulibRefused, match="Line 14: .*one choice"):
        from_pabulib(GOOD.replace("ordinal", "choose-1"))


def test_points_for_fewer_projects_than_named_are_refused() -> None:
    text = GOOD.replace("ordinal", "cumulative").replace("voter_id;vote", "voter_id;vote;points")
    with pytest.raises(PabulibRefused, match="Line 14: Projects named: 2, numbers of points: 1"):
        from_pabulib(text.replace("1;a,b", "1;a,b;2").replace("2;b\n", "2;b;5\n").replace("3;\n", "3;;\n"))
    with pytest.raises(PabulibRefused, match="need a column “points”"):
        from_pabulib(GOOD.replace("ordinal", "cumulative"))


def test_a_file_that_is_no_text_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.pb"
    path.write_bytes(GOOD.replace("Bench", "Caf\u00e9").encode("latin-1"))
    with pytest.raises(PabulibRefused, match="Line 10: This is not UTF-8"):
        read_file(path)


def test_an_id_that_a_file_cannot_hold_is_not_written() -> None:
    for wrong in ("a,b", "none", " a", "", "a\nb"):
        with pytest.raises(CountingRefused):
            to_pabulib(Instance((Project(wrong, "Bench", 1),), 1), Profile.ranked([]))


@given(st.text(max_size=400) | st.text(alphabet=';,\n"METAPROJCSVabk0123.', max_size=300).map(lambda t: "META\n" + t))
@settings(max_examples=300, deadline=None)
def test_whatever_the_text_it_is_read_or_refused(text: str) -> None:
    try:
        from_pabulib(text)
    except PabulibRefused as refusal:
        assert str(refusal)


@given(
    st.lists(
        st.tuples(st.text(alphabet="ab 'é;\"\u2028", max_size=8).map(str.strip), st.integers(0, 10**6)),
        min_size=1,
        max_size=5,
    ),
    st.integers(0, 10**6),
    st.sampled_from([1, 10, 100]),
    st.lists(st.lists(st.integers(0, 4), unique=True, max_size=5), max_size=8),
)
@settings(max_examples=200, deadline=None)
def test_what_is_written_reads_back_the_same(
    named: list[tuple[str, int]], budget: int, unit: int, votes: list[list[int]]
) -> None:
    projects = tuple(Project(f"P{number}", name, cost) for number, (name, cost) in enumerate(named))
    instance = Instance(projects, budget, unit, "GBP", (("description", 'A; "test"'),))
    rankings = [RankedBallot(tuple(f"P{n}" for n in vote if n < len(projects))) for vote in votes]
    profile = Profile.of(BallotKind.RANKED, rankings)
    text = to_pabulib(instance, profile)
    assert from_pabulib(text) == (instance, profile)
    assert to_pabulib(*from_pabulib(text)) == text
