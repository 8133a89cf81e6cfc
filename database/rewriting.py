"""Tables written anew, so that nothing of a deleted row stays behind on the disk."""

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.connection import get_connection

from database.transactions import on_postgres


def in_transaction() -> bool:
    return isinstance(get_connection("default"), TransactionalDBClient)


async def rewrite(*tables: str) -> None:
    """Outside any transaction. Others wait for these tables meanwhile: about a second for a hundred thousand rows."""
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
                await connection.execute(f'VACUUM (FULL, ANALYZE) "{table}"')
        finally:
            await connection.execute("RESET statement_timeout; RESET lock_timeout")
