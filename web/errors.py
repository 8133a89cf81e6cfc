"""What people see when something cannot be done: a heading, a sentence, what they can do, and a number to quote."""

import logging
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from database import trouble
from web.language import _
from web.pages import page
from web.protection import FormTokenMissing, OtherOrigin
from web.refusals import NotAllowed, NotFound, Refused

_log = logging.getLogger("wardmote.error")
_RETRY_AFTER = "20"
_NOT_KEPT = ("form_token", "password")


def _words(status: int) -> tuple[str, str]:
    return {
        400: (_("We could not read that"), _("Something in the request was broken. Go back and try again.")),
        403: (
            _("You cannot see this page"),
            _("It is for people with another role. If you think you should see it, ask an administrator of the site."),
        ),
        404: (
            _("We cannot find that page"),
            _("It may have moved, or it may not be public. Check the address, or start again from the home page."),
        ),
        405: (_("That does not work here"), _("Go back and use the buttons on the page.")),
        413: (
            _("That is too big to send"),
            _("Photos can be up to 8 MB, texts up to 10,000 characters. Go back: what you typed is still there."),
        ),
        429: (_("Too many tries"), _("Please wait a few minutes and try again. Nothing was lost.")),
        503: (_("We are very busy"), _("Please try again in a minute. Nothing you sent before was lost.")),
    }.get(
        status,
        (_("Something went wrong on our side"), _("It is not your fault. Nothing was changed. Please try again soon.")),
    )


def error_page(request: Request, status: int, heading: str, sentence: str) -> HTMLResponse:
    context = {"status": status, "heading": heading, "sentence": sentence, "request_id": request.state.request_id}
    return page(request, "errors/error.html", context, status=status)


async def http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error, OtherOrigin):
        return error_page(
            request, 403, _("This form came from another site"), _("Open the page here and fill in the form again.")
        )
    if isinstance(error, FormTokenMissing) and request.state.visitor.kiosk:  # it may be of the person before
        return error_page(request, 403, _("This form is too old"), _("Go back to the start and open the page again."))
    if isinstance(error, FormTokenMissing):
        return _send_again(request, error)
    heading, sentence = _words(error.status_code)
    response = error_page(request, error.status_code, heading, sentence)
    response.headers.update(error.headers or {})
    return response


def _send_again(request: Request, error: FormTokenMissing) -> Response:
    """The form was fine but too old: show what was typed and let the person send it once more."""
    context = {
        "status": 403,
        "typed": [(name, text) for name, text in error.typed if name not in _NOT_KEPT],
        "request_id": request.state.request_id,
        "query": request.url.query,
    }
    return page(request, "errors/send_again.html", context, status=403)


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    if isinstance(error, NotFound):
        return error_page(request, 404, *_words(404))
    if isinstance(error, NotAllowed):
        return error_page(request, 403, _("You cannot do this"), error.sentence)
    return error_page(request, 422, _("That cannot be done"), error.sentence)


async def left(_request: Request, _error: Exception) -> Response:
    """Somebody went away while sending, as htmx does when it asks anew: nothing is wrong, and nobody reads this."""
    return Response(status_code=400)


async def database_trouble(request: Request, error: Exception) -> Response:
    """The database cannot be reached, or its disk is full or broken. What was sent stays in the page, to be sent again.

    Whether it was stored nobody may know: the line can break while the answer is on its way. A ballot that is sent
    again is the same ballot.
    """
    if not trouble.is_trouble(error):
        raise error
    _log.error("the database cannot do it", exc_info=error, extra={"request_id": request.state.request_id})
    typed = _typed(request)
    if typed is None:
        response = error_page(request, 503, *_words(503))
    else:
        context = {"status": 503, "typed": typed, "request_id": request.state.request_id, "query": request.url.query}
        response = page(request, "errors/not_stored.html", context, status=503)
    response.headers["retry-after"] = _RETRY_AFTER
    return response


def _typed(request: Request) -> list[tuple[str, str]] | None:
    """What a form of ours brought, or None for whatever else was asked."""
    form = getattr(request.state, "form", None)
    if form is None:
        return None
    return [(name, text) for name, text in form.multi_items() if isinstance(text, str) and name not in _NOT_KEPT]


HANDLERS: dict[Any, Any] = {
    HTTPException: http_error,
    Refused: refused,
    ClientDisconnect: left,
    **dict.fromkeys(trouble.KINDS, database_trouble),
}


class LastResort:
    """Whatever nobody foresaw: logged with its trace, answered with a page that gives nothing away.

    Starlette's own handler for this stands outside every middleware, so its answer would lack our headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            request = Request(scope, receive)
            _log.error("failed", exc_info=error, extra={"request_id": request.state.request_id})
            status = 503 if trouble.is_trouble(error) else 500
            response = error_page(request, status, *_words(status))
            if status == 503:
                response.headers["retry-after"] = _RETRY_AFTER
            await response(scope, receive, send)
