"""Clearing the database for another phase of the sample."""

from typing import Any

from tortoise import Tortoise
from tortoise.models import Model

from ballot_box.models import APPEND_ONLY as COUNTED
from database import execute, transaction
from database.append_only import lifted
from ledger.models import APPEND_ONLY
from pb.models import Cycle
from pb.sample.people import SampleRefused
from web import samples


async def demand_only_samples() -> None:
    """Raises SampleRefused when there is anything that is not a sample: then the rest may be real as well."""
    fund = await Cycle.filter(sample=False).order_by("id").first()
    real = f"a fund that is not a sample: {fund.name}" if fund is not None else ""
    if not real and (name := await samples.real()):
        real = f"something that is not a sample: {name}"
    if real:
        raise SampleRefused(
            f"This database has {real}. Choose another database with DATABASE_URL, "
            "or add --fresh to throw away everything in this one."
        )


async def empty() -> None:
    """Delete every row of every table, those that others point to last."""
    async with transaction(), lifted(*APPEND_ONLY, *COUNTED):
        for model in _order():
            for field in _pointing_at_itself(model):
                await execute(f'UPDATE "{model._meta.db_table}" SET "{field}" = NULL WHERE "{field}" IS NOT NULL')
            await execute(f'DELETE FROM "{model._meta.db_table}"')


def _order() -> list[type[Model]]:
    """Tables so that none is emptied before those that point to it."""
    waiting = set(Tortoise.apps["models"].values()) if Tortoise.apps else set()
    order: list[type[Model]] = []
    while waiting:
        free = sorted(
            (model for model in waiting if not any(_points(other, model) for other in waiting if other is not model)),
            key=lambda model: model.__name__,
        )
        assert free, "two tables point at each other"
        order += free
        waiting -= set(free)
    return order


def _points(one: type[Model], other: type[Model]) -> bool:
    return any(_target(one, name) is other for name in one._meta.fk_fields)


def _pointing_at_itself(model: type[Model]) -> list[str]:
    return [f"{name}_id" for name in sorted(model._meta.fk_fields) if _target(model, name) is model]


def _target(model: type[Model], name: str) -> Any:
    return model._meta.fields_map[name].related_model  # type: ignore[attr-defined]
