"""Counting a file for the command line."""

import json
from pathlib import Path

import pytest

from pb.counting.files import count_file
from pb.counting.refusals import CountingRefused, PabulibRefused

OWN = Path(__file__).parents[2] / "elections" / "own"


def floats_in(told: object) -> list[float]:
    if isinstance(told, dict):
        return [found for value in told.values() for found in floats_in(value)]
    if isinstance(told, list):
        return [found for value in told for found in floats_in(value)]
    return [told] if isinstance(told, float) else []


def test_a_counted_file_tells_its_whole_story_as_json() -> None:
    told = count_file(OWN / "four_wishes.pb", "equal-shares-ranked", "add1-greedy")
    assert json.loads(json.dumps(told)) == told
    assert (told["funded"], told["cost"], told["budget"], told["voters"]) == (["A", "D", "B"], 100, 100, 10)
    assert (told["first_share"], told["share"], told["next_overspends"]) == (10, 13, True)
    assert told["steps"][1] == {
        "project": "D",
        "cost": 30,
        "how": "shares",
        "supporters": 4,
        "left": 20,
        "level": 2,
        "cap": "15/2",
        "effective_votes": 4,
        "held": 52,
        "paid_cap": 4,
        "paid_all": 0,
        "had_nothing": 0,
    }
    assert told["steps"][2]["points"] == 5
    assert told["losses"][0]["taken"] == [{"project": "D", "amount": 30}]
    assert told["ties"] == [{"step": 2, "projects": ["D", "C"], "chosen": "D"}]


@pytest.mark.parametrize("name", ["four_wishes.pb", "to_the_penny.pb", "minority.pb"])
@pytest.mark.parametrize("rule", ["greedy-votes", "equal-shares-ranked"])
def test_no_float_is_told(name: str, rule: str) -> None:
    assert floats_in(count_file(OWN / name, rule)) == []


def test_what_cannot_be_counted_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CountingRefused, match="Choose one of"):
        count_file(OWN / "minority.pb", "equal-shares-rankd")
    broken = tmp_path / "broken.pb"
    broken.write_text("nothing", "utf-8")
    with pytest.raises(PabulibRefused, match="Line 1"):
        count_file(broken, "greedy-votes")
