"""Requests for the fuzz test: what is sent, how it is changed beforehand, and what no answer may be like."""

import inspect
import re
from collections import Counter
from random import Random
from types import TracebackType
from typing import Any, Self

import httpx2 as httpx
from bs4 import BeautifulSoup, Tag
from starlette.applications import Starlette
from starlette.routing import Route

from database import transaction
from tests.conftest import SECRET_KEY
from tests.fuzz_values import ODD_HEADERS, Drawn, odd_file, odd_text
from tests.fuzz_world import BROWSER, World
from tests.routes import Address, addresses, routes
from web.audience import audience_of
from web.visitors import Browser, form_token


def addresses_for(who: str) -> list[Address]:
    """Where they get in; officers everywhere, the others not to office pages, of which they see only the door."""
    listed = {}
    for route in routes():
        if isinstance(route, Route):
            listed[route.path] = audience_of(route.endpoint)
    found = addresses()
    if who != "officer":
        found = [address for address in found if not getattr(listed[address.path], "permission", None)]
    return [address for address in found if who != "nobody" or not getattr(listed[address.path], "signed_in", False)]


class _Undo(Exception):
    pass


class Fuzzer:
    def __init__(self, app: Starlette, world: World, chance: Random, session: str) -> None:
        cookies = {"browser": BROWSER} | ({"session": session} if session else {})
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test", cookies=cookies)
        self.world, self.chance, self.cookies = world, chance, cookies
        self.forms: dict[str, list[list[tuple[str, str]]]] = {}
        self.token = form_token(SECRET_KEY, Browser(BROWSER, new=False))
        self.texts, self.files = Drawn(odd_text, chance), Drawn(odd_file, chance)
        self.names = names_of_fields()
        self.answers: Counter[int] = Counter()
        self.broken: list[str] = []

    async def __aenter__(self) -> Self:
        await self.http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.__aexit__(kind, error, trace)

    async def look_around(self, addresses: list[Address]) -> None:
        """Open every page, and keep its forms."""
        for address in addresses:
            for path in self._paths(address, 3) if address.method == "GET" else []:
                response = await self.http.get(path)
                self._judge(response, f"GET {path}")
                for form in BeautifulSoup(response.text, "html.parser").find_all("form"):
                    self._keep_form(form)

    def _keep_form(self, form: Tag) -> None:
        answers = list(_answers(form))
        for target in [form, *form.select("[formaction]")]:
            action = str(target.get("formaction") or target.get("action") or "")
            self.forms.setdefault(action.partition("?")[0], []).append(answers)

    def _paths(self, address: Address, most: int) -> list[str]:
        """The address with things that there are in it; sometimes with nonsense."""
        found = {self._path(address) for _ in range(most)}
        return sorted(found)

    def _path(self, address: Address) -> str:
        def fill(part: re.Match[str]) -> str:
            known = self.world.known.get(part[1], self.world.all())
            if part[2] == "int":
                return self.chance.choice(known) if self.chance.random() < 0.95 else "123456789012345678"
            text = self.chance.choice(known) if self.chance.random() < 0.9 else self.texts.next()
            return httpx.URL("/", params={"x": text.encode(errors="replace").decode() or "x"}).query.decode()[2:]

        return re.sub(r"{(\w+)(?::(\w+))?}", fill, address.path)

    async def send(self, address: Address) -> None:
        """One request; whatever it did is undone."""
        path = self._path(address)
        if address.method == "POST" and self.chance.random() < 0.8:
            path = self._path_of_a_form(address) or path
        fields = self._fields(path)
        headers = {"sec-fetch-site": "same-origin"}
        if self.chance.random() < 0.08:
            headers |= self.chance.choice(ODD_HEADERS)
        try:
            async with transaction():
                response = await self._request(address.method, path, fields, headers)
                raise _Undo
        except _Undo:
            self._judge(response, f"{address.method} {path} {fields} {headers}")
        self.http.cookies.clear()
        self.http.cookies.update(self.cookies)

    def _path_of_a_form(self, address: Address) -> str | None:
        shape = re.compile(re.sub(r"{[^}]*}", "[^/]+", address.path))
        fitting = [path for path in sorted(self.forms) if shape.fullmatch(path)]
        return self.chance.choice(fitting) if fitting else None

    def _fields(self, path: str) -> list[tuple[str, Any]]:
        forms = self.forms.get(path)
        fields: list[tuple[str, Any]] = []
        if forms and self.chance.random() < 0.85:
            fields = [pair for pair in self.chance.choice(forms) if self.chance.random() < 0.97]
            for _ in range(self.chance.choice([0, 1, 1, 2, 4])):
                if fields:
                    place = self.chance.randrange(len(fields))
                    fields[place] = (fields[place][0], self._value())
        for _ in range(self.chance.choice([0, 0, 1, 1, 3]) if fields else 6):
            fields.append((self.chance.choice(self.names), self._value()))
        fields = [pair for pair in fields if pair[0] != "form_token"]
        return [*fields, ("form_token", self.token)] if self.chance.random() < 0.97 else fields

    def _value(self) -> Any:
        roll = self.chance.random()
        if roll < 0.1:
            return self.files.next()
        return self.chance.choice(self.world.all()) if roll < 0.35 else self.texts.next()

    async def _request(
        self, method: str, path: str, fields: list[tuple[str, Any]], headers: dict[str, str]
    ) -> httpx.Response:
        written = [(name.encode(), text.encode("latin-1")) for name, text in headers.items()]
        plain: dict[str, list[str]] = {}
        for name, value in fields:
            if isinstance(value, str):
                plain.setdefault(name, []).append(value.encode(errors="replace").decode())
        if method == "GET":
            method = self.chance.choice(["GET", "GET", "HEAD"])
            return await self.http.request(method, path, params=plain, headers=written)
        files = [(name, value) for name, value in fields if not isinstance(value, str)]
        return await self.http.post(path, data=plain, files=files or None, headers=written)

    def _judge(self, response: httpx.Response, what: str) -> None:
        self.answers[response.status_code] += 1
        location = response.headers.get("location", "/")
        elsewhere = not location.startswith("/") or location.startswith("//") or "\\" in location
        if response.status_code >= 500 or elsewhere or "content-security-policy" not in response.headers:
            self.broken.append(f"{response.status_code} {location} {what[:1500]}")


def _answers(form: Tag) -> Any:
    """Each field of the form with an answer that it offers, those that are not chosen as well."""
    for one in form.select("input[name], textarea[name], button[name]"):
        yield str(one["name"]), str(one.get("value") or one.string or "")
    for one in form.select("select[name]"):
        for option in one.select("option[value]")[:6]:
            yield str(one["name"]), str(option["value"])


def names_of_fields() -> list[str]:
    """Names of fields that our own views read, so that the nonsense lands where somebody looks at it."""
    found = {"position-1", "amount-1", "choice"}
    for module in {inspect.getmodule(route.endpoint) for route in routes() if isinstance(route, Route)}:
        source = inspect.getsource(module)  # type: ignore[arg-type]
        found |= set(re.findall(r"""\.get(?:list)?\("([a-z_]+)\"""", source))
        found |= set(re.findall(r"^    ([a-z_]+)(?:: \w+)? = (?:\w+\.)?\w+Field\(", source, flags=re.M))
    return sorted(found)


def test_the_names_of_fields_are_found() -> None:
    assert {"title", "story", "photo", "choice", "cycle", "before", "postcode", "roles"} <= set(names_of_fields())
