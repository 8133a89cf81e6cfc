"""Tortoise engine for SQLite in WAL mode: one writer that begins IMMEDIATE, and a few readers, per process.

The stock engine keeps one connection behind one lock, so a slow SELECT stops every other query of the process, and
begins deferred, so that two processes which read and then write fail at once with "database is locked".
"""

import asyncio
import itertools
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

import aiosqlite
from tortoise.backends.base.client import (
    ConnectionWrapper,
    NestedTransactionContext,
    TransactionalDBClient,
    TransactionContext,
)
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
    translate_exceptions,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError, TransactionManagementError

from database.disk import Doubt
from database.trouble import sqlite_code

Ask = Callable[[], Awaitable[None]]
_PATIENCE = 2


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


class _Watched(ConnectionWrapper[Any]):
    """Notices when the disk fails. `before`: what must be asked before anything is done with this connection."""

    def __init__(self, lock: asyncio.Lock, client: Any, doubt: Doubt, before: "Ask | None" = None) -> None:
        super().__init__(lock, client)
        self._doubt = doubt
        self._before = before

    async def __aenter__(self) -> Any:
        connection = await super().__aenter__()
        if self._before is not None:
            try:
                await self._before()
            except BaseException:
                self._lock.release()
                raise
        return connection

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        self._doubt.arise(error)
        await super().__aexit__(kind, error, trace)


class _Context(SqliteTransactionContext):
    """Whoever is cancelled while waiting for a transaction must not give back the lock that another one holds."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection  # type: ignore[no-any-return]


class _Transaction(SqliteTransactionWrapper):
    """SQLite undoes a whole transaction by itself when the disk is full or broken. What is done afterwards as if it
    were still on would be stored statement by statement, and stay half done: so that ends here, with an error."""

    _connection: aiosqlite.Connection
    _parent: "client_class"

    @property
    def _doubt(self) -> Doubt:
        doubt: Doubt = self._parent._doubt
        return doubt

    @property
    def _open(self) -> bool:
        return self._connection.in_transaction

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(_Transaction(self))

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        return _Watched(self._lock, self, self._doubt, self._demand_open)

    async def _run(self, statement: str) -> None:
        try:
            await self._connection.execute_fetchall(statement)
        except sqlite3.Error as error:
            self._doubt.arise(error)
            raise OperationalError(error) from error

    async def begin(self) -> None:
        await self._doubt.settle()
        if self._open:  # left behind by a COMMIT that failed
            await self._connection.rollback()
        begin = asyncio.ensure_future(self._begin_in_turn())
        try:
            await asyncio.shield(begin)
        except asyncio.CancelledError:
            # The statement goes on in its thread. Nobody would end the transaction that it begins.
            await asyncio.wait([begin])
            if begin.exception() is None:
                await self._connection.rollback()
            raise

    async def _begin_in_turn(self) -> None:
        """SQLite keeps no queue: where many processes write without a pause, one may find none of its chances. So it
        is tried for longer than one busy_timeout before anybody is told."""
        for more in range(_PATIENCE, -1, -1):
            try:
                return await self._run("BEGIN IMMEDIATE")
            except OperationalError as error:
                if not more or sqlite_code(error.args[0]) != sqlite3.SQLITE_BUSY:
                    raise

    async def commit(self) -> None:
        if self._finalized:
            raise TransactionManagementError("Transaction already finalised")
        await self._demand_open()
        try:
            await self._run("COMMIT")
        except OperationalError:
            await self._connection.rollback()
            raise
        finally:
            self._finalized = True

    async def savepoint(self) -> None:
        await self._demand_open()
        await super().savepoint()

    async def savepoint_rollback(self) -> None:
        if self._open:
            await super().savepoint_rollback()

    async def release_savepoint(self) -> None:
        await self._demand_open()
        await super().release_savepoint()

    async def _demand_open(self) -> None:
        if not self._open:
            raise OperationalError("the database has already undone this transaction")


class client_class(SqliteClient):
    def __init__(self, file_path: str, readers: int = 3, **pragmas: Any) -> None:
        super().__init__(file_path, **pragmas)
        count = 0 if file_path == ":memory:" else int(readers)
        self._readers = [_Reader(self) for _ in range(count)]
        self._turns: Iterator[_Reader] = itertools.cycle(self._readers)
        self._doubt = Doubt(file_path)

    def _in_transaction(self) -> TransactionContext:
        return _Context(_Transaction(self), self._lock)

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        return _Watched(self._lock, self, self._doubt, self._doubt.settle)

    def _free_reader(self) -> _Reader:
        for _ in self._readers:
            reader = next(self._turns)
            if not reader.lock.locked():
                return reader
        return next(self._turns)

    def _connection_for(self, query: str) -> ConnectionWrapper[Any]:
        if self._readers and query[:6].upper() == "SELECT":
            reader = self._free_reader()
            return _Watched(reader.lock, reader, self._doubt)
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
