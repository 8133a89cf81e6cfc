"""F21: bringing a database with ballots up to date changes none of them, and waits for a vote that is under way."""

import hashlib
from pathlib import Path

import pytest
from tortoise import Tortoise
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from ballot_box import casting
from database import execute, operations, rows, value
from database.configuration import tortoise_config
from database.migrating import migrate
from tests.conftest import URL, postgres_database
from tests.faults.crowd import Vote
from tests.faults.rounds import LONG, ON_POSTGRES, note, rounds

BALLOTS = 100_000


async def test_bringing_it_up_to_date_while_a_vote_is_open_changes_no_ballot(own_database: str) -> None:
    vote = await Vote.open(rounds(20, 500))
    for person in vote.people:
        await casting.cast(vote.election.id, person, vote.filled(f"a {person}", ["11", "12"]), evidence="E1")
    before = await _hash("SELECT slot, commitment, box FROM ballot ORDER BY slot")

    await migrate(own_database)

    assert await _hash("SELECT slot, commitment, box FROM ballot ORDER BY slot") == before
    await casting.cast(vote.election.id, vote.people[0], vote.filled("another", ["13"]), evidence="E1")
    note("F21", "brought up to date during a vote", ballots=len(vote.people), changed=0)


async def test_ballots_of_a_vote_that_is_over_come_through_a_rebuilt_table_as_they_were(tmp_path: Path) -> None:
    """In `make faults` only: from before the ballot box had commitments. A vote under way is not carried over."""
    if not LONG:
        return
    url = f"sqlite://{tmp_path / 'old.sqlite3'}"
    server = postgres_database(URL) if ON_POSTGRES else None
    if server is not None:
        await server._on_server(f"CREATE DATABASE {server.name}")
        url = URL.rsplit("/", 1)[0] + "/" + server.name
    await _migrate_to(url, "0007_record")
    await Tortoise.init(config=tortoise_config(url, migrating=True))
    await _fill()
    before = await _hash("SELECT choices FROM ballot ORDER BY choices")
    with pytest.raises(RuntimeError, match="A vote is under way"):
        await migrate(url)
    assert await _hash("SELECT choices FROM ballot ORDER BY choices") == before, "refused, and yet changed"

    await execute("UPDATE election SET settled_at = closes_at")
    await migrate(url)

    assert await _hash("SELECT choices FROM counted_ballot ORDER BY choices") == before
    assert await value("SELECT COUNT(*) FROM counted_ballot") == BALLOTS
    await Tortoise.close_connections()
    if server is not None:
        await server._on_server(f"DROP DATABASE {server.name} WITH (FORCE)")
    note("F21", "migrated with ballots in it", ballots=BALLOTS, changed=0, under_way="refused")


async def _hash(sql: str) -> str:
    found = hashlib.sha256()
    for row in await rows(sql):
        found.update(repr(tuple(bytes(item) if isinstance(item, memoryview) else item for item in row)).encode())
    return found.hexdigest()


async def _migrate_to(url: str, name: str) -> None:
    operations.install()
    config = tortoise_config(url, migrating=True)
    async with TortoiseContext() as context:
        await context.init(config=config)
        await MigrationExecutor(context.db(), config["apps"]).migrate([MigrationTarget("models", name)])


async def _fill() -> None:
    """A vote as it was kept then, with a ballot a person."""
    day = "'2026-01-0{} 00:00:00+00:00'".format
    await execute(
        "INSERT INTO franchise (name, key_name, counts_from, proofs, limits) VALUES ('F', 'f', 'E1', '[]', '{}')"
    )
    await execute(
        f"""INSERT INTO election (name, definition, definition_hash, opens_at, closes_at, closed_at, franchise_id,
                                  slot_key)
            VALUES ('Then', '{{"contests": {{"3": ["1"]}}, "kind": "ordinal", "ranks": 3}}', 'aa', {day(1)}, {day(2)},
                    {day(2)}, (SELECT MIN(id) FROM franchise), 'aa')"""
    )
    await execute(
        f"""INSERT INTO ballot (slot, election_id, contest, choices, definition_hash, receipt, channel, counted)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {BALLOTS})
            SELECT CAST(i AS VARCHAR(64)), (SELECT MIN(id) FROM election), '3', '["1"]', 'aa',
                   CAST(i AS VARCHAR(16)), 'online', (1 = 1) FROM n"""
    )
