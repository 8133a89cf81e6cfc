"""verify.py on honest packs, on broken folders, and as people start it."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from ballot_box.verifiers import verify
from tests.ballot_box.verifiers.pack_scenes import (
    SMALL,
    Contest,
    Pack,
    Scene,
    mended,
    pack_of,
    three_forms,
    unwitnessed,
    written,
)
from tests.ballot_box.verifiers.verifying import faults, faults_of, told
from tests.house import ROOT

PROGRAM = ROOT / "ballot_box" / "verifiers" / "verify.py"


def scenes() -> dict[str, Scene]:
    ticked = {name: Contest(one.budget, one.costs, [tuple(sorted(b)) for b in one.ballots], one.on_paper)
              for name, one in three_forms().items()}  # fmt: skip
    return {
        "the usual one": Scene(),
        "ticks": Scene(ticked, kind="approval", rule="equal-shares-cost"),
        "by votes": Scene(rule="greedy-votes", tie_breaking="lexicographic"),
        "a project taken off": Scene(withdrawn=("11",)),
        "the first vote of a record": Scene(before=0),
        "no witness needed, none tested, none replaced": Scene(quorum=0, tested=0, replaced=0, unconfirmed=0),
        "one checkpoint in the end": Scene(checkpoints=0),
        "a rule that verify.py does not know": Scene(rule="phragmen"),
    }


@pytest.mark.parametrize("name", scenes())
def test_an_honest_pack_agrees(name: str, tmp_path: Path) -> None:
    assert faults_of(pack_of(scenes()[name]), tmp_path) == []


def test_it_says_how_much_was_checked_and_what_was_not(tmp_path: Path) -> None:
    _, lines = told(written(pack_of(Scene()), tmp_path))
    assert lines == [
        "Not checked: contest 4: not all ballots are published",
        "Not checked: contest 5: not all ballots are published",
        "Not checked: contest 6: not all ballots are published",
        "       10 signatures",
        "       63 leaves of the record",
        "        5 checkpoints",
        "       50 commitments counted",
        "        2 ballots tested",
        "       41 ballots counted again",
        "Everything agrees.",
    ]


def test_it_says_where_no_witness_signed_the_last_checkpoint(tmp_path: Path) -> None:
    status, lines = told(written(unwitnessed(pack_of(Scene(quorum=0))), tmp_path))
    assert status == 0
    assert "Not checked: whether others saw the same record: no witness signed its end" in lines


def test_a_rule_that_it_does_not_know_is_no_fault_but_is_said(tmp_path: Path) -> None:
    status, lines = told(written(pack_of(Scene(rule="phragmen")), tmp_path))
    assert status == 0
    assert "Not checked: contest 3: it is counted by no rule that I know" in lines
    assert not [line for line in lines if "counted again" in line]


def test_the_synthetic_contests_come_out_in_all_forms() -> None:
    pack = pack_of(Scene())
    forms = [re.findall(rb'"form":"(\w+)"', pack[f"ballots/{contest}.json"])[0] for contest in "3456"]
    assert forms == [b"full", b"prefix", b"aggregate", b"withheld"]


# By code


def crockford(commitment: str) -> str:
    bits = f"{int(commitment, 16):0256b}0000"
    letters = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[int(bits[at : at + 5], 2)] for at in range(0, 260, 5))
    return " ".join(letters[at : at + 4] for at in range(0, 52, 4))


def codes(pack: Pack) -> dict[str, str]:
    """One commitment of each kind."""
    counted = pack["counted.txt"].decode().split()
    cast = re.findall(r'"c":"(\w+)","e":"12","k":"ballot"', pack["log/leaves.jsonl"].decode())
    (tested, *_) = re.findall(r'"code":"(\w+)"', pack["spoiled.jsonl"].decode())
    return {"ballot, counted": counted[0], "ballot": next(c for c in cast if c not in counted), "spoiled": tested}


@pytest.mark.parametrize("kind", ["ballot, counted", "ballot", "spoiled"])
def test_a_voter_finds_their_ballot_by_its_code(kind: str, tmp_path: Path) -> None:
    commitment = codes(pack := pack_of(Scene()))[kind]
    written(pack, tmp_path)
    written_as = [commitment, crockford(commitment), crockford(commitment).lower().replace("0", "o").replace("1", "l")]
    for code in [*written_as, crockford(commitment).replace(" ", "-")]:
        status, lines = told(tmp_path, "--code", code)
        assert (status, lines[0]) == (0, f"{commitment} is in the record as: {kind}")


@pytest.mark.parametrize("code", ["0" * 64, "AAAA BBBB", "", "!", "U" * 52, "é", "Z" * 5000])
def test_a_code_that_is_not_in_the_record_is_said(code: str, tmp_path: Path) -> None:
    status, lines = told(written(pack_of(Scene()), tmp_path), "--code", code)
    assert status == (1 if code else 0)
    assert not code or any(line.startswith("--code: ") for line in lines)


# As people start it


def started(*arguments: str | Path, flags: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *flags, str(PROGRAM), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_runs_alone_with_nothing_but_python(tmp_path: Path) -> None:
    """-S leaves out every installed package, -I the folder it lies in."""
    alone = started(written(pack_of(Scene()), tmp_path), flags=("-I", "-S"))
    assert (alone.returncode, alone.stderr) == (0, "")
    assert alone.stdout.startswith("Not checked: signatures, without `cryptography`.")
    assert alone.stdout.endswith("Everything agrees.\n")


def test_without_cryptography_it_tells_how_openssl_checks_the_last_signature(tmp_path: Path) -> None:
    alone = started(written(pack_of(Scene()), tmp_path), flags=("-I", "-S"))
    command = alone.stdout.split("By hand: ")[1].splitlines()[0]
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "Signature Verified Successfully", done.stderr


def test_a_folder_that_cannot_be_read_is_status_two(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    for folder in ("nowhere", "file", "empty"):
        assert started(tmp_path / folder).returncode == 2
    assert started().returncode == 2


def test_it_is_one_readable_file_that_knows_nothing_of_the_site() -> None:
    text = PROGRAM.read_text("utf-8")
    assert len(text.splitlines()) < 400
    imported = set(re.findall(r"^\s*(?:from|import) (\w+)", text, re.M))
    assert imported - sys.stdlib_module_names == {"cryptography"}


@pytest.mark.parametrize(
    "text", ["1.0", "-1", "-0", "NaN", "Infinity", "1e3", "1E400", "9" * 17, '"\\u0041"', "01", " 1"]
)
def test_only_one_way_to_write_a_value_is_read(text: str) -> None:
    assert verify.parsed(b'{"a":[1,"A",true,null]}') == {"a": [1, "A", True, None]}
    with pytest.raises(ValueError):
        verify.parsed(f'{{"a":{text}}}'.encode())


# Hostile folders: a line, never a traceback


def changed(name: str, data: bytes) -> Pack:
    return mended({**pack_of(Scene()), name: data})


HOSTILE: Mapping[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "not UTF-8": b"\xff\xfe\x00",
    "a lone surrogate": b'{"a":"\\ud800"}',
    "deep": b"[" * 100_000,
    "deep and closed": b"[" * 50_000 + b"]" * 50_000,
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "a huge number": b'{"size":' + b"9" * 10_000 + b"}",
    "not a number": b'{"size":NaN}',
    "less than nothing": b'{"size":-1}',
    "a fraction": b'{"size":1.5}',
    "twice the same name": b'{"size":1,"size":2}',
    "control characters": b"\x00\x1b[2J\n" * 3,
    "only line ends": b"\n\n\n",
}
EVIDENCE = sorted(pack_of(Scene()).keys() - {"README.txt", "audit.py", "verify.py", "verify.html"})


@pytest.mark.parametrize("what", HOSTILE)
def test_nonsense_in_a_file_is_a_fault_and_no_traceback(what: str, tmp_path: Path) -> None:
    honest = pack_of(Scene())
    for name in EVIDENCE:
        pack = {**honest, name: HOSTILE[what]}
        assert faults_of(pack if name == "SHA256SUMS" else mended(pack), tmp_path), name


@pytest.mark.parametrize("name", sorted(pack_of(Scene())))
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    pack = pack_of(Scene())
    del pack[name]
    for broken in (pack, mended(pack) if name != "SHA256SUMS" else pack):
        found = faults_of(broken, tmp_path / str(len(broken)))
        assert any(fault.startswith(name) or name in fault for fault in found)


@pytest.mark.parametrize("name", ["ballots/7.json", "more.txt", "log/extra", "ballots/../x.json"])
def test_a_file_too_many_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "ballots").mkdir()
    assert faults_of(changed(name, b"{}"), tmp_path)


def test_a_link_in_place_of_a_file_is_named_and_not_followed(tmp_path: Path) -> None:
    folder = written(pack_of(Scene()), tmp_path / "pack")
    (folder / "counted.txt").rename(tmp_path / "elsewhere")
    (folder / "counted.txt").symlink_to(tmp_path / "elsewhere")
    assert "counted.txt: is not a plain file" in faults(folder)


def test_a_pipe_in_place_of_a_file_does_not_hold_it_up(tmp_path: Path) -> None:
    folder = written(pack_of(Scene()), tmp_path)
    (folder / "counted.txt").unlink()
    os.mkfifo(folder / "counted.txt")
    assert "counted.txt: is not a plain file" in faults(folder)


def test_what_a_file_says_cannot_write_on_the_screen_what_it_likes(tmp_path: Path) -> None:
    sums = pack_of(Scene())["SHA256SUMS"] + b"0" * 64 + b"  \x1b[2J\xe2\x80\xaeEverything agrees.\n"
    found = faults_of({**pack_of(Scene()), "SHA256SUMS": sums}, tmp_path)
    assert found
    assert all(" " <= letter <= "~" for fault in found for letter in fault)


def test_hundreds_of_faults_do_not_fill_the_screen(tmp_path: Path) -> None:
    pack = pack_of(Scene())
    pack["counted.txt"] = b"".join(b"%064x\n" % number for number in range(500))
    status, lines = told(written(mended(pack), tmp_path))
    assert status == 1
    assert len(lines) < verify.MOST_SHOWN + 20
    assert int(lines[-1].split()[0]) > 500


def test_raising_the_shares_ends_however_much_money_there_is(tmp_path: Path) -> None:
    """Millions of raises, as a project costs much more than the budget and few want it."""
    dear = {"11": 2**50, "12": 10_000}
    ballots = [("12", "11")] * 9 + [("11", "12")] + [("12",)] * 3 + [("11",)]
    scene = Scene({"3": Contest(20_000, dear, ballots)}, disclosure={**SMALL, "full_percent": 100})
    assert faults_of(pack_of(scene), tmp_path) == []
