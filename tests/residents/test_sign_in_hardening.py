"""What a stranger can learn or bend about signing in: nothing."""

import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx2 as httpx
import pytest
from bs4 import BeautifulSoup

from post.models import Message
from residents.accounts import make_sample_officer
from residents.models import Role
from residents.sign_in import SignInRefused, enter_as_officer, request_code
from residents.sign_in.passwords import agrees, hashed
from tests.browsing import Client
from tests.counting import CountQueries
from tests.factories import NOW, make_account
from web.settings import Settings

PASSWORD = "tractor velvet otter seven"


async def test_known_and_unknown_addresses_cause_the_same_work(db: None, count_queries: CountQueries) -> None:
    await make_account(email="known@example.com")
    counts = []
    for email in ("known@example.com", "unknown@example.com"):
        async with count_queries() as counted:
            await request_code(email, "a" * 64, "/", NOW)
        counts.append(counted.count)
    assert counts[0] == counts[1]


async def test_an_unknown_officer_costs_a_password_check_too(db: None) -> None:
    known = await hashed(PASSWORD)
    await agrees("wrong", None)
    slow, quick = [], []
    for _ in range(5):
        started = time.perf_counter()
        await agrees("wrong", known)
        slow.append(time.perf_counter() - started)
        started = time.perf_counter()
        assert not await agrees("wrong", None)
        quick.append(time.perf_counter() - started)
    assert sorted(quick)[2] > sorted(slow)[2] / 2


async def test_officers_known_and_unknown_cause_the_same_queries(db: None, count_queries: CountQueries) -> None:
    await make_sample_officer("mo@example.org", "Mo", [Role.MODERATOR], PASSWORD, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    counts = []
    for email in ("mo@example.org", "nobody@example.org"):
        async with count_queries() as counted:
            with pytest.raises(SignInRefused):
                await enter_as_officer(email, "a wrong password here", "000000", "", NOW)
        counts.append(counted.count)
    assert counts[0] == counts[1]


@pytest.fixture
async def over_https(settings: Settings, db: None) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the site as it is hosted: at an https address."""
    import main
    from residents.sessions import person_of
    from web.application import build_application

    secure = replace(settings, base_url="https://vote.example")
    app = build_application(secure, main.routes(secure), person_of, open_database=False)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="https://vote.example") as http:
        yield http


async def send(http: httpx.AsyncClient, path: str, fields: dict[str, str]) -> httpx.Response:
    page = BeautifulSoup((await http.get("/sign-in")).text, "html5lib")
    token = str(page.find("input", {"name": "form_token"})["value"])  # type: ignore[index]
    return await http.post(path, data={"form_token": token, **fields}, headers={"sec-fetch-site": "same-origin"})


async def test_the_session_cookie_cannot_be_read_stolen_or_planted(over_https: httpx.AsyncClient) -> None:
    asked = await send(over_https, "/sign-in", {"email": "sue@example.com"})
    letter = await Message.get(recipient="sue@example.com")
    code = re.search(r"(\d{4} \d{4})", letter.body)
    assert code
    answer = await send(over_https, asked.headers["location"], {"code": code[1]})
    cookies = answer.headers.get_list("set-cookie")
    session = next(line for line in cookies if line.startswith("__Host-session="))
    parts = {part.strip().lower() for part in session.split(";")}
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= parts
    assert not any(part.startswith("domain") for part in parts)
    for line in cookies:
        assert line.startswith("__Host-") and "secure" in line.lower() and "httponly" in line.lower()


async def test_a_cookie_under_the_plain_name_is_not_believed(over_https: httpx.AsyncClient) -> None:
    from residents.models import SessionKind
    from residents.sessions import begin

    account = await make_account()
    key = await begin(account.id, SessionKind.RESIDENT, "", account.created_at)
    response = await over_https.get("/account", headers={"cookie": f"session={key}"})
    assert response.status_code == 303


@pytest.mark.parametrize("path", ["/sign-in/links/nothing", "/officers/enrolments/nothing"])
async def test_pages_with_a_secret_in_their_address_tell_it_to_nobody(over_https: httpx.AsyncClient, path: str) -> None:
    response = await over_https.get(path)
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "no-store" in response.headers["cache-control"]


@pytest.mark.parametrize("path", ["/sign-in", "/officers/sign-in", "/sign-out", "/account/sign-out-everywhere"])
async def test_other_sites_cannot_send_these_forms(client: Client, path: str) -> None:
    await client.sign_in(await make_account())
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "none"}):
        await client.post(path, {"email": "sue@example.com"}, status=403, headers=headers)
    await client.post(path, {"email": "sue@example.com"}, status=403, token=False)
    assert not await Message.all().count()
