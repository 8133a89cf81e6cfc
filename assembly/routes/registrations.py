"""Registering for an assembly: by residents, by officers on the phone, and the pool."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
