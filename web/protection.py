"""What stands between the site and other sites: origin, form token, headers.

Browsers say in Sec-Fetch-Site where a request comes from; older ones send at least Origin. A council's domain has many
sibling sites, so `same-site` is refused like any other. The form token is the second layer.
"""

import hmac
from typing import Any
from urllib.parse import urlsplit

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.settings import Settings
from web.visitors import form_token

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
FORM_LIMITS = {"max_files": 4, "max_fields": 400, "max_part_size": 256 * 1024}


class OtherOrigin(HTTPException):
    def __init__(self) -> None:
        super().__init__(403, "other-origin")


class FormTokenMissing(HTTPException):
    """The form is too old, or was not made by this site for this browser."""

    def __init__(self, typed: list[tuple[str, str]]) -> None:
        super().__init__(403, "form-token")
        self.typed = typed


async def check_form_token(request: Request) -> None:
    settings: Settings = request.app.state.settings
    if not same_origin(request.headers, settings):
        raise OtherOrigin
    if _strange_alphabet(request.headers.get("content-type")):
        raise HTTPException(400)
    form = await request.form(**FORM_LIMITS)
    given = form.get("form_token")
    expected = form_token(settings.secret_key, request.state.browser)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), expected.encode()):
        raise FormTokenMissing([(name, value) for name, value in form.multi_items() if isinstance(value, str)])
    request.state.form = form  # for whoever has to ask for it once more


def at_most(most_bytes: int, receive: Receive) -> Receive:
    """Stops with 413 where a body is longer, whether it said so beforehand or not.

    Starlette's own limit answers in plain text and without our headers. And it answers at once, upon which browsers
    that are still sending show no page at all: so a body that is not far too long is read to its end, and thrown away.
    """
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        while read > most_bytes:
            if read > 5 * most_bytes or message["type"] != "http.request" or not message.get("more_body"):
                raise HTTPException(413)
            message = await receive()
            read += len(message.get("body", b""))
        return message

    return counted


def _strange_alphabet(content_type: str | None) -> bool:
    """Browsers send our forms as UTF-8. Other names would have Python decode the texts into what cannot be stored."""
    _, options = parse_options_header(content_type)
    return options.get(b"charset", b"utf-8").lower() != b"utf-8"


def same_origin(headers: Headers, settings: Settings) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    if origin is None:
        return False
    host = origin.partition("://")[2]  # not parsed: what others send here may be no address at all
    return bool(host) and host in (urlsplit(settings.address).netloc, headers.get("host"))


def content_policy(*asked: str) -> str:
    """The header that keeps pages to this site. `asked`: other sites that one page's script may ask, each an origin."""
    connect = " ".join(("'self'", *asked))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src {connect}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    )


_POLICY = content_policy()
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "x-frame-options": "DENY",
    "cache-control": "private, no-store",  # whatever everybody may keep says so itself
}


class SecurityHeaders:
    """On every answer, errors too."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self.app = app
        self.headers = dict(_HEADERS)
        if secure:
            self.headers["strict-transport-security"] = "max-age=63072000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: Any = MutableHeaders(scope=message)
                for name, text in self.headers.items():
                    headers.setdefault(name, text)
            await send(message)

        await self.app(scope, receive, send_with_headers)
