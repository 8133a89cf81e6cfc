"""Whatever anybody sends, to any address, as anybody: never a server error."""

import random
import re
import time
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route

import main
from residents.models import Role, SessionKind
from tests.browsing import Client
from tests.factories import make_account, make_claim, make_cycle, make_idea, make_place, make_pot, make_project
from web.settings import ROOT, Settings

SECONDS = 25

odd_text = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["", "0", "-1", "1", "999999999999999999999", "NaN", "1e400", "null", "\x00", "' OR 1=1 --", "%", "_",
         "../../etc",
         "{{7*7}}", "<script>", "\u202e", "é" * 300, "2026-13-45", "2026-06-31T25:61", "£12.345", "true", "[]", "add:1",
         "up:0", "remove:x", "ST1 5HN", "nobody@example.com", "a@x, b@y", "12345678"]
    ),
    st.integers().map(str),
)  # fmt: skip


def field_names() -> list[str]:
    """Names of fields that our own templates and views use, so that the nonsense lands where it is read."""
    found = {"q", "page", "after", "before", "sort", "next", "choice", "act", "cycle", "postcode", "email", "code"}
    for package in ("pb", "residents", "web"):
        for file in (ROOT / package).rglob("*.py"):
            found |= set(
                re.findall(r'(?:form|query_params|data)\.?(?:get|getlist)?\(?\[?"([a-z_]+)"', file.read_text())
            )
            found |= set(re.findall(r"^    ([a-z_]+) = (?:\w+\.)?\w+Field\(", file.read_text(), flags=re.M))
    return sorted(found)


def all_routes(app_settings: Settings) -> list[tuple[str, Route]]:
    pairs = []
    for route in main.routes(app_settings):
        if isinstance(route, Route):
            pairs += [(method, route) for method in sorted(route.methods or {"GET"}) if method != "HEAD"]
    return pairs


@pytest.mark.parametrize("role", ["nobody", "resident", "every officer role"])
async def test_no_request_makes_a_server_error(client: Client, app: Starlette, role: str) -> None:
    known = await some_of_everything()
    if role != "nobody":
        officer = role != "resident"
        account = await make_account("Sam Sample", *(Role if officer else ()))
        await client.sign_in(account, SessionKind.OFFICER if officer else SessionKind.RESIDENT)
    token = await client.form_token()
    requests = [await _one(method, route, known) for method, route in all_routes(app.state.settings) for _ in range(40)]
    random.Random(7).shuffle(requests)
    broken: list[str] = []
    deadline = time.monotonic() + SECONDS

    for method, path, fields in requests:
        if time.monotonic() > deadline:
            break
        status = await _status(client, method, path, {**fields, "form_token": token})
        if status >= 500:
            broken.append(f"{status} {method} {path} {fields}")

    assert broken == []


async def some_of_everything() -> list[str]:
    place = await make_place("Hanley")
    cycle = await make_cycle("voting")
    pot = await make_pot(cycle, place)
    project = await make_project(pot)
    idea = await make_idea(cycle, pot)
    await make_claim(await make_account(), place)
    return [str(idea.id), str(project.id), cycle.slug, place.slug, str(pot.id), str(cycle.id)]


async def _one(method: str, route: Route, known: list[str]) -> tuple[str, str, dict[str, Any]]:
    fields, parts = _draw(len(route.param_convertors))
    path = route.path
    for (name, convertor), odd in zip(route.param_convertors.items(), parts, strict=False):
        wants_number = "int" in type(convertor).__name__.lower()
        choices = [value for value in known if value.isdecimal() == wants_number] + [odd if not wants_number else "0"]
        value = random.choice(choices) or "x"
        written = quote(value.replace("/", "-"), safe="", errors="replace")
        path = re.sub(r"\{" + name + r"(:\w+)?\}", written, path)
    return method, path, fields


_names = field_names()
_drawn: list[tuple[dict[str, Any], list[str]]] = []


def _draw(parts: int) -> tuple[dict[str, Any], list[str]]:
    if not _drawn:
        _fill()
    fields, odd = _drawn.pop()
    return fields, odd[:parts]


@settings(max_examples=400, database=None, deadline=None, phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(
    st.dictionaries(st.sampled_from(_names), st.one_of(odd_text, st.lists(odd_text, max_size=4)), max_size=8),
    st.lists(odd_text, min_size=3, max_size=3),
)
def _fill(fields: dict[str, Any], odd: list[str]) -> None:
    _drawn.append((fields, odd))


async def _status(client: Client, method: str, path: str, fields: dict[str, Any]) -> int:
    try:
        if method == "GET":
            found = await client._http.get(path, params={k: v for k, v in fields.items() if k != "form_token"})
        else:
            found = await client._http.request(method, path, data=fields, headers={"sec-fetch-site": "same-origin"})
    except ValueError as unsendable:  # a surrogate or a control character that no client can put on the wire
        assert "encode" in str(unsendable) or "URL" in type(unsendable).__name__
        return 0
    return found.status_code
