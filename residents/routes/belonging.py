"""Addresses where residents say and show that they belong here."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
