"""Who a page is for. Every view says so, and nobody else gets in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web import convertors
from web.protection import at_most, check_form_token

convertors.install()  # every module with routes comes past here first

View = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Audience:
    name: str
    signed_in: bool = False
    permission: str | None = None


EVERYONE = Audience("everyone")
SIGNED_IN = Audience("signed in", signed_in=True)


def permitted(permission: str) -> Audience:
    return Audience(f"may {permission}", signed_in=True, permission=permission)


def audience(who: Audience, *, most_bytes: int = 512 * 1024) -> Callable[[View], View]:
    """`most_bytes`: how much a form may send here."""

    def decorate(view: View) -> View:
        @wraps(view)
        async def guarded(request: Request) -> Response:
            if request.method == "HEAD":  # views know only GET and POST, and take whatever is not GET for sent
                request = Request({**request.scope, "method": "GET"}, request.receive)
            else:
                request = Request(request.scope, at_most(most_bytes, request.receive))
            try:
                refusal = await _admission(request, who)
                return refusal or await view(request)
            finally:
                await request.close()  # and with it the temporary files of what was sent

        guarded.audience = who  # type: ignore[attr-defined]
        return guarded

    return decorate


def audience_of(endpoint: Any) -> Audience | None:
    found: Audience | None = getattr(endpoint, "audience", None)
    return found


async def _admission(request: Request, who: Audience) -> Response | None:
    """None lets the request in. The order matters: who you are is settled before anything is looked up."""
    visitor = request.state.visitor
    if visitor.kiosk and not visitor.sees(request.url.path):
        return RedirectResponse("/kiosk", 303)
    if who.signed_in and not visitor.signed_in:
        entrance = "/officers/sign-in" if who.permission else "/sign-in"
        back = request.url.path
        return RedirectResponse(f"{entrance}?next={quote(back)}", 303)
    if who.permission and not visitor.may(who.permission):
        raise HTTPException(403)
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        await check_form_token(request)
    return None
