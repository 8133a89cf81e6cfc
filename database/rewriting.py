"""Tables written anew, so that nothing of a deleted row stays behind on the disk."""

from typing import Any

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.connection import get_connection

from database.transactions import on_postgres


def in_transaction() -> bool:
    return isinstance(get_connection("default"), TransactionalDBClient)


async def rewrite(*tables: str) -> None:
    """Outside any transaction. Others wait for these tables meanwhile: about a second for a hundred thousand rows.

    The rows lie in the order of their primary key afterwards, whoever came first: SQLite keeps them so by itself.
    """
    client = get_connection("default")
    if not on_postgres():
        # SQLite overwrites what is deleted (secure_delete); this also gives back the pages, and empties its journal.
        await client.execute_script("VACUUM")
        await client.execute_script("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    async with client.acquire_connection() as connection:
        await connection.execute("SET statement_timeout = 0; SET lock_timeout = '60s'")
        try:
            for table in tables:
                await connection.execute(f'CLUSTER "{table}" USING "{await _primary_key(connection, table)}"')
                await connection.execute(f'ANALYZE "{table}"')
        finally:
            await connection.execute("RESET statement_timeout; RESET lock_timeout")


async def _primary_key(connection: Any, table: str) -> str:
    return str(
        await connection.fetchval(
            """SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
               WHERE i.indrelid = $1::text::regclass AND i.indisprimary""",
            table,
        )
    )
