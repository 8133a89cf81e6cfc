"""Who is asking. What a visitor may do is known elsewhere; here is only what the plumbing needs of one."""

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send


class Visitor(Protocol):
    @property
    def signed_in(self) -> bool: ...
    @property
    def display_name(self) -> str: ...
    @property
    def kiosk(self) -> bool: ...  # on a device of ours that is lent from hand to hand
    @property
    def until(self) -> datetime | None: ...  # when a visit to such a device ends by itself
    def may(self, permission: str) -> bool: ...
    def sees(self, path: str) -> bool: ...


@dataclass(slots=True)
class Browser:
    """A random key that this browser keeps: what forms, drafts and sign-in requests are bound to."""

    key: str
    new: bool
    wanted: bool = False  # set when a page needs the cookie to be kept

    def hashed(self) -> str:
        return hashlib.sha256(self.key.encode()).hexdigest()


class Unknown:
    """Somebody of whom we cannot find out who they are, because the database does not answer."""

    signed_in = kiosk = False
    display_name = ""
    until: datetime | None = None

    def may(self, permission: str) -> bool:
        return False

    def sees(self, path: str) -> bool:
        return True


Find = Callable[[str | None, datetime, str | None], Awaitable[Visitor]]
"""By the cookies of the session and of the kiosk."""


class VisitorMiddleware:
    """Puts `visitor`, `browser` and `now` on the request's state."""

    def __init__(self, app: ASGIApp, find: Find, cookies: "CookieNames") -> None:
        self.app, self.find, self.cookies = app, find, cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        cookies = HTTPConnection(scope).cookies
        state = scope.setdefault("state", {})
        key = cookies.get(self.cookies.browser, "")
        usable = 32 <= len(key) <= 64 and key.isascii() and key.isprintable()
        state["browser"] = Browser(key if usable else secrets.token_urlsafe(32), new=not usable)
        state["now"] = datetime.now(UTC)
        state["visitor"] = Unknown()  # for the page that says so, should the next lines fail
        session, kiosk = cookies.get(self.cookies.session), cookies.get(self.cookies.kiosk)
        state["visitor"] = await self.find(session, state["now"], kiosk)
        await self.app(scope, receive, send)


@dataclass(frozen=True)
class CookieNames:
    """`__Host-` cookies cannot be set by a sibling site, but browsers only keep them over https."""

    secure: bool

    @property
    def browser(self) -> str:
        return "__Host-browser" if self.secure else "browser"

    @property
    def session(self) -> str:
        return "__Host-session" if self.secure else "session"

    @property
    def kiosk(self) -> str:
        return "__Host-kiosk" if self.secure else "kiosk"

    @property
    def notice(self) -> str:
        return "__Host-notice" if self.secure else "notice"


def form_token(secret_key: str, browser: Browser) -> str:
    """What a form must send back: only this site can make it, only this browser can use it."""
    return hmac.new(secret_key.encode(), b"form:" + browser.key.encode(), hashlib.sha256).hexdigest()[:40]
