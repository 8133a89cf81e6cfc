"""What is no error at all must not be logged as one."""

import logging

import pytest
from starlette.applications import Starlette
from starlette.types import Message


async def test_somebody_who_leaves_while_sending_a_form_is_no_error(
    app: Starlette, db: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"test"), (b"origin", b"http://test"), (b"content-type", b"application/x-www-form-urlencoded")]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "server": ("test", 80),
        "client": ("127.0.0.1", 1),
        "path": "/sign-in",
        "raw_path": b"/sign-in",
        "root_path": "",
        "query_string": b"",
        "headers": headers,
    }
    monkeypatch.setattr(logging.getLogger("wardmote"), "propagate", True)
    with caplog.at_level(logging.ERROR):
        await app(scope, receive, send)

    assert sent[0]["status"] == 400
    assert not caplog.records
