"""Tables written anew, so that nothing of a deleted row stays behind on the disk."""

from typing import Any

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.connection import get_connection

from database.transactions import on_postgres


def in_transaction() -> bool:
    return isinstance(get_connection("default"), TransactionalDBClient)


async def rewrite(*tables: str) -> bool:
    """Outside any transaction. Others wait for these tables meanwhile: about a second for a hundred thousand rows.

    Says whether it is done: on SQLite old pages stay in the file while somebody still reads them.

    The rows lie in the order of their primary key afterwards, whoever came first: SQLite keeps them so by itself.
    """
    client = get_connection("default")
    if not on_postgres():
        # SQLite overwrites what is deleted (secure_delete); this also gives back the pages, and empties its journal.
        await client.execute_script("VACUUM")
        _, found = await client.execute_query("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(found[0][0] == 0)  # else it was busy
    async with client.acquire_connection() as connection:
        await connection.execute("SET statement_timeout = 0; SET lock_timeout = '60s'")
        try:
            for table in tables:
                await connection.execute(f'CLUSTER "{table}" USING "{await _primary_key(connection, table)}"')
                await connection.execute(f'ANALYZE "{table}"')
        finally:
            await connection.execute("RESET statement_timeout; RESET lock_timeout")
    return True


async def _primary_key(connection: Any, table: str) -> str:
    return str(
        await connection.fetchval(
            """SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
               WHERE i.indrelid = $1::text::regclass AND i.indisprimary""",
            table,
        )
    )
