"""Addresses of voting on paper."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
