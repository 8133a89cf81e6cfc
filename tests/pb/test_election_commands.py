"""`elections count`, `compare` and `rules` as somebody types them."""

import json
from pathlib import Path

import pytest

import main
from tests.house import ROOT
from web.commands import run_command

OWN = ROOT / "tests" / "elections" / "own"
WISHES = str(OWN / "four_wishes.pb")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run_command(main.COMMANDS, ["elections", *words]) == 0
    return capsys.readouterr().out


def test_counting_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "count", WISHES, "--rule", "equal-shares-ranked", "--tie-breaking", "cost-id")
    lines = out.splitlines()
    assert lines[0] == "Counted by equal-shares-ranked; ties by cost-id."
    assert lines[1].startswith("10 voters. 80 of 100 spent.")
    assert lines[3].split() == ["project", "cost", "supporters", "left"]
    assert [line.split()[:3] for line in lines[4:6]] == [["1", "A", "50"], ["2", "D", "30"]]
    assert "Step 2: D, C were equal; D went first." in lines


def test_reasons_are_given_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    plain = said(capsys, "count", WISHES, "--rule", "equal-shares-ranked")
    explained = said(capsys, "count", WISHES, "--rule", "equal-shares-ranked", "--explain")
    assert "people who voted chose it" not in plain
    assert "A: 5 of 10 people who voted chose it." in explained


def test_json_goes_to_the_terminal_alone(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["count", WISHES, "--rule", "equal-shares-ranked", "--completion", "add1-greedy", "--json", "-"]
    told = json.loads(said(capsys, *words))
    assert {"rule", "funded", "cost", "budget", "voters", "steps", "ties", "seconds"} <= told.keys()
    assert (told["funded"], told["cost"], told["voters"]) == (["A", "D", "B"], 100, 10)
    assert told["seconds"] >= 0
    explained = json.loads(said(capsys, *words, "--explain"))
    assert explained["reasons"]["A"][0] == "5 of 10 people who voted chose it."


def test_json_goes_to_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "outcome.json"
    assert said(capsys, "count", WISHES, "--rule", "phragmen", "--json", str(path)) == ""
    assert json.loads(path.read_text("utf-8"))["rule"] == "phragmen"


def test_two_rules_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(OWN / "minority.pb")
    out = said(capsys, "compare", path, "--rules", "greedy-votes,equal-shares-ranked")
    assert "voters with their first choice funded" in out
    assert "4 is funded by equal-shares-ranked only." in out
    told = json.loads(said(capsys, "compare", path, "--rules", "greedy-votes,equal-shares-ranked", "--json", "-"))
    assert [side["voters_with_any_choice"] for side in told["sides"]] == [6, 10]


@pytest.mark.parametrize("wrong", ["greedy-votes", "greedy-votes,loudest", "a,b,c"])
def test_anything_but_two_rules_is_not_understood(capsys: pytest.CaptureFixture[str], wrong: str) -> None:
    with pytest.raises(SystemExit):
        run_command(main.COMMANDS, ["elections", "compare", WISHES, "--rules", wrong])
    assert "give two of these" in capsys.readouterr().err


def test_a_completion_where_none_is_taken_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["elections", "count", WISHES, "--rule", "greedy-votes", "--completion", "add1"]
    assert run_command(main.COMMANDS, words) == 1
    assert "needs no completion" in capsys.readouterr().err


def test_rules_are_listed_with_their_sources(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "rules")
    for name in ("equal-shares-ranked", "phragmen", "add1-late", "cost-supporters-id"):
        assert f"  {name} (" in out
    assert "Aziz and Lee" in out
