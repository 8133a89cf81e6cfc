"""Asking witnesses: what they sign is kept, and one that is down, slow or contrary holds nothing up (F17)."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from database import execute, value
from database.append_only import lifted
from ledger import keys, standing, witnessing
from ledger.duties import keeper, origin_of
from ledger.models import APPEND_ONLY
from ledger.notes import BadNote
from ledger.sequencing import sequence
from ledger.witnessing import ask_all, witnesses
from tests.ledger.record_scenes import ORIGIN, cast, leaves, make_record, running_witness
from web.settings import Settings, SettingsRefused

NEVER = "down.example/w+4f2d9f1c+BA0EFwOGHdVsxy2Hjd0Z6K4lMS4Lx6NdEKbMGdM5xW2h"


@contextmanager
def answering(status: int, body: bytes, slowly: float = 0.0) -> Iterator[str]:
    """Something that is no witness: it always says this, or says it a letter at a time."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            self.end_headers()
            try:
                for letter in body:
                    self.wfile.write(bytes([letter]))
                    time.sleep(slowly)
            except OSError:
                pass

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    serving = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{serving.server_port}"
    finally:
        serving.shutdown()
        serving.server_close()
        thread.join()


def key_of(tmp_path: Path, name: str = "odd.example/w") -> str:
    from ledger.witness import new_key

    return new_key(tmp_path / f"{name.replace('/', '-')}.key", name)


async def test_what_a_witness_signs_is_kept_and_handed_out(db: None, tmp_path: Path) -> None:
    await make_record(3)
    with running_witness(tmp_path, standing.key()) as (_witness, setting):
        asked = witnesses(setting)
        assert await ask_all(asked) == 1
        assert await ask_all(asked) == 0  # it has signed this one
        await cast(3, 9)
        await sequence(ORIGIN)
        assert await ask_all(asked) == 1

    latest = await standing.latest()
    assert latest is not None and len(latest.cosignatures) == 1 and latest.text.count("\n— ") == 2
    (one,) = await witnessing.overview(setting)
    assert (one.name, one.size) == ("witness.example/w", 9)
    assert one.at is not None and abs((datetime.now(UTC) - one.at).total_seconds()) < 60


async def test_a_witness_that_saw_more_than_we_remember_is_asked_from_there(db: None, tmp_path: Path) -> None:
    await make_record(3, 5)
    with running_witness(tmp_path, standing.key()) as (_witness, setting):
        await ask_all(witnesses(setting))
        async with lifted(*APPEND_ONLY):
            await execute("DELETE FROM cosignature")
        await cast(5, 12)
        await sequence(ORIGIN)

        assert await ask_all(witnesses(setting)) == 1


async def test_f20_a_witness_that_saw_a_larger_record_is_heard(
    db: None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await make_record(3, 8)
    with running_witness(tmp_path, standing.key()) as (_witness, setting):
        await ask_all(witnesses(setting))
        async with lifted(*APPEND_ONLY):
            await execute("DELETE FROM cosignature")
            await execute("DELETE FROM checkpoint WHERE size = 8")
            await execute("DELETE FROM log_leaf WHERE seq >= 3")

        assert await ask_all(witnesses(setting)) == 0
    assert "has seen 8 leaves of this record, which holds 3" in caplog.text


@pytest.mark.parametrize(
    ("status", "body"),
    [(409, b"2\n"), (409, b"nonsense"), (409, b"9" * 500), (500, b""), (200, b""), (200, b"\xff" * 3000), (403, b"no"),
     (200, "— odd.example/w AAAA\n".encode()), (204, b""), (404, b"<html>")],
)  # fmt: skip
async def test_f17_whatever_it_answers_nothing_is_kept_and_nothing_is_held_up(
    db: None, tmp_path: Path, status: int, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    await make_record(3)
    with answering(status, body) as address, running_witness(tmp_path, standing.key()) as (_witness, good):
        assert await ask_all(witnesses(f"{key_of(tmp_path)}@{address} {good}")) == 1

    assert await value("SELECT COUNT(*) FROM cosignature") == 1
    assert "odd.example/w did not sign" in caplog.text or "has seen" in caplog.text


async def test_f17_one_that_is_down_or_slow_costs_only_its_own_time(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(witnessing, "SECONDS", 0.5)
    await make_record(3)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with answering(200, b"x" * 4000, slowly=0.05) as slow:
            started = time.monotonic()
            both = witnesses(f"{key_of(tmp_path)}@{slow} {key_of(tmp_path, 'down.example/w')}@{nobody}")
            first, second = await asyncio.gather(ask_all(both), ask_all(both))

    assert (first, second) == (0, 0) and time.monotonic() - started < 5
    assert caplog.text.count("did not sign") == 2, "a slow one is not asked twice at once"


async def test_a_signature_of_something_else_is_not_kept(db: None, tmp_path: Path) -> None:
    await make_record(3)
    with running_witness(tmp_path, standing.key()) as (watching, setting):
        await ask_all(witnesses(setting))
        old = (await standing.latest() or pytest.fail()).cosignatures[0]
        await cast(3, 5)
        await sequence(ORIGIN)
        with answering(200, f"{old}\n".encode()) as address:
            assert await ask_all(witnesses(f"{watching.public_key}@{address}")) == 0
    assert await value("SELECT COUNT(*) FROM cosignature") == 1


async def test_the_worker_keeps_the_record_writes_the_files_and_asks(own_database: str, tmp_path: Path) -> None:
    await make_record(2)
    with running_witness(tmp_path, standing.key()) as (_witness, setting):
        keep = keeper(Settings(record_dir=str(tmp_path / "record"), witnesses=setting, base_url="https://x.example"))
        await cast(2, 5)
        await keep(datetime.now(UTC))
        assert len(await leaves()) == 5, "the first round does not wait"
        written = (tmp_path / "record" / "checkpoint").read_text()
        assert written.count("\n— ") == 2 and f"{ORIGIN}\n5\n" in written

        await cast(5, 9)
        await keep(datetime.now(UTC))
        assert len(await leaves()) == 5, "a few wait for company"
        await cast(9, 130)
        await keep(datetime.now(UTC))
        assert len(await leaves()) == 130


async def test_a_few_leaves_wait_minutes_and_not_for_ever(
    own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = keeper(Settings(record_dir=str(tmp_path / "record")))
    await keep(datetime.now(UTC))
    await cast(0, 3)
    await keep(datetime.now(UTC))
    assert await leaves() == []

    monkeypatch.setattr("ledger.duties.LONGEST_WAIT", 0.0)
    await keep(datetime.now(UTC))
    assert len(await leaves()) == 3


async def test_a_hundred_tests_do_not_push_out_the_one_ballot_between_them(own_database: str, tmp_path: Path) -> None:
    keep = keeper(Settings(record_dir=str(tmp_path / "record")))
    await keep(datetime.now(UTC))
    await cast(0, 1)
    await cast(1, 301, kind="spoiled")
    await keep(datetime.now(UTC))
    assert await leaves() == [], "in a batch with its own tests alone a ballot would show when it was cast"


async def test_what_comes_while_a_batch_is_signed_waits_for_company_of_its_own(
    own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def and_one_more_comes(*given: str) -> int:
        done = await sequence(*given)
        await cast(500)
        return done

    monkeypatch.setattr("ledger.duties.sequence", and_one_more_comes)
    keep = keeper(Settings(record_dir=str(tmp_path / "record")))
    await cast(0, 3)
    await keep(datetime.now(UTC))
    await keep(datetime.now(UTC))
    assert len(await leaves()) == 3, "the latecomer is not signed alone, seconds later"


async def test_a_record_that_cannot_be_signed_is_said_loudly_and_still_handed_out(
    own_database: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await make_record(4)
    keys.private_file().unlink()
    await cast(4, 6)

    await keeper(Settings(record_dir=str(tmp_path / "record")))(datetime.now(UTC))

    assert "nothing was added to the record" in caplog.text
    assert (tmp_path / "record" / "checkpoint").exists()


def test_a_wrong_key_of_a_witness_stops_the_start_with_its_cure() -> None:
    with pytest.raises(SettingsRefused, match="WITNESSES"):
        keeper(Settings(witnesses=f"{NEVER}@https://down.example"))
    with pytest.raises(BadNote):
        witnesses("nonsense")
    environment = {"SECRET_KEY": "x" * 40, "WITNESSES": "nonsense"}
    with pytest.raises(SettingsRefused, match="WITNESSES=nonsense: write"):
        Settings.load(environment, Path("none"))


def test_a_new_record_is_named_after_the_address_of_the_site() -> None:
    assert origin_of("https://vote.example.gov.uk") == "vote.example.gov.uk/record"
    assert origin_of("http://127.0.0.1:8000") == "127.0.0.1:8000/record"
