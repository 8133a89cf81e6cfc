"""Addresses where officers look after claims, rejections and appeals."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
