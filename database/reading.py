"""Raw reads for the pages that many people open: rows with attributes, no model instances.

SQL is written once, in the part of the language both databases share, with `?` for parameters.
"""

from collections import namedtuple
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from tortoise.connection import get_connection


async def rows(sql: str, *parameters: Any) -> Sequence[Any]:
    """All rows of a SELECT, each a named tuple of its columns."""
    client = get_connection("default")
    dialect = client.capabilities.dialect
    translated, bound = _translated(sql, dialect), _bound(parameters, dialect)
    found: Sequence[Any]
    if dialect != "sqlite" and translated[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
        # With asyncpg Tortoise's execute_query throws away what RETURNING brings.
        found = await client.execute_query_dict(translated, bound)
    else:
        _, found = await client.execute_query(translated, bound)
    if not found:
        return []
    make = _row_class(tuple(found[0].keys()))._make
    return [make(tuple(record)) for record in found] if dialect == "sqlite" else [make(r.values()) for r in found]


async def row(sql: str, *parameters: Any) -> Any | None:
    found = await rows(sql, *parameters)
    return found[0] if found else None


async def value(sql: str, *parameters: Any) -> Any:
    found = await rows(sql, *parameters)
    return found[0][0] if found else None


async def execute(sql: str, *parameters: Any) -> int:
    """Run an INSERT, UPDATE or DELETE; returns the number of rows it touched."""
    client = get_connection("default")
    dialect = client.capabilities.dialect
    translated, bound = _translated(sql, dialect), _bound(parameters, dialect)
    if dialect != "sqlite" and translated[:6].upper() == "INSERT" and "RETURNING" not in translated:
        # PostgreSQL says "INSERT 0 2" for two rows, and Tortoise reads the 0: count what comes back instead.
        return len(await client.execute_query_dict(f"{translated} RETURNING 1", bound))
    count, _ = await client.execute_query(translated, bound)
    return count


@lru_cache(maxsize=512)
def _translated(sql: str, dialect: str) -> str:
    sql = sql.strip()
    if dialect == "sqlite":
        return sql
    pieces = sql.split("?")
    return "".join(piece + (f"${n}" if n < len(pieces) else "") for n, piece in enumerate(pieces, start=1))


def _bound(parameters: tuple[Any, ...], dialect: str) -> list[Any]:
    if dialect != "sqlite":
        return list(parameters)
    # Tortoise stores aware UTC datetimes in SQLite as text in this very form, so that comparing text compares times.
    return [p.isoformat(" ") if hasattr(p, "isoformat") and hasattr(p, "tzinfo") else p for p in parameters]


@lru_cache(maxsize=512)
def _row_class(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns, rename=True)  # a count without a name of its own is _0
