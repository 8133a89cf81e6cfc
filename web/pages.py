"""Answers: a whole page, one block of it when htmx asks, or "see that page instead"."""

import hashlib
import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from itsdangerous import BadSignature, URLSafeTimedSerializer
from jinja2 import Environment
from jinja2_fragments import render_block
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from web.settings import Settings
from web.visitors import CookieNames, form_token

_BROWSER_DAYS = 30
_NOTICE_SECONDS = 300
_WRITTEN_AS_IT_IS = ":/%#?=@[]!$&'()*+,;"  # in a header there is room for Latin letters only


def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def page(
    request: Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Render `template`, or only its block `fragment` when htmx wants to swap a part."""
    environment: Environment = request.app.state.templates
    notices = _take_notices(request)
    full = {**_common(request), "notices": notices, **(context or {})}
    if fragment and wants_fragment(request):
        html = render_block(environment, template, fragment, full)
    else:
        html = environment.get_template(template).render(full)
    response = HTMLResponse(html, status_code=status)
    response.headers["cache-control"] = "private, no-store"
    response.headers.add_vary_header("HX-Request-Type")
    _clear_in_time(request, response)
    _keep_cookies(request, response, shown_notices=bool(notices))
    return response


def wants_fragment(request: Request) -> bool:
    headers = request.headers
    return headers.get("hx-request-type") == "partial" and headers.get("hx-history-restore-request") != "true"


def see_other(request: Request, path: str, *, notice: str = "") -> Response:
    """After a POST: go and look there. `notice` is shown once on the next page."""
    if request.headers.get("hx-request"):
        response = Response(status_code=204, headers={"hx-redirect": quote(path, safe=_WRITTEN_AS_IT_IS)})
    else:
        response = RedirectResponse(path, 303)
    if notice:
        settings = settings_of(request)
        response.set_cookie(
            CookieNames(settings.secure).notice,
            _serializer(settings).dumps(notice),
            max_age=_NOTICE_SECONDS,
            httponly=True,
            secure=settings.secure,
            samesite="lax",
        )
    _keep_cookies(request, response, shown_notices=False)
    return response


def keep_session(request: Request, response: Response, key: str) -> Response:
    """Have this browser keep the session that somebody just began."""
    settings = settings_of(request)
    response.set_cookie(
        CookieNames(settings.secure).session, key, httponly=True, secure=settings.secure, samesite="lax", path="/"
    )
    return response


def forget_session(request: Request, response: Response) -> Response:
    """Also drops this browser's key, and what it cached: the next person may sit at the same library computer."""
    settings = settings_of(request)
    names = CookieNames(settings.secure)
    for name in (names.session, names.browser):
        response.delete_cookie(name, secure=settings.secure, httponly=True, samesite="lax")
    response.headers["clear-site-data"] = '"cache", "storage"'
    return response


def keep_kiosk(request: Request, response: Response, key: str, seconds: int) -> Response:
    """Have this browser know that it is one of ours that is lent; longer than it is open, because batteries die."""
    settings = settings_of(request)
    name = CookieNames(settings.secure).kiosk
    response.set_cookie(name, key, max_age=seconds, httponly=True, secure=settings.secure, samesite="lax", path="/")
    return response


def forget_kiosk(request: Request, response: Response) -> Response:
    settings = settings_of(request)
    response.delete_cookie(CookieNames(settings.secure).kiosk, secure=settings.secure, httponly=True, samesite="lax")
    return response


def kiosk_key(request: Request) -> str:
    return request.cookies.get(CookieNames(settings_of(request).secure).kiosk, "")


def _clear_in_time(request: Request, response: Response) -> None:
    """On a lent device the page gives way by itself when the visit is over, without any script."""
    visitor = request.state.visitor
    if visitor.kiosk and visitor.until is not None:
        left = math.ceil((visitor.until - request.state.now).total_seconds())
        response.headers["refresh"] = f"{max(left, 0) + 1}; url=/kiosk"


def local_path(candidate: str, otherwise: str = "/") -> str:
    """A path on this site, or `otherwise`: never another site, whatever tricks the text plays."""
    cleaned = candidate.strip()
    plain = cleaned.startswith("/") and not cleaned.startswith("//") and cleaned.isprintable()
    return cleaned if plain and "\\" not in cleaned and "%09" not in cleaned and len(cleaned) <= 300 else otherwise


def _common(request: Request) -> dict[str, Any]:
    state = request.state
    return {
        "visitor": state.visitor,
        "now": state.now,
        "path": request.url.path,
        "csrf_field": lambda: _form_field(request),
        "sample_data": request.app.state.sample_data,
    }


def _form_field(request: Request) -> Markup:
    request.state.browser.wanted = True
    token = form_token(settings_of(request).secret_key, request.state.browser)
    return Markup('<input type="hidden" name="form_token" value="{}">').format(token)


def keep_browser(request: Request) -> str:
    """Have this browser keep its key; returns the key's hash, to store beside what belongs to it."""
    request.state.browser.wanted = True
    hashed: str = request.state.browser.hashed()
    return hashed


def _keep_cookies(request: Request, response: Response, *, shown_notices: bool) -> None:
    settings = settings_of(request)
    names = CookieNames(settings.secure)
    browser = request.state.browser
    if browser.new and browser.wanted:
        response.set_cookie(
            names.browser,
            browser.key,
            max_age=_BROWSER_DAYS * 86400,
            httponly=True,
            secure=settings.secure,
            samesite="lax",
        )
    if shown_notices:
        response.delete_cookie(names.notice, secure=settings.secure, httponly=True, samesite="lax")


def _take_notices(request: Request) -> list[str]:
    settings = settings_of(request)
    text = request.cookies.get(CookieNames(settings.secure).notice)
    if not text:
        return []
    try:
        return [str(_serializer(settings).loads(text, max_age=_NOTICE_SECONDS))]
    except BadSignature:
        return []


def _serializer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret_key, salt="notice", signer_kwargs={"digest_method": hashlib.sha256})
