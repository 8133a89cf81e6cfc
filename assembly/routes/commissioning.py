"""Assemblies: their public pages, and how officers plan them."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
