"""Addresses of vouchers and the organisations that hand them out."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
