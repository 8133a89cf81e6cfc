"""How many statements a page sends to the database."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from typing import Any

import pytest
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.asyncpg.client import TransactionWrapper as AsyncpgTransaction
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper

from database.sqlite_engine import client_class as SqliteEngine

_METHODS = ("execute_query", "execute_query_dict", "execute_insert", "execute_many")
_inside = ContextVar("inside", default=False)  # some of these methods call one another


class Counted:
    count = 0


CountQueries = Callable[[], AbstractAsyncContextManager[Counted]]


def counter(monkeypatch: pytest.MonkeyPatch) -> CountQueries:
    running: list[Counted] = []

    def counting(method: Any) -> Any:
        async def counted(*values: Any, **named: Any) -> Any:
            if _inside.get():
                return await method(*values, **named)
            for one in running:
                one.count += 1
            token = _inside.set(True)
            try:
                return await method(*values, **named)
            finally:
                _inside.reset(token)

        return counted

    for client in (SqliteClient, SqliteTransactionWrapper, SqliteEngine, AsyncpgDBClient, AsyncpgTransaction):
        for name in _METHODS:
            if name in vars(client):
                monkeypatch.setattr(client, name, counting(vars(client)[name]))

    @asynccontextmanager
    async def count() -> AsyncIterator[Counted]:
        one = Counted()
        running.append(one)
        try:
            yield one
        finally:
            running.remove(one)

    return count
