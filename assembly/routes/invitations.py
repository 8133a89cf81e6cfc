"""Invitations: letters, codes, golden tickets."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
