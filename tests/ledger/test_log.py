"""What goes into the record, and that nothing can be taken out of it again."""

import pytest
from tortoise.exceptions import IntegrityError

from database import execute, on_postgres, row, rows, transaction
from database.append_only import lifted, trigger_names
from ledger import journal, log
from ledger.models import APPEND_ONLY
from tests.factories import NOW

ROWS = {
    "journal_entry": None,
    "log_leaf": "INSERT INTO log_leaf (seq, leaf, hash) VALUES (0, '{}', 'aa')",
    "checkpoint": "INSERT INTO checkpoint (size, root, note, peaks) VALUES (1, 'aa', 'note', '[]')",
    "cosignature": "INSERT INTO cosignature (size, witness, line) VALUES (1, 'aa', 'line')",
}
COLUMNS = {"journal_entry": "act", "log_leaf": "leaf", "checkpoint": "root", "cosignature": "line"}


async def pending() -> list[str]:
    return sorted(one.leaf for one in await rows("SELECT leaf FROM log_pending"))


async def test_a_leaf_waits_in_the_one_way_to_write_it_and_stands_there_once(db: None) -> None:
    await log.append({"k": "close", "e": "12", "n": 3})
    await log.append({"e": "12", "n": 3, "k": "close"})

    assert await pending() == ['{"e":"12","k":"close","n":3}']


async def test_a_leaf_whose_act_was_undone_does_not_wait(db: None) -> None:
    with pytest.raises(RuntimeError):
        async with transaction():
            await log.append({"k": "close", "e": "12", "n": 3})
            raise RuntimeError("the act itself failed")

    assert await pending() == []


@pytest.mark.parametrize("odd", [0.5, 2**53, b"bytes", {"é": 1}, {1: 1}, "x" * 1000])
async def test_what_two_programs_might_read_differently_is_no_leaf(db: None, odd: object) -> None:
    with pytest.raises(ValueError):
        await log.append({"k": odd})


async def test_every_act_of_an_officer_goes_into_the_record(db: None) -> None:
    entry = await journal.record("account:1", "cycle.made", "cycle:1", at=NOW)

    assert await pending() == [f'{{"h":"{entry.hash}","k":"action"}}']


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = 'other'", "DELETE FROM {}", "TRUNCATE {}"])
async def test_the_database_refuses_to_change_or_delete_what_stands(db: None, table: str, change: str) -> None:
    if change.startswith("TRUNCATE") and not on_postgres():
        change = "DELETE FROM {}"  # SQLite has no TRUNCATE
    if insert := ROWS[table]:
        await execute(insert)
    else:
        await journal.record("account:1", "cycle.made", "cycle:1", at=NOW)

    with pytest.raises(IntegrityError, match="append-only"):
        async with transaction():
            await execute(change.format(table, COLUMNS[table]))

    async with lifted(*APPEND_ONLY):
        await execute(f"DELETE FROM {table}")
    assert await rows(f"SELECT * FROM {table}") == []


async def test_after_all_migrations_the_protection_is_there(db: None) -> None:
    dialect = "postgres" if on_postgres() else "sqlite"
    wanted = {name for table in APPEND_ONLY for name in trigger_names(table, dialect)}
    catalogue = "SELECT tgname AS name FROM pg_trigger" if on_postgres() else "SELECT name FROM sqlite_master"
    assert wanted <= {one.name for one in await rows(catalogue)}


async def test_what_waits_lies_in_the_order_of_its_text_and_has_no_number_of_its_own(db: None) -> None:
    if on_postgres():
        columns = await rows("SELECT column_name FROM information_schema.columns WHERE table_name = 'log_pending'")
        assert [one.column_name for one in columns] == ["leaf"]
        return
    table = await row("SELECT sql FROM sqlite_master WHERE name = 'log_pending'")
    assert table is not None and table.sql.endswith("WITHOUT ROWID")
