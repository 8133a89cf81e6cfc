"""`draws possible` as somebody types it."""

import json
from pathlib import Path

import pytest

import main
from tests.assembly.sortition.selection_data import folder
from web.commands import run_command

QUOTAS = "feature,value,min,max\nage,young,1,2\nage,old,1,2\n"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    ages = ["young"] * 4 + ["old"] * 2
    rows = [f"R{i},{i // 2} Hill,{age}" for i, age in enumerate(ages)]
    (tmp_path / "people.csv").write_text("\n".join(["id,address,age", *rows]), "utf-8")
    (tmp_path / "quotas.csv").write_text(QUOTAS, "utf-8")
    return [str(tmp_path / "people.csv"), str(tmp_path / "quotas.csv")]


def possible(*words: str) -> int:
    return run_command(main.COMMANDS, ["draws", "possible", *words])


def test_a_possible_panel_is_told_with_its_floor_and_ceiling(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert possible(*files, "--seats", "3", "--household", "address") == 0

    assert capsys.readouterr().out.splitlines() == [
        "A panel of 3 is possible from these 6 people. Everybody can be on a panel.",
        "Highest floor: everybody who can be chosen can have a chance of 50.00%.",
        "Lowest ceiling: nobody then needs a chance above 50.00%.",
    ]


def test_an_impossible_panel_is_told_what_to_change(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert possible(*files, "--seats", "4") == 0
    Path(files[1]).write_text(QUOTAS.replace("old,1,2", "old,3,3"), "utf-8")
    capsys.readouterr()

    assert possible(*files, "--seats", "4") == 1

    assert capsys.readouterr().out.splitlines() == [
        "No panel of these people meets all quotas.",
        "age: old needs at least 3, and the pool has 2.",
        "",
        "The smallest change that makes one possible:",
        "age: old. Lower the least from 3 to 2.",
        "",
        "More of these people would help most:",
        "  age: old (2 now, 3 more would match the rest)",
    ]


def test_the_answer_is_there_for_other_programs_too(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert possible(*files, "--seats", "5", "--household", "address", "--json", "-") == 1

    told = json.loads(capsys.readouterr().out)
    assert (told["possible"], told["people"], told["seats"]) == (False, 6, 5)
    assert told["reasons"] == [
        "A panel takes one person of each address: that makes 3 at most, for 5 seats.",
        "age: the mosts add up to 4, fewer than the 5 seats.",
    ]
    assert told["changes"] == []
    assert told["quotas"][0] == {"feature": "age", "value": "young", "min": 1, "max": 2, "have": 4, "addresses": 2}


def test_a_replacement_says_who_cannot_be_chosen(tmp_path: Path) -> None:
    place = folder("replacement_mid_320_5")
    words = [str(place / "people.csv"), str(place / "features.csv"), "--seats", "5", "--household", "address1,postcode"]

    assert possible(*words, "--json", str(tmp_path / "answer.json")) == 0

    told = json.loads((tmp_path / "answer.json").read_text("utf-8"))
    assert len(told["unreachable"]) == 74
    assert told["proved"]


def test_files_that_cannot_be_used_are_refused(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert possible("nothing.csv", files[1], "--seats", "3") == 1
    assert possible(*files, "--seats", "3", "--household", "road") == 1
    assert possible(*files, "--seats", "3", "--json", "no/such/folder.json") == 1

    assert capsys.readouterr().err.splitlines() == [
        "nothing.csv: it cannot be read: No such file or directory.",
        "people, line 1: the heading needs a column for each of: road.",
        "no/such/folder.json: it cannot be written: No such file or directory.",
    ]


@pytest.mark.parametrize("words", [["--seats", "0"], ["--seats", "-3"], ["--seats", "many"], ["--seats", "9" * 5000]])
def test_seats_are_a_number_of_people(files: list[str], words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        possible(*files, *words)

    assert stopped.value.code == 2
