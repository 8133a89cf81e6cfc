"""Addresses of letters with codes."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
