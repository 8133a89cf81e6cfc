"""Named locks that last until the end of the transaction.

On SQLite a transaction already holds the only write lock, so there is nothing more to take.
"""

import hashlib

from database.reading import value
from database.transactions import on_postgres


async def shared_lock(name: str) -> None:
    """Many may hold it at once; nobody may while it is held exclusively."""
    if on_postgres():
        await value("SELECT pg_advisory_xact_lock_shared(?::bigint)", _key(name))


async def exclusive_lock(name: str) -> None:
    if on_postgres():
        await value("SELECT pg_advisory_xact_lock(?::bigint)", _key(name))


async def try_lock(name: str) -> bool:
    """Take it exclusively if nobody holds it; says whether it was free."""
    return not on_postgres() or bool(await value("SELECT pg_try_advisory_xact_lock(?::bigint)", _key(name)))


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
