"""What the whole project relies on: migrations that agree with the models, constraints that exist, transactions."""

import asyncio
import sqlite3

import pytest
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError

from database import execute, on_postgres, rows, transaction
from database.migrating import drift, migrate
from residents.models import Account
from tests.factories import NOW, make_account


async def test_the_migrations_from_empty_equal_the_models() -> None:
    assert await drift() == []


async def test_every_named_index_and_constraint_of_the_models_is_in_the_database(db: None) -> None:
    wanted = set()
    for model in Tortoise.apps["models"].values() if Tortoise.apps else []:
        wanted |= {index.name for index in model._meta.indexes}
        wanted |= {constraint.name for constraint in model._meta.constraints}
    if on_postgres():
        found = await rows("SELECT conname AS name FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        names = {row.name for row in found}
        missing = {name for name in wanted if name not in names}
    else:
        everything = " ".join(row.sql or "" for row in await rows("SELECT sql FROM sqlite_master"))
        missing = {name for name in wanted if f'"{name}"' not in everything}

    assert len(wanted) > 50
    assert missing == set()


async def test_migrating_a_second_time_changes_nothing(own_database: str) -> None:
    await make_account("Still here")

    await migrate(own_database)

    assert [account.display_name for account in await Account.all()] == ["Still here"]


async def test_a_transaction_that_fails_leaves_nothing_behind(db: None) -> None:
    with pytest.raises(IntegrityError):
        async with transaction():
            await Account.create(email="same@example.com", created_at=NOW)
            await Account.create(email="same@example.com", created_at=NOW)

    assert await Account.filter(email="same@example.com").count() == 0


async def test_after_a_begin_that_failed_the_same_task_can_begin_again(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tortoise.backends.asyncpg.client import TransactionWrapper

    from database import sqlite_engine

    wrapper = TransactionWrapper if on_postgres() else sqlite_engine._Transaction

    async def broken(self: object) -> None:
        raise ConnectionError("the line is dead")

    with monkeypatch.context() as patch:
        patch.setattr(wrapper, "begin", broken)
        with pytest.raises(ConnectionError):
            async with transaction():
                raise AssertionError("never reached")

    async with transaction():
        await make_account("After the failure")
    assert await Account.filter(display_name="After the failure").count() == 1


async def test_execute_says_how_many_rows_it_touched(db: None) -> None:
    first = await make_account("First")
    copy = """INSERT INTO account (email, display_name, created_at, sample, totp_last_step)
              SELECT 'copy@example.com', 'Copy', created_at, sample, 0 FROM account WHERE id = ?
              ON CONFLICT (email) DO NOTHING"""

    counts = [
        await execute(copy, first.id),
        await execute(copy, first.id),
        await execute("UPDATE account SET display_name = 'Other' WHERE display_name = 'Copy'"),
        await execute("DELETE FROM account WHERE display_name = 'Other'"),
    ]

    assert counts == [1, 0, 1, 1]


async def test_whoever_is_cancelled_while_waiting_leaves_the_transaction_of_another_alone(own_database: str) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with transaction():
            await make_account("First")
            inside.set()
            await go_on.wait()
            await make_account("Second")

    async def other() -> None:
        async with transaction():
            await make_account("Other")

    running = asyncio.create_task(first())
    await inside.wait()
    waiting = asyncio.create_task(other())
    await asyncio.sleep(0.05)
    waiting.cancel()
    late = asyncio.create_task(other())
    await asyncio.sleep(0.05)
    go_on.set()
    await asyncio.gather(running, late)
    await asyncio.gather(waiting, return_exceptions=True)

    names = sorted(account.display_name for account in await Account.all())
    assert names in (["First", "Other", "Second"], ["First", "Other", "Other", "Second"])


async def test_a_transaction_whose_begin_was_cancelled_is_not_left_open(own_database: str) -> None:
    for pause in (0.0, 0.0005, 0.001, 0.002, 0.005):

        async def one() -> None:
            async with transaction():
                await make_account("Cancelled, perhaps")

        task = asyncio.create_task(one())
        await asyncio.sleep(pause)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with transaction():
            await make_account("Afterwards")

    assert await Account.filter(display_name="Afterwards").count() == 5


async def test_what_goes_on_in_a_transaction_that_sqlite_has_undone_is_not_stored(own_database: str) -> None:
    if on_postgres():
        return  # there every later statement fails by itself
    with pytest.raises(OperationalError):
        async with transaction():
            await make_account("Before")
            await get_connection("default").execute_query("ROLLBACK")
            await make_account("After")
    with pytest.raises(OperationalError):
        async with transaction():
            await get_connection("default").execute_query("ROLLBACK")

    assert await Account.all().count() == 0
    await make_account("A new one")


async def test_a_writer_waits_for_its_turn_longer_than_one_timeout(own_database: str) -> None:
    if on_postgres():
        return
    await execute("PRAGMA busy_timeout = 200")
    other = sqlite3.connect(own_database.removeprefix("sqlite://"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def one() -> Account:
        async with transaction():
            return await make_account("In the end")

    waiting = asyncio.create_task(one())
    await asyncio.sleep(0.3)
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()

    assert (await waiting).display_name == "In the end"
