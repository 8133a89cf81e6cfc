"""`draws portfolio` as somebody types it."""

import json
from pathlib import Path

import pytest

import main
from web.commands import run_command

QUOTAS = "feature,value,min,max\nage,young,1,2\nage,old,1,2\n"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Six people at three addresses, two at each."""
    ages = ["young"] * 4 + ["old"] * 2
    rows = [f"R{i},{i // 2} Hill,{age}" for i, age in enumerate(ages)]
    (tmp_path / "people.csv").write_text("\n".join(["id,address,age", *rows]), "utf-8")
    (tmp_path / "quotas.csv").write_text(QUOTAS, "utf-8")
    return [str(tmp_path / "people.csv"), str(tmp_path / "quotas.csv")]


def portfolio(*words: str) -> int:
    return run_command(main.COMMANDS, ["draws", "portfolio", *words])


def test_the_file_holds_as_many_panels_as_wished_each_with_one_of_every_address(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "panels.json"

    assert portfolio(*files, "--seats", "3", "--household", "address", "--panels", "1200", "--json", str(out)) == 0

    written = json.loads(out.read_text("utf-8"))
    assert len(written["panels"]) == 1200
    assert {tuple(int(person[1]) // 2 for person in panel) for panel in written["panels"]} == {(0, 1, 2)}
    assert sum(written["weights"]) == pytest.approx(1)
    assert written["probabilities"] == {f"R{i}": 0.5 for i in range(6)}
    assert written["settings"] == {"seed": "", "keep_floor": 1.0, "ceiling_factor": 1.5}
    assert capsys.readouterr().out.splitlines() == [
        "1,200 panels of 3, 8 of them different. Every one meets all quotas.",
        "Floor: everybody who can be chosen has a chance of 50.00% or more, 100.0% of the highest possible.",
        "Ceiling: nobody has a chance above 50.00%; up to 75.00% was allowed.",
        "Geometric mean of the chances: 50.000%.",
    ]


def test_the_way_is_told_beside_the_result(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert portfolio(*files, "--seats", "3", "--json", "-") == 0

    told = capsys.readouterr()
    assert len(json.loads(told.out)["panels"]) == 1000
    assert told.err.splitlines()[0] == "  0 % making panels"
    assert told.err.splitlines()[-1] == "100 % done"


def test_the_same_seed_gives_the_same_file_and_another_seed_another(files: list[str], tmp_path: Path) -> None:
    def written(name: str, seed: str) -> bytes:
        out = tmp_path / name
        assert portfolio(*files, "--seats", "3", "--seed", seed, "--json", str(out)) == 0
        return out.read_bytes()

    assert written("one", "red") == written("two", "red")
    assert written("one", "red") != written("three", "blue")


def test_people_who_can_be_on_no_panel_are_counted(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    quotas = Path(files[1])
    quotas.write_text("feature,value,min,max\nage,young,0,0\nage,old,1,2\n", "utf-8")

    assert portfolio(*files, "--seats", "1") == 0

    assert "4 people can be on no panel, whoever else is on it." in capsys.readouterr().out.splitlines()


def test_an_impossible_panel_is_refused_with_the_smallest_change(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quotas = Path(files[1])
    quotas.write_text("feature,value,min,max\nage,young,0,3\nage,old,3,3\n", "utf-8")
    out = tmp_path / "panels.json"

    assert portfolio(*files, "--seats", "3", "--json", str(out)) == 1

    said = capsys.readouterr().err.splitlines()
    assert said[0] == "No panel of these people meets all quotas."
    assert "age: old. Lower the least from 3 to 2." in said
    assert not out.exists()


def test_the_work_is_given_up_when_the_minutes_are_over(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "panels.json"

    assert portfolio(*files, "--seats", "3", "--minutes", "0.0000001", "--json", str(out)) == 1

    assert "stopped before it was done" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    "words",
    [["--panels", "999"], ["--panels", "many"], ["--panels", "9999999"], ["--minutes", "0"], ["--minutes", "nan"],
     ["--minutes", "soon"]],
)  # fmt: skip
def test_numbers_that_make_no_sense_are_not_understood(files: list[str], words: list[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        portfolio(*files, "--seats", "3", *words)

    assert refusal.value.code == 2


@pytest.mark.parametrize("words", [["--keep-floor", "2"], ["--ceiling-factor", "0.5"], ["--keep-floor", "nan"]])
def test_settings_that_make_no_sense_are_refused_in_a_sentence(
    files: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert portfolio(*files, "--seats", "3", *words) == 1

    assert "must be between" in (said := capsys.readouterr().err) or "cannot be below" in said


def test_a_file_that_cannot_be_written_is_refused(files: list[str], tmp_path: Path) -> None:
    assert portfolio(*files, "--seats", "3", "--json", str(tmp_path / "no" / "panels.json")) == 1
