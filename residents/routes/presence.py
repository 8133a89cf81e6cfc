"""Addresses of meeting people in person: venues, shifts, helping, kiosks."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
