"""Every address of the site, as a list of method and path, with values that lead nowhere for what varies."""

import re
from dataclasses import dataclass

from starlette.routing import BaseRoute, Route

import main
from web.settings import Settings

# Addresses that are there while the site is tried out, too.
SETTINGS = Settings(secret_key="x" * 40, base_url="http://test")
_NOWHERE = {"int": "999999", "uuid": "00000000-0000-4000-8000-000000000000", "float": "9.5"}


@dataclass(frozen=True, slots=True)
class Address:
    method: str
    path: str  # as the route writes it: /ideas/{idea:int}

    @property
    def somewhere(self) -> str:
        """A real address of this shape, of a thing that does not exist."""
        return re.sub(r"{\w+(?::(\w+))?}", lambda found: _NOWHERE.get(found[1] or "str", "nothing"), self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes() -> list[BaseRoute]:
    return main.routes(SETTINGS)


def addresses() -> list[Address]:
    """In the order of paths. HEAD goes with GET."""
    found = {
        Address(method, route.path)
        for route in routes()
        if isinstance(route, Route)
        for method in (route.methods or {"GET"}) - {"HEAD"}
    }
    return sorted(found, key=lambda address: (address.path, address.method))
