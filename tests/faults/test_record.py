"""F16, F17, F20: the record while its sequencer is dead, twice there, or comes back to a database from a copy."""

import shutil
from pathlib import Path

import orjson
import pytest

from ballot_box import casting
from database import execute, rows, value
from database.append_only import lifted
from database.transactions import transaction
from ledger import sequencing, verifying
from tests.faults.crowd import Vote, crowd
from tests.faults.looking import look
from tests.faults.rounds import note, rounds


async def test_casting_goes_on_without_a_sequencer_and_two_of_them_write_one_record(
    own_database: str, tmp_path: Path
) -> None:
    """F16, AC-054: first none at all, then two at once while ballots come in, then a last round for what is left."""
    number = rounds(80, 600)
    vote = await Vote.open(2 * number)
    async with crowd(own_database, tmp_path) as some:
        some.start(vote, vote.people[:number], tasks=4)
        await some.wait()
        assert await value("SELECT COUNT(*) FROM log_leaf") == 0 and len(some.all("done")) == number
        for part in range(2):
            some.start(vote, vote.people[number + part :: 2], tasks=4)
            some.start(vote, [], acts=["sequence"] * rounds(10, 60))
        await some.wait()
        busy = sum(line[2] == "busy" for line in some.all("did"))
        await some.do(vote, "sequence")
        found = await look(vote, some)
        assert found.whole and found.ballots == 2 * number and not some.all("failed")
        recorded = {orjson.loads(one.leaf).get("c") for one in await rows("SELECT leaf FROM log_leaf")}
        assert {line[3] for line in some.all("done")} <= recorded
    report = await verifying.verify()
    note("F16", "no sequencer, then two at once", acknowledged=2 * number, lost=0, half=0, leaves=report.leaves,
         checkpoints=report.checkpoints, second_was_refused=busy)  # fmt: skip

    assert report.faults == [] and await value("SELECT COUNT(*) FROM log_pending") == 0


async def test_a_record_that_is_shorter_than_what_was_signed_is_not_continued(own_database: str) -> None:
    """F20: the database comes back from a copy that is older than the last checkpoint. Ballots still come in."""
    vote = await Vote.open(3)
    await _cast(vote, 0)
    await sequencing.sequence()
    kept = {table: await rows(f"SELECT * FROM {table}") for table in ("log_leaf", "checkpoint")}
    await _cast(vote, 1)
    await sequencing.sequence()
    async with transaction(), lifted("log_leaf", "checkpoint"):
        await execute("DELETE FROM checkpoint WHERE size > ?", kept["checkpoint"][-1].size)
        await execute("DELETE FROM log_leaf WHERE seq >= ?", len(kept["log_leaf"]))

    await _cast(vote, 2)
    with pytest.raises(sequencing.SequencingRefused, match="went back"):
        await sequencing.sequence()

    assert any("went back" in fault for fault in (await verifying.verify()).faults)
    assert await value("SELECT COUNT(*) FROM log_pending") == 1
    assert await value("SELECT COUNT(*) FROM log_leaf") == len(kept["log_leaf"])
    note("F20", "a copy older than the last checkpoint", record="not continued", ballots_still_taken="yes")


async def test_without_its_key_the_record_waits_and_ballots_come_in(own_database: str, tmp_path: Path) -> None:
    vote = await Vote.open(3)
    await _cast(vote, 0)
    await sequencing.sequence()
    key = tmp_path / "keys" / "record.key"
    shutil.move(key, tmp_path / "elsewhere")

    await _cast(vote, 1)
    with pytest.raises(Exception, match="key of the record"):
        await sequencing.sequence()
    shutil.move(tmp_path / "elsewhere", key)
    await _cast(vote, 2)

    assert await sequencing.sequence() == 2
    assert (await verifying.verify()).faults == []


async def _cast(vote: Vote, number: int) -> None:
    filled = vote.filled(f"only {number}", ["11", "12"])
    await casting.cast(vote.election.id, vote.people[number], filled, evidence="E1")
