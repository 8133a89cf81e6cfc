"""Tortoise engine for SQLite in WAL mode: one writer that begins IMMEDIATE, and a few readers, per process.

The stock engine keeps one connection behind one lock, so a slow SELECT stops every other query of the process, and
begins deferred, so that two processes which read and then write fail at once with "database is locked".
"""

import asyncio
import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import aiosqlite
from tortoise.backends.base.client import ConnectionWrapper, TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
    translate_exceptions,
)
from tortoise.exceptions import OperationalError


class _Reader:
    """A read-only connection that is opened when first needed."""

    def __init__(self, parent: "client_class") -> None:
        self.parent = parent
        self.lock = asyncio.Lock()
        self._connection: aiosqlite.Connection | None = None

    async def create_connection(self, with_db: bool) -> None:
        if self._connection is not None:  # two who came at once both saw none; the second would leave the first open
            return
        connection = await aiosqlite.connect(self.parent.filename, isolation_level=None)
        connection._conn.row_factory = sqlite3.Row
        for key, setting in {**self.parent.pragmas, "query_only": "ON"}.items():
            if key != "journal_mode":
                await connection.execute(f"PRAGMA {key}={setting}")
        self._connection = connection


class _Transaction(SqliteTransactionWrapper):
    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error


class client_class(SqliteClient):
    def __init__(self, file_path: str, readers: int = 3, **pragmas: Any) -> None:
        super().__init__(file_path, **pragmas)
        count = 0 if file_path == ":memory:" else int(readers)
        self._readers = [_Reader(self) for _ in range(count)]
        self._turns: Iterator[_Reader] = itertools.cycle(self._readers)

    def _in_transaction(self) -> TransactionContext:
        return SqliteTransactionContext(_Transaction(self), self._lock)

    def _free_reader(self) -> _Reader:
        for _ in self._readers:
            reader = next(self._turns)
            if not reader.lock.locked():
                return reader
        return next(self._turns)

    def _connection_for(self, query: str) -> ConnectionWrapper[Any]:
        if self._readers and query[:6].upper() == "SELECT":
            reader = self._free_reader()
            return ConnectionWrapper(reader.lock, reader)  # type: ignore[arg-type]
        return self.acquire_connection()

    @translate_exceptions
    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, Sequence[Any]]:
        async with self._connection_for(query) as connection:
            before = connection.total_changes
            found = await connection.execute_fetchall(query, values)
            return (connection.total_changes - before) or len(found), found

    @translate_exceptions
    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        async with self._connection_for(query) as connection:
            return list(map(dict, await connection.execute_fetchall(query, values)))

    async def close(self) -> None:
        for reader in self._readers:
            if reader._connection:
                await reader._connection.close()
                reader._connection = None
        await super().close()
