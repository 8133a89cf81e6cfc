"""Migration operations that make Meta.constraints and Meta.indexes real on both databases.

Tortoise 1.1.9 drops constraints that stand in CreateModel without a word, cannot make conditional ones on SQLite, and
loses a table's indexes whenever SQLite has to rebuild it.
"""

from typing import Any

from tortoise.migrations import operations as upstream
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.migrations.schema_editor.sqlite import SqliteSchemaEditor
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps


class AddConstraint(upstream.AddConstraint):
    """Upstream's, and conditional unique constraints as CREATE UNIQUE INDEX ... WHERE on both databases."""

    async def database_forward(
        self, app_label: str, old_state: Any, new_state: Any, state_editor: Any | None = None
    ) -> None:
        constraint = self.constraint
        if state_editor and isinstance(constraint, UniqueConstraint) and constraint.condition:
            table = new_state.apps.get_model(f"{app_label}.{self.model_name}")._meta.db_table
            columns = ", ".join(f'"{field}"' for field in constraint.fields)
            await state_editor._run_sql(
                f'CREATE UNIQUE INDEX "{constraint.name}" ON "{table}" ({columns}) WHERE {constraint.condition}'
            )
            return
        await super().database_forward(app_label, old_state, new_state, state_editor)

    async def database_backward(
        self, app_label: str, old_state: Any, new_state: Any, state_editor: Any | None = None
    ) -> None:
        constraint = self.constraint
        if state_editor and isinstance(constraint, UniqueConstraint) and constraint.condition:
            await state_editor._run_sql(f'DROP INDEX "{constraint.name}"')
            return
        await super().database_backward(app_label, old_state, new_state, state_editor)


def explode(operations: list[Any]) -> list[Any]:
    """Move constraints and indexes out of CreateModel into operations of their own, which do get carried out."""
    exploded: list[Any] = []
    for operation in operations:
        if isinstance(operation, upstream.CreateModel):
            options: dict[str, Any] = operation.options or {}
            constraints = list(options.pop("constraints", ()) or ())
            indexes = list(options.pop("indexes", ()) or ())
            exploded.append(operation)
            # Checks first: on SQLite they rebuild the table, and a rebuild is cheapest while it has no indexes.
            constraints.sort(key=lambda constraint: not isinstance(constraint, CheckConstraint))
            exploded += [AddConstraint(operation.name, constraint) for constraint in constraints]
            exploded += [upstream.AddIndex(operation.name, index) for index in indexes]
        elif type(operation) is upstream.AddConstraint:
            exploded.append(AddConstraint(operation.model_name, operation.constraint))
        else:
            exploded.append(operation)
    return exploded


_upstream_rebuild = SqliteSchemaEditor._remake_table


async def _rebuild_keeping_indexes(self: Any, model: Any, *arguments: Any, **options: Any) -> None:
    if self.collect_sql:
        await _upstream_rebuild(self, model, *arguments, **options)
        return
    kept = await self.client.execute_query_dict(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index','trigger') AND sql IS NOT NULL",
        [model._meta.db_table],
    )
    deleted = options.get("delete_field")
    column = (deleted.source_field or deleted.model_field_name) if deleted is not None else None
    await _upstream_rebuild(self, model, *arguments, **options)
    for record in kept:
        if column is None or f'"{column}"' not in record["sql"]:
            await self.client.execute_query(record["sql"])


class _StateBefore(State):
    """How the models stood before an operation. Few operations ask, and making all models anew takes long."""

    def __init__(self, models: dict[tuple[str, str], ModelState], like: StateApps) -> None:
        self.models = models
        self._like = like
        self._made: StateApps | None = None

    @property
    def apps(self) -> StateApps:  # type: ignore[override] # a plain field upstream
        if self._made is None:
            self._made = self._like.clone(model_states=self.models)
        return self._made


def _clone_when_asked(self: State) -> State:
    return _StateBefore({key: model.clone() for key, model in self.models.items()}, self.apps)


def install() -> None:
    """Make SQLite's table rebuilds keep their indexes and triggers, and long histories quick."""
    State.clone = _clone_when_asked  # type: ignore[method-assign]
    SqliteSchemaEditor._remake_table = _rebuild_keeping_indexes  # type: ignore[method-assign]
