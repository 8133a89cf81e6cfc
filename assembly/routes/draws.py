"""The draw: prepared, committed, drawn in public."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
