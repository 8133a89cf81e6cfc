"""Categories, quotas, and whether a fair panel is possible."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
