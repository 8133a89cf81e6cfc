"""One line a request, for the person who looks after the server; nothing in it about the person who asked."""

import json
import logging

import pytest

from residents.models import Account
from tests.browsing import Client
from tests.factories import make_account


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    logger = logging.getLogger("wardmote")
    monkeypatch.setattr(logger, "propagate", True)
    caplog.set_level(logging.INFO, logger="wardmote.request")
    return caplog


def written(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    from web.log import JsonFormatter

    formatter = JsonFormatter()
    return [json.loads(formatter.format(record)) for record in caplog.records if record.name == "wardmote.request"]


async def test_a_request_is_logged_by_its_route_status_and_time(
    client: Client, lines: pytest.LogCaptureFixture
) -> None:
    await client.get("/ideas/123", status=404)

    (line,) = written(lines)
    assert (line["method"], line["route"], line["status"]) == ("GET", "/ideas/{idea:int}", 404)
    assert isinstance(line["ms"], float)


async def test_no_name_no_address_and_nothing_typed_is_logged(client: Client, lines: pytest.LogCaptureFixture) -> None:
    account: Account = await make_account("Zebedee Sample", email="zebedee@example.com")
    await client.sign_in(account)

    await client.get("/ideas?q=zebedee-was-here", headers={"user-agent": "zebedee\nforged line"})
    await client.post("/sign-in", {"email": "zebedee@example.com"}, status=303)

    assert len(written(lines)) >= 2
    assert "zebedee" not in json.dumps(written(lines)).lower()
    assert "127.0.0.1" not in json.dumps(written(lines))


async def test_an_error_page_quotes_the_number_that_the_log_has(
    client: Client, lines: pytest.LogCaptureFixture
) -> None:
    page = await client.get("/nowhere-at-all", status=404)

    (line,) = written(lines)
    assert client.last is not None
    assert client.last.headers["x-request-id"] == line["request_id"]
    assert str(line["request_id"]) in page.get_text()
