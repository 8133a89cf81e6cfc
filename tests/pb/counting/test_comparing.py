"""Two rules side by side on one profile."""

from pathlib import Path

from pb.counting.ballot import ApprovalBallot, BallotKind
from pb.counting.comparing import Comparison, compare
from pb.counting.files import compare_file
from pb.counting.pabulib import read_file
from pb.counting.profile import Profile
from pb.counting.rules import rule
from pb.counting.ties import COST_SUPPORTERS_ID

OWN = Path(__file__).parents[2] / "elections" / "own"
WHERE = {"1": "North", "2": "North", "3": "South", "4": "South"}


def minority() -> Comparison:
    """Six want the parks (1, 2, 3), four the library (4). By votes the parks win; by rank the library has its part."""
    instance, profile = read_file(OWN / "minority.pb")
    ways = rule("greedy-votes"), rule("equal-shares-ranked")
    one, other = (way.count(instance, profile, COST_SUPPORTERS_ID) for way in ways)
    return compare(instance, profile, (one, other), {"Neighbourhood": WHERE})


def test_what_both_fund_and_what_only_one_funds_with_the_reasons_of_each() -> None:
    found = minority()
    assert found.both == ("1", "2")
    assert [(one.project, one.funded_by) for one in found.differences] == [("3", 0), ("4", 1)]
    library = found.differences[1]
    assert [reason.funded for reason in library.reasons] == [False, True]
    assert all(reason.project == "4" for reason in library.reasons)


def test_money_is_added_up_by_label() -> None:
    rows = {row.label: (row.amounts, row.projects) for row in minority().money["Neighbourhood"]}
    assert rows == {"North": ((600, 600), (2, 2)), "South": ((300, 400), (1, 1))}


def test_voters_with_something_funded_are_counted() -> None:
    votes, shares = minority().sides
    assert (votes.any_choice, shares.any_choice) == (6, 10)
    assert (votes.first_choice, shares.first_choice) == (6, 9)


def test_ticked_ballots_have_no_first_choice_and_projects_without_a_label_stand_together() -> None:
    instance, _ = read_file(OWN / "minority.pb")
    profile = Profile.of(BallotKind.APPROVAL, [ApprovalBallot(("1", "4")), ApprovalBallot(())])
    outcome = rule("greedy-votes").count(instance, profile, COST_SUPPORTERS_ID)
    found = compare(instance, profile, (outcome, outcome), {"Theme": {}})
    assert found.sides[0].first_choice is None
    assert found.sides[0].any_choice == 1
    assert [row.label for row in found.money["Theme"]] == [""]
    assert found.differences == ()


def test_a_file_is_compared_with_its_own_labels(tmp_path: Path) -> None:
    text = (OWN / "minority.pb").read_text("utf-8")
    head, rest = text.split("PROJECTS\n")
    projects, votes = rest.split("VOTES\n")
    heading, *rows = projects.splitlines()
    labelled = [f"{heading};category", *(f"{row};green" for row in rows)]
    path = tmp_path / "labelled.pb"
    path.write_text(head + "PROJECTS\n" + "\n".join(labelled) + "\nVOTES\n" + votes, "utf-8")
    told = compare_file(path, ("greedy-votes", "equal-shares-ranked"), "add1-greedy")
    assert [side["completion"] for side in told["sides"]] == ["none", "add1-greedy"]
    assert told["money"]["category"][0]["label"] == "green"
    assert told["differences"][0]["funded_by"] == "greedy-votes"
    assert len(told["differences"][0]["reasons"]) == 2
