"""One line of JSON for each request: no address, no query, no name, nothing that was typed."""

import json
import logging
import secrets
import sys
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = logging.getLogger("wardmote.request")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= getattr(record, "request", {})
        if request_id := getattr(record, "request_id", ""):
            line["request_id"] = request_id
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line)


def set_up(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("wardmote")
    logger.handlers = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False


class RequestLog:
    """Gives each request its number and writes its line. The path shown is the route's, not what was asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(6)
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", []).append((b"x-request-id", request_id.encode()))
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            if _log.isEnabledFor(logging.INFO) and not scope["path"].startswith("/static/"):
                _write(scope, request_id, status, time.perf_counter() - started)


def _write(scope: Scope, request_id: str, status: int, seconds: float) -> None:
    route = scope.get("route")
    line = {
        "request_id": request_id,
        "method": scope["method"] if scope["method"].isalpha() else "?",
        "route": getattr(route, "path", "none"),
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
    _log.info("request", extra={"request": line})
