"""Where the site meets the web: what holds at every address, whoever asks and however."""

import re
from collections.abc import AsyncIterator

import httpx2 as httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pb.models import Idea, IdeaState
from residents.models import Account, RoleGrant
from residents.sessions import person_of
from tests.boundary import KEPT_BY_ALL, SAME, TOKEN, People, check_headers
from tests.contents import changes, contents
from tests.factories import make_idea
from tests.pb.ideas.idea_samples import make_fund
from web.application import build_application
from web.audience import EVERYONE, audience
from web.settings import Settings


@pytest.fixture
async def people(app: Starlette, db: None) -> AsyncIterator[People]:
    found = await People(app).come()
    yield found
    for browser in found.http.values():
        await browser.aclose()


@pytest.mark.parametrize("who", ["nobody", "resident", "officer"])
async def test_looking_changes_nothing_and_every_answer_carries_its_headers(people: People, who: str) -> None:
    before = await contents()
    for address, path in people.paths("GET"):
        for method in ("GET", "HEAD"):
            response = await people.http[who].request(method, path)
            assert response.status_code < 500, path
            check_headers(response, path)
            if response.status_code == 200 and not KEPT_BY_ALL.fullmatch(path):
                assert response.headers["cache-control"] == "private, no-store", path
        assert changes(before, await contents()) == {}, f"{address} changed something"


ELSEWHERE: list[dict[str, str]] = [
    {"origin": "https://evil.example"},
    {"origin": "https://evil.example", "content-type": "text/plain"},
    {"origin": "null"},
    {"origin": "http://test.evil.example"},
    {"origin": "http://["},
    {"sec-fetch-site": "same-site", "origin": "http://test"},
    {"sec-fetch-site": "cross-site", "origin": "http://test"},
    {"sec-fetch-site": "none"},
    {},
]


async def test_no_form_from_elsewhere_gets_in_anywhere(people: People) -> None:
    before = await contents()
    for _, path in people.paths("POST", 1):
        for headers in ELSEWHERE:
            response = await people.http["officer"].post(path, data={"form_token": TOKEN}, headers=headers)
            assert response.status_code == 403, f"{path} {headers}"
            check_headers(response, path)
        response = await people.http["officer"].post(path, data={"form_token": "f" * 40}, headers=SAME)
        assert response.status_code == 403, path
    assert changes(before, await contents()) == {}


PRIVATE = re.compile(
    r"/ideas/drafts/.*|/ideas/{idea:int}/(changes|withdrawal|photo|answer|appeal|received)"
    r"|/comments/{comment:int}/(removal|appeal)|/account/sessions/.*"
)


async def test_what_belongs_to_others_is_as_if_it_were_not_there(people: People) -> None:
    before = await contents()
    seen = set()
    for method in ("GET", "POST"):
        for address, path in people.paths(method):
            if PRIVATE.fullmatch(address.path):
                seen.add(address.path)
                answers = [await _asked(people, method, one) for one in (path, address.somewhere)]
                assert answers[0].status_code == 404, f"{method} {path}"
                said = [
                    re.sub(r"[0-9a-f]{12}", "", answer.text.replace(one, ""))
                    for answer, one in zip(answers, (path, address.somewhere), strict=True)
                ]
                assert said[0] == said[1], f"{method} {path} tells that it is there"
    assert len(seen) > 15
    assert changes(before, await contents()) == {}


async def _asked(people: People, method: str, path: str) -> httpx.Response:
    data = {"form_token": TOKEN, "title": "Mine now"} if method == "POST" else None
    return await people.http["resident"].request(method, path, data=data, headers=SAME)


TRICKS = [
    "{}/",
    "/{}",
    "/.{}",
    "/%2e{}",
    "{};x",
    "{}%00",
    "{}%20",
    "{}/.",
    "{}.css",
    "{}/foo.css",
    "/x/..{}",
    "{}%2f",
    "{}#",
]


async def test_an_address_written_oddly_opens_no_other_door(people: People) -> None:
    closed = [path for address, path in people.paths("GET", 1) if re.match("/(office|account)(/|$)", address.path)]
    for path in closed:
        for trick in [*(trick.format(path) for trick in TRICKS), path.upper(), path.replace("o", "%6f")]:
            if trick.startswith("//"):
                trick = f"http://test{trick}"
            response = await people.http["nobody"].get(trick)
            assert response.status_code in (303, 403, 404), f"{trick}: {response.status_code}"
    for headers in ({"x-http-method-override": "DELETE"}, {"x-original-url": "/office"}, {"x-rewrite-url": "/office"}):
        response = await people.http["resident"].get("/", headers=headers)
        assert response.status_code == 200 and "Olu Officer" not in response.text
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND"):
        response = await people.http["officer"].request(method, "/office")
        assert response.status_code == 405, method
        check_headers(response, method)
    for path in closed:
        assert (await people.http["resident"].head(path)).status_code != 200 or path.startswith("/account")


async def test_nobody_is_given_more_than_a_form_asks_for(people: People) -> None:
    fund = await make_fund()
    idea = await make_idea(fund.cycle, fund.pot, people.me)
    extras = {
        "id": "1", "role": "administrator", "roles": "administrator", "state": "on_ballot", "author_id": "1",
        "author": "1", "published_at": "2020-01-01", "cost_pence": "1", "verified": "1", "email": "evil@example.com",
        "evidence": "E3", "disabled_at": "", "sample": "1", "supports": "999", "entered_by_id": "1",
        "form_token": TOKEN,
    }  # fmt: skip
    idea_before = await Idea.get(id=idea.id)

    changed = {"title": "New", "story": "Text.", "version": str(idea.version)}
    answers = [
        await people.http["resident"].post("/account/name", data={**extras, "name": "Sam"}, headers=SAME),
        await people.http["resident"].post(f"/ideas/{idea.id}/changes", data={**extras, **changed}, headers=SAME),
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    account, after = await Account.get(id=people.me.id), await Idea.get(id=idea.id)
    assert (account.display_name, account.email, account.sample) == ("Sam", people.me.email, False)
    assert not await RoleGrant.exists(account_id=people.me.id)
    assert (after.title, after.state, after.author_id) == ("New", IdeaState.RECEIVED, people.me.id)
    for name in ("cost_pence", "supports", "entered_by_id", "published_at", "author_name"):
        assert getattr(after, name) == getattr(idea_before, name), name


async def test_a_server_error_gives_nothing_away_and_has_its_headers_too(settings: Settings) -> None:
    @audience(EVERYONE)
    async def broken(request: Request) -> Response:
        raise RuntimeError("the secret of the house")

    app = build_application(settings, [Route("/broken", broken)], person_of, open_database=False)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        response = await http.get("/broken")

    assert response.status_code == 500
    assert "secret of the house" not in response.text and "Traceback" not in response.text
    assert response.headers["x-request-id"] in response.text
    check_headers(response, "/broken")
