"""The sequencer killed in the middle: whatever it was doing is taken up again, and nothing is lost or doubled."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ledger import keys, standing, verifying
from ledger.sequencing import SequencerBusy, sequence
from tests.ledger.record_scenes import ORIGIN, cast, leaves, make_record, pending
from web.settings import ROOT

POINTS = ["sequencer.begun", "sequencer.appended", "sequencer.signed", "sequencer.committed"]
RUN = """
import asyncio, sys
from tortoise import Tortoise
from database.configuration import tortoise_config
from ledger.sequencing import SequencerBusy, sequence
from web import keys

async def run():
    await Tortoise.init(config=tortoise_config(sys.argv[1]))
    keys.use("s" * 40, sys.argv[2])
    print(await sequence(sys.argv[3]))
    await Tortoise.close_connections()

asyncio.run(run())
"""


def run_apart(url: str, folder: Path, point: str) -> int:
    environment = {**os.environ, "FAULT_POINT": point}
    command = [sys.executable, "-c", RUN, url, str(folder), ORIGIN]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60).returncode


async def sequence_soon() -> None:
    """A server notices only after a moment that whoever held the lock is dead."""
    for _ in range(50):
        try:
            await sequence(ORIGIN)
        except SequencerBusy:
            await asyncio.sleep(0.1)
        else:
            return
    raise AssertionError("the dead still hold the lock")


@pytest.mark.parametrize("point", POINTS)
async def test_killed_anywhere_it_is_taken_up_again(own_database: str, tmp_path: Path, point: str) -> None:
    from web import keys as web_keys

    web_keys.use("s" * 40, tmp_path / "keys")
    await make_record(3)
    waiting = await cast(3, 40)

    assert run_apart(own_database, keys.private_file().parent, point) == -signal.SIGKILL
    assert set(await leaves()) | set(await pending()) >= set(waiting)
    await cast(40, 45)
    await sequence_soon()

    assert len(await leaves()) == 45 and await pending() == []
    report = await verifying.verify()
    assert report.faults == [] and report.leaves == 45
    latest = await standing.latest()
    assert latest is not None and latest.size == 45


async def test_killed_at_its_very_first_round_it_begins_again(own_database: str, tmp_path: Path) -> None:
    from web import keys as web_keys

    web_keys.use("s" * 40, tmp_path / "keys")
    await cast(0, 4)
    assert run_apart(own_database, tmp_path / "keys", "sequencer.appended") == -signal.SIGKILL

    await sequence_soon()
    assert (await verifying.verify()).faults == []


async def test_without_a_fault_point_nothing_happens(own_database: str, tmp_path: Path) -> None:
    await cast(0, 4)
    assert run_apart(own_database, tmp_path / "keys", "") == 0
    assert len(await leaves()) == 4
