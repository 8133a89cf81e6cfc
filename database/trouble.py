"""What is the database's trouble and not ours: it cannot be reached, is overloaded, or its disk is full or broken.

Such an error says nothing about what was asked for. The same may be asked again in a while.
"""

import sqlite3

import asyncpg
from tortoise.exceptions import DBConnectionError, OperationalError

KINDS: tuple[type[Exception], ...] = (
    OperationalError,
    DBConnectionError,
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    ConnectionError,
    TimeoutError,
)
"""Of these kinds troubles are, and other errors as well: `is_trouble` tells them apart."""

_OF_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
# Classes of the SQL standard's states: connections, deadlocks, resources, waiting too long, shutting down, the system.
_OF_POSTGRES = ("08", "40", "53", "55P03", "57", "58", "25P03")


class DiskDoubted(OperationalError):
    """A disk said that it could not keep what it was given. Nothing is stored until it has been looked at."""


def is_trouble(error: BaseException | None) -> bool:
    if isinstance(error, DiskDoubted | DBConnectionError | ConnectionError | TimeoutError):
        return True
    if isinstance(error, asyncpg.InterfaceError | asyncpg.InternalClientError):  # a line that was cut while in use
        return True
    if isinstance(error, sqlite3.Error):
        return sqlite_code(error) in _OF_SQLITE
    if isinstance(error, asyncpg.PostgresError):
        return str(error.sqlstate or "").startswith(_OF_POSTGRES)
    inside = error.args[0] if isinstance(error, OperationalError) and error.args else None
    return isinstance(inside, Exception) and is_trouble(inside)


def sqlite_code(error: sqlite3.Error) -> int:
    """The first of SQLite's two codes; errors of Python's own module around it have none."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
