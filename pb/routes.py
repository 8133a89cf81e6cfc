"""Every address of participatory budgeting."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
