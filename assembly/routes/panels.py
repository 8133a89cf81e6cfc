"""The panel: members, replacements, payments, and how it compares with the place."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
