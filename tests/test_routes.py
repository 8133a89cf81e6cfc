"""Addresses: nouns in kebab-case, each for a named audience, and looking at one changes nothing."""

import ast
import re
from datetime import UTC, datetime

import httpx2 as httpx
from starlette.applications import Starlette
from starlette.routing import Route
from tortoise import Tortoise

from database import value
from residents.models import Role, SessionKind
from residents.permissions import PERMISSIONS
from residents.sessions import begin
from tests.factories import make_account
from tests.house import ROOT, sources
from tests.routes import addresses, routes
from web.audience import audience_of

_NOUN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?")
_PARAMETER = re.compile(r"{[a-z_]+(:(int|str|path|uuid))?}(\.[a-z]+)?")
_VERBS = {
    "accept", "add", "approve", "change", "close", "create", "decide", "delete", "edit", "hide",
    "merge", "move", "open", "publish", "reject", "remove", "save", "send", "show", "start", "submit", "update",
    "withdraw",
}  # fmt: skip


def test_every_address_says_who_it_is_for() -> None:
    nameless = [route.path for route in routes() if isinstance(route, Route) and audience_of(route.endpoint) is None]
    assert not nameless


def test_addresses_are_nouns_in_kebab_case() -> None:
    wrong = [f"{address}: {part}" for address in addresses() for part in address.path.split("/")[1:] if not fits(part)]
    assert not wrong, "name what comes of it (withdrawal, closure), not what is done\n" + "\n".join(wrong)
    assert not [address for address in addresses() if address.path.endswith("/") and address.path != "/"]


def fits(part: str) -> bool:
    return not part or (bool(_NOUN.fullmatch(part) or _PARAMETER.fullmatch(part)) and part not in _VERBS)


def test_no_two_routes_share_an_address() -> None:
    listed = [
        (method, re.sub(r"{[^}]*}", "{}", route.path))
        for route in routes()
        if isinstance(route, Route)
        for method in (route.methods or {"GET"}) - {"HEAD"}
    ]
    assert not {one for one in listed if listed.count(one) > 1}


def test_every_permission_is_asked_for_somewhere() -> None:
    asked: set[str] = set()
    for source in sources():
        if source.name != "residents.permissions":
            asked |= {
                node.value
                for node in ast.walk(source.tree())
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    assert not set(PERMISSIONS) - asked, "nobody asks for these: take them out of the table"


def test_only_permissions_of_the_table_are_asked_for() -> None:
    for address, audience in (
        (route.path, audience_of(route.endpoint)) for route in routes() if isinstance(route, Route)
    ):
        assert not audience or not audience.permission or audience.permission in PERMISSIONS, address
    for template in (ROOT / "templates").rglob("*.html"):
        for permission in re.findall(r"\.may\([\"']([^\"']+)", template.read_text("utf-8")):
            assert permission in PERMISSIONS, template


async def rows_by_table() -> dict[str, int]:
    models = Tortoise.apps["models"].values()
    return {model._meta.db_table: await value(f"SELECT COUNT(*) FROM {model._meta.db_table}") for model in models}


async def test_looking_at_pages_stores_nothing(app: Starlette, db: None) -> None:
    account = await make_account("Everything", *(set(Role) - {Role.RESIDENT}))
    key = await begin(account.id, SessionKind.OFFICER, "test", datetime.now(UTC))
    before = await rows_by_table()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://test", cookies={"session": key}
    ) as http:
        for address in addresses():
            if address.method == "GET":
                response = await http.get(address.somewhere)
                assert response.status_code < 500, address
    assert await rows_by_table() == before
