"""F6 and F7: the disk is full, or fails to keep what it was given. A vote is refused in words, nothing is half there,
and it goes on as soon as the disk does, in the same processes."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from starlette.applications import Starlette
from tortoise.connection import get_connection
from tortoise.exceptions import OperationalError

from ballot_box import casting
from database import disk, execute, on_postgres, trouble, value
from residents.models import Account
from tests.browsing import Client, text_of
from tests.factories import make_account
from tests.faults.broken_disk import can_break
from tests.faults.crowd import CONTEST, Vote, crowd
from tests.faults.looking import ballots_of, look
from tests.faults.rounds import note
from tests.pb.test_ballots import Vote as Cycle
from tests.pb.test_ballots import fields_of, to_check

_NO_ROOM = """CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$"""


async def fill_the_disk(vote: Vote) -> int:
    """On SQLite the file may really not grow any more, and is filled with votes; on PostgreSQL the server is told to
    say what it says then. Returns how many ballots were refused."""
    if on_postgres():
        await get_connection("default").execute_query(_NO_ROOM)
        await get_connection("default").execute_query(
            "CREATE TRIGGER tr_no_room BEFORE INSERT ON ballot FOR EACH ROW EXECUTE FUNCTION no_room()"
        )
    else:
        await execute("PRAGMA max_page_count = 1")  # which it takes as: the pages that there are
    refused = tried = 0
    while refused < 10:
        tried += 1
        try:
            filled = vote.filled(f"filling {tried}", ["11", "12"])
            await casting.cast(vote.election.id, vote.people[tried], filled, evidence="E1")
            refused = 0
        except trouble.KINDS as error:
            assert trouble.is_trouble(error), error
            refused += 1
    return refused


async def make_room() -> None:
    if on_postgres():
        await execute("DROP TRIGGER tr_no_room ON ballot")
    else:
        await execute("PRAGMA max_page_count = 1000000")


async def test_on_a_full_disk_a_vote_is_refused_in_words_and_sent_again_with_one_press(
    own_database: str, app: Starlette
) -> None:
    """F6, through the pages: 503 with a sentence, everything else can be read, and afterwards the same code."""
    cycle = await Cycle.open()
    account: Account = await cycle.resident()
    others = await Vote.open(400)
    async with Client(app) as client:
        await client.sign_in(account)
        checked = await to_check(client, cycle.ids(2, 0), "")
        typed = fields_of(checked, "/vote/cast")
        await fill_the_disk(others)
        before = await value("SELECT COUNT(*) FROM ballot")

        page = await client.post("/vote/cast", typed, 503)

        assert client.last is not None and client.last.headers["retry-after"] == "20"
        assert "You do not have to write or choose anything again" in text_of(page)
        assert await _stored(account) == (0, 0) and await value("SELECT COUNT(*) FROM ballot") == before
        for path in ("/", "/vote/ballot", "/account"):
            await client.get(path)

        await make_room()
        await client.post("/vote/cast", fields_of(page, "/vote/cast"))
        receipt = await client.follow()
        assert await _stored(account) == (1, 1)
        assert "vote" in text_of(receipt.find("h1")).lower()
    note("F6", "a full disk, through the pages", status=503, half=0, recovered_without_restart="yes")


async def _stored(account: Account) -> tuple[int, int]:
    on_roll = await value("SELECT COUNT(*) FROM roll_entry WHERE account_id = ?", account.id)
    election = await value("SELECT MIN(id) FROM election")
    receipt = await casting.receipt_of(election, account.id)
    return int(on_roll), int(receipt is not None)


async def test_a_database_that_is_away_is_a_page_and_no_fault_of_ours(
    own_database: str, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F4, F6: whoever is signed in and cannot be looked up sees a page of ours with a sentence, too."""
    async with Client(app) as client:
        await client.sign_in(await make_account())
        await execute("ALTER TABLE session RENAME TO session_elsewhere")
        assert (await client.raw_get("/")).status_code == 500  # a fault of ours stays one
        await execute("ALTER TABLE session_elsewhere RENAME TO session")

        async def away(*_: object) -> None:
            raise ConnectionRefusedError

        with monkeypatch.context() as patch:
            patch.setattr("tortoise.backends.base.client.ConnectionWrapper.__aenter__", away)
            patch.setattr("tortoise.backends.base.client.PoolConnectionWrapper.__aenter__", away)
            page = await client.get("/", 503)
        assert "try again in a minute" in text_of(page)
        await client.get("/")


async def test_when_the_disk_does_not_keep_what_it_was_given_casting_stops_and_nothing_is_half_there(
    own_database: str, tmp_path: Path
) -> None:
    """F7: fsync says EIO, in two of three processes. PostgreSQL looks after its own disk, so here it is SQLite's."""
    if on_postgres() or not can_break():
        return
    vote = await Vote.open(60)
    async with crowd(own_database, tmp_path) as some:
        broken = [some.start(vote, vote.people[n::3], break_after=5, patience=0.05) for n in range(2)]
        sound = some.start(vote, vote.people[2::3])
        await some.wait()
        found = await look(vote, some)
        assert found.whole, (found.lost[:3], found.half[:3])
        for caster in broken:
            assert len(caster.said("done")) == 5
            said = [line[3] for line in caster.said("failed")]
            assert len(said) == 15 and "disk I/O error" in said[0], said[:2]
            assert all("the disk is not trusted" in one for one in said[1:]), "it was tried again as if nothing were"
        assert len(sound.said("done")) == 20 and not sound.said("failed")
    integrity = await value("PRAGMA integrity_check")
    stored = len(await ballots_of(vote))
    note("F7", "fsync says EIO", acknowledged=30, ballots=stored, lost=0, half=0, refused=30)

    assert integrity == "ok" and stored >= 30


async def test_after_a_fault_of_the_disk_nothing_is_written_until_it_was_looked_at(
    own_database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if on_postgres():
        return
    client = get_connection("default")
    fault = sqlite3.OperationalError("disk I/O error")
    fault.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
    await make_account("Before")
    client._doubt.arise(fault)  # type: ignore[attr-defined]

    for _ in range(2):
        with pytest.raises(trouble.DiskDoubted):
            await make_account("Meanwhile")
    assert await Account.all().count() == 1, "people can still read"

    monkeypatch.setattr(disk, "WAIT", 0.0)
    client._doubt.arise(fault)  # type: ignore[attr-defined]
    monkeypatch.setattr(disk, "_write_beside", _cannot_write)
    with pytest.raises(trouble.DiskDoubted, match="still broken"):
        await make_account("Meanwhile")
    monkeypatch.undo()
    client._doubt._not_before = 0.0  # type: ignore[attr-defined]
    await asyncio.gather(make_account("Afterwards"), make_account("Afterwards too"))

    assert sorted(one.display_name for one in await Account.all()) == ["Afterwards", "Afterwards too", "Before"]


def _cannot_write(_: str) -> None:
    raise OSError("still broken")


async def test_a_damaged_file_is_found_when_it_is_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "damaged.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE one (text TEXT)")
        connection.executemany("INSERT INTO one VALUES (?)", [("x" * 500,)] * 200)
    connection.close()
    assert disk.fault_of(str(file)) == ""

    damaged = bytearray(file.read_bytes())
    damaged[8192:16384] = bytes(8192)
    file.write_bytes(damaged)

    assert "damaged" in disk.fault_of(str(file)) or "malformed" in disk.fault_of(str(file))
    assert disk.fault_of(str(tmp_path / "nowhere" / "at-all.sqlite3"))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ConnectionResetError(), True),
        (TimeoutError(), True),
        (OperationalError("no such table: ballot"), False),
        (ValueError(CONTEST), False),
        (None, False),
    ],
)
def test_what_is_trouble_of_the_database_and_what_is_a_fault_of_ours(error: Exception | None, expected: bool) -> None:
    assert trouble.is_trouble(error) is expected
