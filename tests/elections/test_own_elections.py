"""Small elections made for this project, with the winners worked out by hand."""

from fractions import Fraction
from pathlib import Path

import pytest

from pb.counting.allocation import Allocation, How
from pb.counting.completion import completion
from pb.counting.files import count_file
from pb.counting.pabulib import from_pabulib, read_file, to_pabulib
from pb.counting.rules import rule
from pb.counting.ties import tie_breaking

OWN = Path(__file__).parent / "own"
FILES = sorted(OWN.glob("*.pb"))


def count(file: str, name: str, completed: str = "none", ties: str = "cost-supporters-id") -> Allocation:
    instance, profile = read_file(OWN / file)
    return rule(name).count(instance, profile, tie_breaking(ties), completion(completed))


def test_four_wishes_by_rank() -> None:
    """100 for 10 voters, one of whom chose nothing: 10 each.

    First choices: A's five hold 50, its cost: each pays 10. C's three hold 30 of 40, D's one holds 10 of 30.
    Second choices: B's five hold nothing. C and D have the same four, with 10 each. C: 10 each, a quarter of a unit
    of money for each of cost (10/40). D: 7.50 each, also a quarter (7.50/30). A tie; D is cheaper. Then C's hold 10.
    """
    outcome = count("four_wishes.pb", "equal-shares-ranked")
    assert outcome.funded == ("A", "D")
    assert outcome.share == 10
    assert [tie.projects for tie in outcome.ties_that_mattered] == [("D", "C")]
    second = outcome.steps[1].payment
    assert second is not None
    assert second.level == 2
    assert second.cap == Fraction(15, 2)
    assert second.held == 40
    loss = outcome.loss_of("C")
    assert loss is not None
    assert loss.held == 10
    assert loss.shortfall == 30
    assert [(taken.project, taken.amount) for taken in loss.taken] == [("D", Fraction(30))]


def test_four_wishes_with_raised_shares() -> None:
    """With 11, 12 and 13 the same two are bought: C's three hold 33, 36, 39 of 40, B's five hold 5, 10, 15 of 20.

    With 14, C's three hold 42: bought. B's five have 4 left each: bought. 50 + 40 + 20 is 110, too much.
    So 13 stands, and 20 are left. By points (2 for a first choice of two, 1 for a second) for the cost: B 5/20, C 7/40.
    B fits.
    """
    raised = count("four_wishes.pb", "equal-shares-ranked", "add1")
    assert raised.funded == ("A", "D")
    assert raised.share == 13
    assert raised.next_overspends
    filled = count("four_wishes.pb", "equal-shares-ranked", "add1-greedy")
    assert filled.funded == ("A", "D", "B")
    assert filled.leftover == 0
    assert (filled.steps[2].how, filled.steps[2].points) == (How.POINTS_PER_COST, 5)


def test_four_wishes_by_votes() -> None:
    """A and B have 5 voters, C and D 4. The cheaper goes first: B, A, then D for the last 30; C no longer fits."""
    assert count("four_wishes.pb", "greedy-votes").funded == ("B", "A", "D")
    assert count("four_wishes.pb", "greedy-votes", ties="lexicographic").funded == ("A", "B", "D")


def test_to_the_penny() -> None:
    """Votes: 10 has 3; 9, 2 and 11 have 2. 600.25 + 400.25 is the whole budget of 1000.50.

    By text 11 comes before 2, and 2 before 9, so then the pennies are spent first and 9 does not fit.
    By cost and then by text, likewise.
    """
    assert count("to_the_penny.pb", "greedy-votes", ties="lexicographic").funded == ("10", "11", "2")
    told = count_file(OWN / "to_the_penny.pb", "greedy-votes")
    assert told["funded"] == ["10", "11", "2"]
    assert (told["cost"], told["budget"], told["voters"]) == ("601.25", "1000.50", 8)


def test_a_minority_gets_its_share() -> None:
    """Six people want the parks, four the library. By votes the parks take 900 and leave 100.

    By rank everybody has 100. The library's four hold 400: 100 each, a quarter of a unit for each of its cost.
    First choices for park 1: three hold 300: 100 each, a third. Park 2: two hold 200, park 3: one holds 100.
    So the library, then park 1. Second choices: park 2's supporters 1, 2, 4, 5 and 6 hold 300 between 4, 5 and 6:
    bought for 100 each. That is all the money.
    """
    assert count("minority.pb", "greedy-votes").funded == ("1", "2", "3")
    fair = count("minority.pb", "equal-shares-ranked")
    assert fair.funded == ("4", "1", "2")
    assert fair.leftover == 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_own_election_survives_writing_and_reading(path: Path) -> None:
    election = read_file(path)
    text = to_pabulib(*election)
    assert from_pabulib(text) == election
    assert to_pabulib(*from_pabulib(text)) == text
