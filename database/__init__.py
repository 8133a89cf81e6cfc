"""The database as the rest of the project sees it: transactions, raw rows, the clock, migrations. Knows no domain."""

from database.clock import as_time, clock, database_now
from database.locks import exclusive_lock, shared_lock, try_lock
from database.reading import execute, row, rows, value
from database.transactions import on_postgres, transaction

__all__ = [
    "as_time",
    "clock",
    "database_now",
    "exclusive_lock",
    "execute",
    "on_postgres",
    "row",
    "rows",
    "shared_lock",
    "transaction",
    "try_lock",
    "value",
]
