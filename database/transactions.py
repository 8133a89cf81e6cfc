"""One transaction, on either database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient, NestedTransactionContext
from tortoise.connection import get_connection, get_connections
from tortoise.transactions import in_transaction


def on_postgres() -> bool:
    return get_connection("default").capabilities.dialect == "postgres"


@asynccontextmanager
async def transaction() -> AsyncIterator[BaseDBAsyncClient]:
    """All or nothing. Inside another one it is a savepoint."""
    context = in_transaction("default")
    client = await _enter(context)
    try:
        yield client
    except BaseException as error:
        await context.__aexit__(type(error), error, error.__traceback__)
        raise
    else:
        await context.__aexit__(None, None, None)


async def _enter(context: Any) -> BaseDBAsyncClient:
    """Enter, and when BEGIN itself fails give back what Tortoise took: it leaves the task on a dead connection.

    With SQLite our own engine does that."""
    try:
        client: BaseDBAsyncClient = await context.__aenter__()
        return client
    except BaseException:
        if not isinstance(context, NestedTransactionContext):
            await _give_back(context)
        raise


async def _give_back(context: Any) -> None:
    if hasattr(context, "token"):
        get_connections().reset(context.token)
    pool = getattr(getattr(getattr(context, "client", None), "_parent", None), "_pool", None)
    connection = getattr(getattr(context, "client", None), "_connection", None)
    if pool is not None and connection is not None:
        await pool.release(connection)
