"""The database's clock. It alone decides whether a vote is still open: web servers may disagree with one another."""

from datetime import UTC, datetime

from database.reading import value
from database.transactions import on_postgres


def clock() -> str:
    """The SQL for it, for a statement that reads something else as well. Give the column to `as_time`."""
    return "clock_timestamp()" if on_postgres() else "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"


async def database_now() -> datetime:
    now = as_time(await value(f"SELECT {clock()} AS now"))
    assert now is not None
    return now.astimezone(UTC)


def as_time(value: datetime | str | None) -> datetime | None:
    """A time from a raw row: SQLite gives text where PostgreSQL gives a datetime."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
