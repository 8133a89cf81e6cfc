"""Everything that is stored, to see whether something changed it."""

from collections.abc import Collection

from tortoise import Tortoise

from database import rows


async def contents(*, but: Collection[str] = ()) -> dict[str, list[str]]:
    """Each table's rows as text, sorted; without the tables in `but`."""
    tables = {model._meta.db_table for model in Tortoise.apps["models"].values()} - set(but)
    return {table: sorted(str(tuple(found)) for found in await rows(f"SELECT * FROM {table}")) for table in tables}


def changes(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, list[str]]:
    """Rows that came, went or became others, by table."""
    return {
        table: sorted(set(before[table]) ^ set(after[table])) or ["a row of which there were two"]
        for table in before
        if before[table] != after[table]
    }
