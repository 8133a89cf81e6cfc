"""Tortoise works out every table anew at every step of every migration. What nobody asks for there is left out here.

Its migrations render a class for each table and, again and again, the filters of all their fields and the first query
of every class. Steps of a migration neither filter nor query by these classes, so both can wait: a new database is
ready in a third of the time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch  # in its plainest use: puts back what it took away

from tortoise import models
from tortoise.migrations.schema_generator.state_apps import StateApps

_QUERYSETS = "_build_initial_querysets"


@contextmanager
def without_queries() -> Iterator[None]:
    """While a history of migrations is applied. Classes that exist already keep what they have."""
    with patch.object(models, "get_filters_for_field", _none), patch.object(StateApps, _QUERYSETS, _nothing):
        yield


def _none(*_: Any, **__: Any) -> dict[str, Any]:
    return {}


def _nothing(_: StateApps) -> None:
    """Builds no querysets."""
