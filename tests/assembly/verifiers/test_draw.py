"""draw.py repeats an honest draw, and says in sentences what it found and what it could not check."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from assembly.sortition.drawing.canonical import canonical
from assembly.sortition.drawing.sources import Balls, Dice
from assembly.verifiers import draw
from tests.assembly.verifiers.draw_scenes import DRAND, WHEN, Files, Scene, draw_of, people, written
from tests.assembly.verifiers.drawing_again import GOOD, told, told_of
from tests.house import ROOT

HONEST = draw_of(Scene())


def test_an_honest_draw_agrees(tmp_path: Path) -> None:
    status, lines = told_of(HONEST, tmp_path)
    assert (status, lines[-1]) == (0, GOOD)
    assert [line for line in lines if line.startswith("Drawn: ")]
    assert "A witness signed the commitment at 2026-12-01T12:05:00Z, before 2026-12-01T18:00:00Z." in lines
    assert "Draws of this assembly in the whole record: 1." in lines
    assert "Every line was held against the quotas and the households." in lines


def test_whoever_has_a_receipt_learns_their_chance(tmp_path: Path) -> None:
    person = people()[0].pseudonym
    panels = HONEST["portfolio.txt"].decode().splitlines()
    count = sum(person in line for line in panels)
    share = f"{100 * count / len(panels):.2f}%"
    _, lines = told_of(HONEST, tmp_path)
    assert f"{person} is in the pool, and stands on {count} of {len(panels)} lines: a chance of {share}." in lines
    assert f"{person} was {'' if person in HONEST['result.json'].decode() else 'not '}drawn." in lines


def test_a_receipt_of_another_pool_is_not_in_this_one(tmp_path: Path) -> None:
    other = draw_of(Scene(entries=people(10)))
    status, lines = told_of(HONEST | {"receipt.json": other["receipt.json"]}, tmp_path)
    assert status == 1
    assert [line for line in lines if line.startswith("receipt.json: ")]


def test_before_the_draw_it_checks_what_is_there_and_says_what_is_not(tmp_path: Path) -> None:
    status, lines = told_of({name: HONEST[name] for name in ("commitment.json", "portfolio.txt")}, tmp_path)
    assert (status, lines[-1]) == (0, GOOD)
    assert not [line for line in lines if line.startswith("Drawn")]
    for name in ("randomness.json", "result.json", "record.json", "leaves.jsonl", "pool.jsonl"):
        assert f"Not checked: what is in {name}: it is not there" in lines


def test_in_the_hall_it_draws_before_the_result_is_published(tmp_path: Path) -> None:
    names = ("commitment.json", "portfolio.txt", "randomness.json")
    status, lines = told_of({name: HONEST[name] for name in names}, tmp_path)
    panel = re.findall("R-......", HONEST["result.json"].decode())
    assert status == 0
    assert [line for line in lines if line.endswith("The panel: " + " ".join(panel))]


def test_files_may_be_given_one_by_one(tmp_path: Path) -> None:
    written(HONEST, tmp_path)
    assert told(*[tmp_path / name for name in HONEST])[0] == 0
    (tmp_path / "holiday.txt").write_text("sun")
    assert told(*[tmp_path / name for name in HONEST], tmp_path / "holiday.txt")[0] == 1


def test_without_a_draw_it_says_so_with_another_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        told(tmp_path)
    assert ended.value.code == 2
    assert "commitment.json and portfolio.txt are needed" in capsys.readouterr().err


@pytest.mark.parametrize(
    "scene",
    [
        Scene(randomness=[DRAND]),
        Scene(randomness=[Balls(2)]),
        Scene(randomness=[Balls(3)], rolled={"balls": "999 998 0 1 7"}),
        Scene(randomness=[Dice(3)], rolled={"dice": "6 6 6, 1 2 3"}),
        Scene(randomness=[DRAND, Dice(4)], rolled={"dice": "1234"}),
        Scene(name="Cynulliad Dinasyddion — ტბა 🗳"),
    ],
)
def test_every_source_and_two_together_are_repeated(scene: Scene, tmp_path: Path) -> None:
    assert told_of(draw_of(scene), tmp_path)[0] == 0


def test_drand_is_to_be_compared_by_hand(tmp_path: Path) -> None:
    _, lines = told_of(HONEST, tmp_path)
    [line] = [line for line in lines if line.startswith("Not checked: whether drand said")]
    assert f"https://api.drand.sh/{DRAND.chain}/public/{DRAND.round}" in line


def test_a_void_draw_says_so(tmp_path: Path) -> None:
    status, lines = told_of(draw_of(Scene(void="A ball was missing.")), tmp_path)
    assert status == 0
    assert [line for line in lines if line.startswith("THIS DRAW IS VOID.")]


def test_without_a_witness_nobody_can_say_which_came_first(tmp_path: Path) -> None:
    status, lines = told_of(draw_of(Scene(witnessed=None)), tmp_path)
    assert status == 0
    assert [line for line in lines if line.startswith("Not checked: that the commitment is older than chance")]


def test_a_commitment_that_witnesses_saw_after_the_round_is_found_out(tmp_path: Path) -> None:
    status, lines = told_of(draw_of(Scene(witnessed=WHEN + timedelta(seconds=5))), tmp_path)
    assert status == 1
    assert "record.json: the witnesses saw the commitment only when chance was already known" in lines


def test_a_second_commitment_of_the_same_draw_is_found_out(tmp_path: Path) -> None:
    leaf = {"a": "3", "d": 1, "h": "0" * 64, "k": "draw"}
    files = draw_of(Scene())
    lines = files["leaves.jsonl"].splitlines(keepends=True)
    status, said = told_of(files | {"leaves.jsonl": b"".join([*lines, canonical(leaf), b"\n"])}, tmp_path)
    assert status == 1
    assert "leaves.jsonl: has other commitments of this draw as well" in said


def test_odd_letters_reach_no_terminal(tmp_path: Path) -> None:
    _, lines = told_of(draw_of(Scene(name="\x1b[2J\u202e")), tmp_path)
    assert all(" " <= letter <= "~" for line in lines for letter in line)


def test_a_panel_that_misses_a_quota_is_found_by_auditors(tmp_path: Path) -> None:
    older = [one.pseudonym for one in people() if one.features[0][1] == "older"]
    files = draw_of(Scene(more_panels=[tuple(older[:3])]))
    status, lines = told_of(files, tmp_path)
    assert status == 1
    assert [line for line in lines if line.endswith("misses a quota, or has two people of one household")]
    assert told_of({k: v for k, v in files.items() if k != "pool.jsonl"}, empty(tmp_path))[0] == 0


def empty(folder: Path) -> Path:
    for path in folder.iterdir():
        path.unlink()
    return folder


def test_it_uses_the_standard_library_only() -> None:
    text = Path(draw.__file__).read_text("utf-8")
    imported = set(re.findall(r"^\s*(?:from|import) (\w+)", text, re.M))
    assert imported
    assert imported <= sys.stdlib_module_names


def run(files: Files, folder: Path, seed: str) -> subprocess.CompletedProcess[str]:
    program = folder / "draw.py"
    program.write_bytes((ROOT / "assembly/verifiers/draw.py").read_bytes())
    command = [sys.executable, "-S", str(program), str(written(files, folder))]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "ascii"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, cwd=folder)


def test_alone_and_with_any_hash_seed_it_says_the_same(tmp_path: Path) -> None:
    said = [run(HONEST, tmp_path, seed) for seed in ("0", "1", "4242")]
    assert [one.returncode for one in said] == [0, 0, 0], said[0].stderr
    assert len({one.stdout for one in said}) == 1
    assert said[0].stdout.splitlines() == told(tmp_path)[1]
