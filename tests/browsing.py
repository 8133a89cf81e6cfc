"""A browser without a screen: it keeps cookies, fills in forms, and looks hard at every page it loads."""

from __future__ import annotations

from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import httpx2 as httpx
from bs4 import BeautifulSoup, Tag
from starlette.applications import Starlette

from residents import sessions
from residents.models import Account, SessionKind


class Client:
    def __init__(self, app: Starlette) -> None:
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")
        self.last: httpx.Response | None = None

    async def __aenter__(self) -> Client:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.__aexit__(kind, error, trace)

    @property
    def cookies(self) -> httpx.Cookies:
        return self._http.cookies

    async def sign_in(self, account: Account, kind: SessionKind = SessionKind.RESIDENT) -> None:
        """As if this person had just signed in here."""
        key = await sessions.begin(account.id, kind, "test", datetime.now(UTC))
        self._http.cookies.set("session", key)

    async def get(self, path: str, status: int = 200, headers: dict[str, str] | None = None) -> BeautifulSoup:
        """Load a page and check it; fails when the answer has another status."""
        self.last = await self._http.get(path, headers=headers)
        return self._looked_at(self.last, status)

    async def raw_get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return await self._http.get(path, headers=headers)

    async def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        status: int = 303,
        files: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        token: bool = True,
    ) -> BeautifulSoup:
        """Send a form as this browser would, with origin and token; 303 is not followed."""
        fields = dict(data or {})
        if token:
            fields.setdefault("form_token", await self.form_token())
        self.last = await self._http.post(
            path, data=fields, files=files, headers={"sec-fetch-site": "same-origin", **(headers or {})}
        )
        return self._looked_at(self.last, status)

    async def form_token(self) -> str:
        """The token of this browser, taken from a page with a form on it."""
        page = BeautifulSoup((await self._http.get("/sign-in")).text, "html5lib")
        found = page.find("input", {"name": "form_token"})
        assert isinstance(found, Tag), "the sign-in page has no form token"
        return str(found["value"])

    async def follow(self) -> BeautifulSoup:
        """Go where the last answer sent us."""
        assert self.last is not None
        return await self.get(self.last.headers["location"])

    def _looked_at(self, response: httpx.Response, status: int) -> BeautifulSoup:
        page = BeautifulSoup(response.text, "html5lib")
        heading = page.find("h1")
        said = heading.get_text(" ", strip=True) if heading else response.text[:300]
        errors = [item.get_text(" ", strip=True) for item in page.select(".govuk-error-summary li")]
        where = f"{response.request.method} {response.request.url}"
        assert response.status_code == status, f"{where}: {response.status_code} instead of {status}: {said} {errors}"
        is_page = response.headers.get("content-type", "").startswith("text/html") and "<html" in response.text
        if is_page:
            check_page(page, where)
        return page


def check_page(page: BeautifulSoup, where: str) -> None:
    """What must hold of every page of the site."""
    assert len(page.find_all("h1")) == 1, f"{where}: {len(page.find_all('h1'))} h1 elements"
    title = page.find("title")
    assert title is not None and title.get_text(strip=True), f"{where}: no title"
    ids = [str(tag["id"]) for tag in page.find_all(id=True)]
    twice = {name for name in ids if ids.count(name) > 1}
    assert not twice, f"{where}: ids used twice: {twice}"
    for tag in page.find_all(True):
        inline = [name for name in tag.attrs if name == "style" or name.startswith("on")]
        assert not inline, f"{where}: <{tag.name}> has inline {inline}, which our own policy blocks"
    assert not page.select("style, script:not([src]):not([type='application/json'])"), (
        f"{where}: inline style or script"
    )
    for form in page.find_all("form"):
        assert form.get("action") is not None, f"{where}: a form without an action"
        if str(form.get("method", "")).lower() == "post":
            assert form.find("input", {"name": "form_token"}), f"{where}: a form without a token: {form.get('action')}"
    _check_labels(page, where)


def _check_labels(page: BeautifulSoup, where: str) -> None:
    labelled = {str(label["for"]) for label in page.find_all("label", attrs={"for": True})}
    for field in page.select("input:not([type=hidden]):not([type=submit]), select, textarea"):
        named = field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled
        assert named or field.find_parent("label"), f"{where}: no label for field {field.get('name')}"
    for image in page.find_all("img"):
        assert image.has_attr("alt"), f"{where}: picture without alt text: {image.get('src')}"


def text_of(page: BeautifulSoup | Tag | None) -> str:
    """What a reader sees of it, on one line."""
    assert page is not None
    return " ".join(page.get_text(" ", strip=True).split())
