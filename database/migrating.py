"""Bring a database up to date, write new migrations, say whether the models have drifted from them."""

from pathlib import Path

from tortoise.context import TortoiseContext
from tortoise.exceptions import IntegrityError
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from database import operations
from database.configuration import tortoise_config
from database.migration_states import without_queries

_LOCK = 7241


async def migrate(url: str) -> None:
    """Apply what is missing. Safe when several processes start at once."""
    operations.install()
    if url.startswith("sqlite://"):
        Path(url.removeprefix("sqlite://").partition("?")[0]).parent.mkdir(parents=True, exist_ok=True)
    config = tortoise_config(url, migrating=True)
    async with TortoiseContext() as context:
        await context.init(config=config)
        connection = context.db()
        executor = MigrationExecutor(connection, config["apps"])
        targets = [MigrationTarget("models", "__latest__")]
        if connection.capabilities.dialect == "sqlite":
            with without_queries():
                await executor.migrate(targets)
            broken = await connection.execute_query_dict("PRAGMA foreign_key_check")
            if broken:
                raise IntegrityError(f"After the migration these rows point to nothing: {broken}")
            return
        async with connection.acquire_connection() as lock:
            await lock.execute(f"SELECT pg_advisory_lock({_LOCK})")
            try:
                with without_queries():
                    await executor.migrate(targets)
            finally:
                await lock.execute(f"SELECT pg_advisory_unlock({_LOCK})")


async def make_migration(name: str) -> list[Path]:
    """Write the migration that brings the history up to the models; nothing when there is no difference."""
    written = []
    for writer in await _pending(name):
        path = writer.write()
        _use_own_operations(path)
        written.append(path)
    return written


async def drift() -> list[str]:
    """Differences between the models and the migrations, one line each; empty when they agree."""
    return [repr(operation) for writer in await _pending("drift") for operation in writer.operations]


async def _pending(name: str) -> list:  # type: ignore[type-arg] # Tortoise's writer is untyped
    config = tortoise_config("sqlite://:memory:")
    async with TortoiseContext() as context:
        await context.init(config=config, init_connections=False)
        assert context.apps is not None
        writers = list(await MigrationAutodetector(context.apps, config["apps"]).changes())
    for writer in writers:
        writer.operations = operations.explode(writer.operations)
        writer.name = f"{writer.name.split('_')[0]}_{name}"
    return writers


def _use_own_operations(path: Path) -> None:
    text = path.read_text()
    own = text.replace("ops.AddConstraint(", "own.AddConstraint(")
    if own != text:
        own = own.replace(
            "from tortoise import migrations\n",
            "from database import operations as own\nfrom tortoise import migrations\n",
            1,
        )
    path.write_text(own)
