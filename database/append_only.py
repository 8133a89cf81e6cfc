"""Tables to which rows are only ever added: the database itself refuses to change or delete one.

This stops mistakes, and attackers who got no further than the application. Whoever owns the database can take the
triggers away, which is why what stands in these tables is also hashed, signed and held by others.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tortoise.connection import get_connection

_FUNCTION = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"""


def trigger_names(table: str, dialect: str) -> list[str]:
    changes = ["update", "delete"] if dialect == "sqlite" else ["update", "delete", "truncate"]
    return [f"tr_{table}_no_{change}" for change in changes]


async def protect(client: Any, table: str) -> None:
    """From now on rows can be added to `table`, and nothing else."""
    dialect = client.capabilities.dialect
    if dialect != "sqlite":
        await client.execute_query(_FUNCTION)
    for name in trigger_names(table, dialect):
        change = name.rpartition("_")[2].upper()
        if dialect == "sqlite":
            what = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        else:
            what = f"FOR EACH {'STATEMENT' if change == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION refuse_change()"
        await client.execute_query(f'CREATE TRIGGER "{name}" BEFORE {change} ON "{table}" {what}')


async def unprotect(client: Any, table: str) -> None:
    dialect = client.capabilities.dialect
    for name in trigger_names(table, dialect):
        await client.execute_query(f'DROP TRIGGER "{name}"' + ("" if dialect == "sqlite" else f' ON "{table}"'))


@asynccontextmanager
async def lifted(*tables: str) -> AsyncIterator[None]:
    """For emptying a site that is only tried out, inside the caller's transaction: it takes the protection back too."""
    client = get_connection("default")
    for table in tables:
        await unprotect(client, table)
    yield
    for table in tables:
        await protect(client, table)
