"""What trustees do on their own computers: no network, no database, nothing written over, a sentence a mistake."""

import json
import os
import stat
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from nacl import pwhash

from ballot_box.sealing import boxes
from ballot_box.sealing.bodies import Body
from ballot_box.trustees import key_files
from ballot_box.trustees.__main__ import main
from ballot_box.trustees.box_files import Boxes, read_ballots
from ballot_box.trustees.refusals import TrusteesRefused
from ballot_box.trustees.spelling import read
from tests.house import ROOT

PASSPHRASE = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """As little work for a passphrase as the library allows, so that tests do not wait for it."""
    monkeypatch.setattr(key_files, "_OPERATIONS", pwhash.argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr(key_files, "_MEMORY", pwhash.argon2id.MEMLIMIT_MIN)


@pytest.fixture
def words(tmp_path: Path) -> str:
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    return str(tmp_path / "passphrase")


def run(*arguments: object) -> int:
    return main([str(one) for one in arguments])


def make_key(folder: Path, name: str, words: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Its public half, read off the screen."""
    assert run("new-key", folder / name, "--passphrase-file", words) == 0
    return read_off(capsys.readouterr().out)


def read_off(screen: str) -> str:
    lines = [line for line in screen.splitlines() if line.startswith("  ")]
    return read(" ".join(lines))


def test_a_new_key_is_for_its_owner_alone_and_shows_its_public_half(
    tmp_path: Path, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    public = make_key(tmp_path, "amina.key", words, capsys)

    file = tmp_path / "amina.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    private = key_files.private_of(file, PASSPHRASE)
    assert boxes.public_key(private) == public == json.loads(file.read_text())["public"]
    assert private.hex() not in file.read_text()
    assert run("show", file) == 0
    assert read_off(capsys.readouterr().out) == public
    assert sorted(os.listdir(tmp_path)) == ["amina.key", "passphrase"]


def test_a_key_is_never_written_over(tmp_path: Path, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    make_key(tmp_path, "amina.key", words, capsys)
    before = (tmp_path / "amina.key").read_bytes()

    assert run("new-key", tmp_path / "amina.key", "--passphrase-file", words) == 1

    assert "nothing is ever written over" in capsys.readouterr().err
    assert (tmp_path / "amina.key").read_bytes() == before
    with pytest.raises(TrusteesRefused, match="written over"):  # nor where somebody was quicker
        key_files.write_new(tmp_path / "amina.key", b"other")
    assert (tmp_path / "amina.key").read_bytes() == before


def test_a_passphrase_is_typed_twice_the_same_and_is_long_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for typed, says in ((["short", "short"], "12 characters"), ([PASSPHRASE, "another one than that"], "not the same")):
        monkeypatch.setattr("ballot_box.trustees.offline.getpass", lambda _prompt, typed=typed: typed.pop(0))
        assert run("new-key", tmp_path / "amina.key") == 1
        assert says in capsys.readouterr().err
    assert not os.listdir(tmp_path)


def test_the_two_open_a_vote_from_file_to_file(tmp_path: Path, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    first, last = [make_key(tmp_path, name, words, capsys) for name in ("amina.key", "bob.key")]
    plain = boxes.fill(Body("12", "0" * 64, "3", ("11",)).as_bytes(), b"n" * 32, 256)
    (tmp_path / "boxes").write_bytes(Boxes("12", 2, (last, first), [boxes.seal(plain, [last, first])]).as_bytes())

    key = ["--passphrase-file", words, "--key"]
    assert run("decrypt", tmp_path / "boxes", tmp_path / "half", *key, tmp_path / "amina.key") == 0
    assert "Take" in capsys.readouterr().out
    assert run("decrypt", tmp_path / "half", tmp_path / "ballots", *key, tmp_path / "bob.key") == 0
    assert "goes back to the site" in capsys.readouterr().out

    found = read_ballots(BytesIO((tmp_path / "ballots").read_bytes()))
    assert found.ballots == [boxes.empty(plain)]
    assert stat.S_IMODE((tmp_path / "ballots").stat().st_mode) == 0o600


def test_each_mistake_has_a_sentence_and_writes_nothing(
    tmp_path: Path, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    first, last = [make_key(tmp_path, name, words, capsys) for name in ("amina.key", "bob.key")]
    (tmp_path / "wrong").write_text("not the passphrase at all")
    (tmp_path / "damaged.key").write_bytes((tmp_path / "amina.key").read_bytes()[:-40])
    swapped = json.loads((tmp_path / "amina.key").read_text()) | {"public": last}
    (tmp_path / "swapped.key").write_text(json.dumps(swapped))
    endless = json.loads((tmp_path / "amina.key").read_text()) | {"memory": 2**40}
    (tmp_path / "endless.key").write_text(json.dumps(endless))
    plain = boxes.fill(Body("12", "0" * 64, "3", ("11",)).as_bytes(), b"n" * 32, 256)
    (tmp_path / "boxes").write_bytes(Boxes("12", 2, (last, first), [boxes.seal(plain, [last, first])]).as_bytes())
    (tmp_path / "torn").write_bytes((tmp_path / "boxes").read_bytes()[:-20])
    there = set(os.listdir(tmp_path))

    for source, target, key, passphrase, says in (
        ("boxes", "out", "amina.key", "wrong", "does not open the key"),
        ("boxes", "out", "bob.key", "passphrase", "other person has to open these boxes first"),
        ("boxes", "out", "damaged.key", "passphrase", "damaged"),
        ("boxes", "out", "swapped.key", "passphrase", "damaged"),
        ("boxes", "out", "endless.key", "passphrase", "damaged"),
        ("boxes", "out", "boxes", "passphrase", "damaged"),
        ("boxes", "out", "none.key", "passphrase", "cannot be read"),
        ("boxes", "wrong", "amina.key", "passphrase", "written over"),
        ("boxes", "no/such/folder", "amina.key", "passphrase", "could not be written"),
        ("torn", "out", "amina.key", "passphrase", "not whole"),
        ("none", "out", "amina.key", "passphrase", "cannot be read"),
        ("boxes", "out", "amina.key", "none", "cannot be read"),
    ):
        arguments = [tmp_path / source, tmp_path / target, "--key", tmp_path / key]
        assert run("decrypt", *arguments, "--passphrase-file", tmp_path / passphrase) == 1
        assert says in capsys.readouterr().err
        assert set(os.listdir(tmp_path)) == there


ONLY_PYNACL = """
import importlib.abc, sys
class Nothing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        ours = {"ballot_box", "web", "nacl", "cffi", "_cffi_backend", "pycparser"}
        if top not in ours and top not in sys.stdlib_module_names:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Nothing())
from ballot_box.trustees.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def test_nothing_from_outside_but_pynacl_is_needed(tmp_path: Path, words: str) -> None:
    """On a computer that has never seen a network, that is already enough to carry there."""
    done = subprocess.run(
        [sys.executable, "-c", ONLY_PYNACL, "new-key", str(tmp_path / "amina.key"), "--passphrase-file", words],
        cwd=ROOT, env={"PATH": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert key_files.public_of(tmp_path / "amina.key") == read_off(done.stdout)


def test_the_commands_of_the_site_do_the_same_without_database_or_settings(tmp_path: Path, words: str) -> None:
    done = subprocess.run(
        [sys.executable, "main.py", "trustees", "new-key", str(tmp_path / "amina.key"), "--passphrase-file", words],
        cwd=ROOT, env={"PATH": "", "DATABASE_URL": "nonsense", "PRODUCTION": "yes"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert key_files.public_of(tmp_path / "amina.key") == read_off(done.stdout)
