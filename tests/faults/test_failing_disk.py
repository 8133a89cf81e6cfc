"""F6 and F7 with a real small disk and with strace, in `make faults` only. The short forms are in test_disk.py."""

import asyncio
import shutil
import subprocess
import time
from pathlib import Path

from tortoise import Tortoise

from database import disk, value
from database.configuration import tortoise_config
from tests.faults.broken_disk import strace
from tests.faults.crowd import Caster, Vote, crowd
from tests.faults.looking import look
from tests.faults.rounds import LONG, ON_POSTGRES, note
from tests.faults.small_disk import can_mount, enlarge, small_disk


async def test_a_small_disk_gets_full_under_four_processes_and_is_enlarged(migrated: str, tmp_path: Path) -> None:
    """All processes go on by themselves afterwards."""
    if not LONG or ON_POSTGRES or not can_mount():
        return
    folder = tmp_path / "disk"
    folder.mkdir()
    with small_disk(folder, 5):
        shutil.copy(migrated, folder / "own.sqlite3")
        url = f"sqlite://{folder / 'own.sqlite3'}"
        await Tortoise.init(config=tortoise_config(url))
        vote = await Vote.open(1_000)
        async with crowd(url, tmp_path) as some:
            for number in range(4):
                some.start(vote, vote.people[number::4], turns=1_000, patience=0.1)
            while not all(len(caster.said("failed")) >= 5 for caster in some.casters):
                await asyncio.sleep(0.05)
            full = await look(vote, some)
            assert full.whole and full.ballots, (full.lost[:3], full.half[:3])
            before = [len(caster.said("done")) for caster in some.casters]
            enlarge(folder, 50)
            began = time.monotonic()
            while any(len(one.said("done")) <= then for one, then in zip(some.casters, before, strict=True)):
                assert time.monotonic() - began < 30, [caster.lines()[-2:] for caster in some.casters]
                await asyncio.sleep(0.02)
            recovered = time.monotonic() - began
            for caster in some.casters:
                caster.kill()
            await some.wait()
            found, failed, done = await look(vote, some), some.all("failed"), some.all("done")
        integrity = await value("PRAGMA integrity_check")
        await Tortoise.close_connections()
    note("F6", "a small disk, 4 processes", acknowledged=len(done), failed=len(failed), lost=len(found.lost),
         half=len(found.half), recovered_after=round(recovered, 2))  # fmt: skip

    assert found.whole and integrity == "ok"
    assert all(line[4] for line in failed), "it was not taken for trouble of the database"


async def test_a_disk_that_fails_for_a_while_is_looked_at_and_used_again(own_database: str, tmp_path: Path) -> None:
    """The same process stops, looks, and goes on when the disk is well."""
    if not LONG or ON_POSTGRES or strace() is None:
        return
    vote = await Vote.open(200)
    async with crowd(own_database, tmp_path) as some:
        caster = some.start(vote, vote.people, turns=1_000, patience=0.5)
        await some.until_done(10)
        inject = "inject=fsync,fdatasync:error=EIO:when=20..21"
        command = [str(strace()), "-f", "-q", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", inject, "-p"]
        with subprocess.Popen([*command, str(caster.process)], stderr=subprocess.DEVNULL) as tracer:
            try:
                recovered = await _until_well(caster)
            finally:
                caster.kill()
                tracer.kill()  # asked politely, it may wait for a thread that is gone
        await some.wait()
        found, failed, done = await look(vote, some), some.all("failed"), some.all("done")
    note("F7", "fsync fails for a while", acknowledged=len(done), refused=len(failed), lost=len(found.lost),
         half=len(found.half), recovered_after=round(recovered, 1))  # fmt: skip

    assert found.whole, (found.lost[:3], found.half[:3])
    assert recovered >= disk.WAIT, "it went on without having waited"


async def _until_well(caster: Caster) -> float:
    """Seconds from the first refusal until ballots are acknowledged again."""
    began = time.monotonic()
    while not caster.said("failed"):
        assert time.monotonic() - began < 30, "the disk never failed"
        await asyncio.sleep(0.02)
    stopped, before = time.monotonic(), len(caster.said("done"))
    while len(caster.said("done")) < before + 20:
        assert time.monotonic() - stopped < 90, caster.lines()[-3:]
        await asyncio.sleep(0.05)
    return time.monotonic() - stopped
