"""F19 and F20: copies that are made while ballots come in, and what stands in them when they are put back."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tortoise import Tortoise

from ballot_box.models import Election
from database import value
from database.configuration import tortoise_config
from ledger import sequencing, verifying
from residents.models import Account
from tests.conftest import URL, postgres_database
from tests.faults.crowd import Crowd, Vote, crowd
from tests.faults.looking import look
from tests.faults.rounds import ON_POSTGRES, note, rounds

WAYS = ["pg_dump"] if ON_POSTGRES else ["backup", "vacuum into"]


@pytest.mark.parametrize("way", WAYS)
async def test_a_copy_made_under_load_is_whole_and_holds_every_ballot_acknowledged_before(
    own_database: str, tmp_path: Path, way: str
) -> None:
    if way == "pg_dump" and not (shutil.which("pg_dump") and shutil.which("pg_restore")):
        return  # tools/faults.sh says so
    vote = await Vote.open(400)
    async with crowd(own_database, tmp_path) as some:
        for number in range(2):
            some.start(vote, vote.people[number::2], tasks=4, turns=1_000)
        for turn in range(rounds(1, 5)):
            await some.until_done(len(some.all("done")) + 60)
            if turn == 0:
                await sequencing.sequence()
            before = list(some.all("done"))
            people, size = await Account.all().count(), await value("SELECT MAX(size) FROM checkpoint")
            async with restored(own_database, way, tmp_path / f"copy{turn}"):
                there = await look(vote, _only(some, before))
                assert not there.half, there.half[:3]
                assert not there.lost, (len(before), there.lost[:3])
                assert await Account.all().count() == people
                assert await Election.get(id=vote.election.id) is not None
                assert (await verifying.verify()).faults == []
                assert await value("SELECT MAX(size) FROM checkpoint") == size
                note("F19", f"{way} under load", acknowledged_before=len(before), ballots=there.ballots, lost=0, half=0)
        for caster in some.casters:
            caster.kill()
        await some.wait()


def _only(some: Crowd, before: list[object]) -> Crowd:
    """What was acknowledged before the copy was begun must be in it; whatever came afterwards may be."""
    names = {line[2] for line in before}  # type: ignore[index]

    class Then(Crowd):
        def all(self, word: str) -> list[object]:
            found = super().all(word)
            return [line for line in found if word != "done" or line[2] in names]

    return Then(some.url, some.folder, some.zygote, some.casters)


@asynccontextmanager
async def restored(url: str, way: str, folder: Path) -> AsyncIterator[None]:
    """Copies, puts the copy back as a database of its own, and opens that instead."""
    folder.mkdir()
    copy = folder / "copy"
    if way == "pg_dump":
        await asyncio.to_thread(_run, ["pg_dump", "--format=custom", f"--file={copy}", f"--dbname={_libpq(url)}"])
        empty = postgres_database(URL)
        await empty._on_server(f"CREATE DATABASE {empty.name}")
        target = URL.rsplit("/", 1)[0] + "/" + empty.name
        await asyncio.to_thread(_run, ["pg_restore", "--exit-on-error", f"--dbname={_libpq(target)}", str(copy)])
    else:
        await asyncio.to_thread(_copied, url.removeprefix("sqlite://").partition("?")[0], way, str(copy))
        target = f"sqlite://{copy}"
    await Tortoise.close_connections()
    await Tortoise.init(config=tortoise_config(target))
    try:
        yield
    finally:
        await Tortoise.close_connections()
        if way == "pg_dump":
            await empty._on_server(f"DROP DATABASE {empty.name} WITH (FORCE)")
        await Tortoise.init(config=tortoise_config(url))


def _copied(file: str, way: str, copy: str) -> None:
    source = sqlite3.connect(file, timeout=20)
    try:
        if way == "vacuum into":
            source.execute("VACUUM INTO ?", (copy,))
            return
        target = sqlite3.connect(copy)
        source.backup(target, pages=50, sleep=0.001)
        target.close()
    finally:
        source.close()


def _libpq(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(scheme="postgresql").geturl()


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ))
    assert done.returncode == 0, done.stderr[-500:]
