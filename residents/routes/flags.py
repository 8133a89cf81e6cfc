"""Addresses of flags and of reports that somebody voted as me."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
