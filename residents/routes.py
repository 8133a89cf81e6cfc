"""Every address about people and places."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
