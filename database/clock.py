"""The database's clock. It alone decides whether a vote is still open: web servers may disagree with one another."""

from datetime import UTC, datetime

from database.reading import value
from database.transactions import on_postgres


async def database_now() -> datetime:
    if on_postgres():
        now: datetime = await value("SELECT clock_timestamp() AS now")
        return now.astimezone(UTC)
    text: str = await value("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now') AS now")
    return datetime.fromisoformat(text)


def as_time(value: datetime | str | None) -> datetime | None:
    """A time from a raw row: SQLite gives text where PostgreSQL gives a datetime."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
