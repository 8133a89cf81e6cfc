"""F4: the database goes away under load, and comes back. PostgreSQL's matter: SQLite has no server to lose."""

import asyncio
import time
from pathlib import Path

import pytest
from tortoise import Tortoise

from database import rows
from database.configuration import tortoise_config
from database.migrating import migrate
from tests.faults import cluster
from tests.faults.crowd import Crowd, Vote, crowd
from tests.faults.looking import look
from tests.faults.rounds import LONG, note, rounds

pytestmark = pytest.mark.postgres
RECOVERED_IN = 5.0


async def test_ballots_whose_connections_are_cut_are_refused_whole_and_the_next_ones_go_through(
    own_database: str, tmp_path: Path
) -> None:
    vote = await Vote.open(200)
    async with crowd(own_database, tmp_path) as some:
        for number in range(2):
            some.start(vote, vote.people[number::2], tasks=4, turns=1_000, patience=0.02)
        slowest = 0.0
        for _ in range(rounds(4, 20)):
            await some.until_done(len(some.all("done")) + 20)
            await rows(
                """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid()"""
            )
            slowest = max(slowest, await _recovered(some))
        await _end(vote, some, "connections cut", rounds(4, 20), slowest)
        assert some.all("failed"), "no ballot was under way when the connections were cut"


async def test_the_server_is_stopped_and_killed_under_load(tmp_path: Path) -> None:
    """In `make faults` only, with a server of our own."""
    programs = cluster.programs()
    if not LONG or programs is None:
        return
    with cluster.cluster(programs) as own:
        await migrate(own.url)
        await Tortoise.init(config=tortoise_config(own.url))
        vote = await Vote.open(400)
        async with crowd(own.url, tmp_path) as some:
            for number in range(2):
                some.start(vote, vote.people[number::2], tasks=4, turns=10_000, patience=0.05)
            slowest, number = 0.0, 0
            for how in ("fast", "immediate", "kill") * 4:
                await some.until_done(len(some.all("done")) + 30)
                await asyncio.to_thread(own.stop, how)
                await asyncio.sleep(0.3)
                await asyncio.to_thread(own.start)
                slowest, number = max(slowest, await _recovered(some)), number + 1
            await _end(vote, some, "server stopped, stopped at once, killed", number, slowest)
        await Tortoise.close_connections()


async def _recovered(some: Crowd) -> float:
    """Seconds until each process has had a ballot acknowledged again."""
    began = time.monotonic()
    before = [len(caster.said("done")) for caster in some.casters]
    while any(len(caster.said("done")) <= then for caster, then in zip(some.casters, before, strict=True)):
        assert time.monotonic() - began < 60, [caster.lines()[-2:] for caster in some.casters]
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def _end(vote: Vote, some: Crowd, what: str, number: int, slowest: float) -> None:
    for caster in some.casters:
        caster.kill()
    await some.wait()
    found = await look(vote, some)
    failed = some.all("failed")
    note("F4", what, rounds=number, acknowledged=len(some.all("done")), failed=len(failed), lost=len(found.lost),
         half=len(found.half), recovered_after=round(slowest, 2))  # fmt: skip

    assert found.whole, (found.lost[:3], found.half[:3])
    assert [line for line in failed if not line[4]] == [], "it was not taken for trouble of the database"
    assert not some.all("refused")
    assert slowest < RECOVERED_IN
