"""The witness: it signs what grew, and nothing else. And what that is worth: AC-124 and AC-125."""

import base64
import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import witness as program
from ledger.notes import COSIGNER, LOG, Checkpoint, SigningKey, VerifierKey, sign, time_signed
from ledger.tree import Tree, leaf_hash
from ledger.witness import Answer, Witness, new_key
from tests.ledger.record_scenes import running_witness

KEY = SigningKey("test.example/record", LOG, bytes(range(32)))


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Witness]:
    new_key(tmp_path / "w.key", "witness.example/w")
    yield Witness(tmp_path / "w.key", tmp_path / "seen.json", [str(KEY.verifier)])


def tree(size: int, name: str = "leaf") -> Tree:
    return Tree(leaf_hash(f"{name} {number}".encode()) for number in range(size))


def request(old: int, size: int, grown: Tree | None = None, key: SigningKey = KEY, origin: str = KEY.name) -> str:
    grown = grown or tree(size)
    proof = [base64.b64encode(one).decode() for one in grown.consistency_proof(min(old, size), size)]
    checkpoint = Checkpoint(origin, size, grown.root(size))
    return "\n".join([f"old {old}", *proof, "", sign(checkpoint, key)])


def test_it_signs_a_record_that_only_grew(watching: Witness) -> None:
    key = VerifierKey.parse(watching.public_key)
    assert key.kind == COSIGNER
    for old, size in [(0, 1), (1, 2), (2, 7), (7, 8), (8, 100), (100, 100)]:
        line = watching.add_checkpoint(request(old, size), 1_700_000_000)
        text = str(Checkpoint(KEY.name, size, tree(size).root()))
        assert line.endswith("\n") and time_signed(text, line.rstrip("\n"), key) == 1_700_000_000


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (request(0, 7, key=SigningKey(KEY.name, LOG, bytes(32))), 403),
        (request(0, 7, key=SigningKey("other.example/record", LOG, KEY.seed), origin="other.example/record"), 404),
        (request(0, 7, origin="test.example/recorD"), 404),
        (request(3, 7), 409),
        (request(0, 0).replace("old 0", "old 5"), 400),
        (request(0, 7).replace("old 0", "old -1"), 400),
        (request(0, 7).replace("old 0", "old 00"), 400),
        (request(0, 7).replace("old 0", "new 0"), 400),
        (request(0, 7).replace("\n\n", "\nAAAA\n\n", 1), 400),
        (request(0, 7).replace("\n\n", "\n" + base64.b64encode(bytes(32)).decode() + "\n\n", 1), 422),
        (request(0, 7).replace("\n\n", ("\n" + base64.b64encode(bytes(32)).decode()) * 64 + "\n\n", 1), 400),
        (request(0, 7).replace("\n7\n", "\nseven\n"), 400),
        (request(0, 7).replace("\n7\n", "\n8\n"), 403),
        ("", 400),
        ("old 0\n\n", 400),
        ("old 0\n\n\n\n\n\n", 400),
        ("\x00" * 50, 400),
    ],
)
def test_what_it_does_not_sign_is_answered_as_the_protocol_says(watching: Witness, sent: str, status: int) -> None:
    with pytest.raises(Answer) as answer:
        watching.add_checkpoint(sent, 1_700_000_000)

    assert answer.value.status == status, answer.value.text
    assert not watching.seen and not watching.state_file.exists()


def test_whoever_asks_with_another_size_is_told_the_one_it_saw(watching: Witness) -> None:
    watching.add_checkpoint(request(0, 7), 1_700_000_000)

    with pytest.raises(Answer) as answer:
        watching.add_checkpoint(request(0, 9), 1_700_000_001)

    assert (answer.value.status, answer.value.text, answer.value.kind) == (409, "7\n", "text/x.tlog.size")


def test_ac_124_a_record_that_was_rolled_back_is_not_signed(watching: Witness) -> None:
    watching.add_checkpoint(request(0, 9), 1_700_000_000)

    for sent, status in [(request(5, 7), 409), (request(9, 7), 400), (request(0, 12, tree(12, "rewritten")), 409)]:
        with pytest.raises(Answer) as answer:
            watching.add_checkpoint(sent, 1_700_000_001)
        assert answer.value.status == status
    assert watching.seen[KEY.name]["size"] == 9


def test_ac_125_two_records_shown_to_two_people_are_not_both_signed(watching: Witness) -> None:
    watching.add_checkpoint(request(0, 9), 1_700_000_000)
    other = tree(12, "shown to somebody else")

    with pytest.raises(Answer) as of_the_same_size:
        watching.add_checkpoint(request(9, 9, other), 1_700_000_001)
    with pytest.raises(Answer) as of_a_larger_one:
        watching.add_checkpoint(request(9, 12, other), 1_700_000_001)

    assert (of_the_same_size.value.status, of_a_larger_one.value.status) == (409, 422)
    watching.add_checkpoint(request(9, 12), 1_700_000_002)


def test_it_remembers_after_a_restart(watching: Witness, tmp_path: Path) -> None:
    watching.add_checkpoint(request(0, 9), 1_700_000_000)

    again = Witness(tmp_path / "w.key", tmp_path / "seen.json", [str(KEY.verifier)])

    with pytest.raises(Answer, match="9"):
        again.add_checkpoint(request(0, 12), 1_700_000_001)
    again.add_checkpoint(request(9, 12), 1_700_000_001)


def test_of_many_at_once_none_takes_the_record_back(watching: Witness) -> None:
    signed: list[int] = []

    def ask(size: int) -> None:
        try:
            watching.add_checkpoint(request(0, size), 1_700_000_000)
            signed.append(size)
        except Answer as answer:
            assert answer.status == 409

    threads = [threading.Thread(target=ask, args=(size,)) for size in range(1, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(signed) == 1 and watching.seen[KEY.name]["size"] == signed[0]
    assert json.loads(watching.state_file.read_text()) == watching.seen


def post(address: str, body: bytes) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body), timeout=10) as answer:
            return answer.status, answer.read().decode(), answer.headers["content-type"]
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode(), refusal.headers["content-type"]


def test_it_speaks_the_protocol_over_http(tmp_path: Path) -> None:
    with running_witness(tmp_path, str(KEY.verifier)) as (watching, setting):
        address = setting.partition("@")[2]
        status, text, _kind = post(f"{address}/add-checkpoint", request(0, 7).encode())
        assert status == 200 and text.startswith("— witness.example/w ")
        assert post(f"{address}/add-checkpoint", request(0, 9).encode()) == (409, "7\n", "text/x.tlog.size")
        assert post(f"{address}/elsewhere", b"x")[0] == 404
        assert post(f"{address}/add-checkpoint", b"\xff\xfe")[0] == 400
        assert post(f"{address}/add-checkpoint", b"x" * 70_000)[0] == 400
        with urllib.request.urlopen(address, timeout=10) as page:
            assert page.read().decode().startswith(f"{watching.public_key}\n{KEY.name} 7 ")


def test_the_file_runs_alone_and_never_writes_over_a_key(tmp_path: Path) -> None:
    alone = tmp_path / "witness.py"
    alone.write_text(Path(program.__file__).read_text("utf-8"), "utf-8")
    command = [sys.executable, "-I", str(alone)]

    made = subprocess.run([*command, "new-key", "my.key", "me.example"], cwd=tmp_path, capture_output=True, text=True)
    again = subprocess.run([*command, "new-key", "my.key", "me.example"], cwd=tmp_path, capture_output=True, text=True)

    assert VerifierKey.parse(made.stdout).name == "me.example" and made.returncode == 0, made.stderr
    assert again.returncode != 0 and (tmp_path / "my.key").stat().st_mode & 0o777 == 0o600
    arguments = ["--key", "my.key", "--state", "s.json", "--log", str(KEY.verifier), "--port", "0"]
    running = subprocess.Popen([*command, *arguments], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    assert running.stdout.readline() == made.stdout
    running.terminate()
    running.wait(10)
    running.stdout.close()


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_name_that_no_note_could_hold_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SystemExit):
        new_key(tmp_path / "w.key", name)
