"""Questions and bodies that no browser sends: a bounded answer, or a refusal in words."""

import json
import re
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette

from tests.boundary import SAME, TOKEN, People, check_headers
from tests.routes import addresses


@pytest.fixture
async def people(app: Starlette, db: None) -> AsyncIterator[People]:
    found = await People(app).come()
    yield found
    for browser in found.http.values():
        await browser.aclose()


ODD_QUERIES = [
    "q=" + "word+" * 200, "q=%25", "q=_", "q='+OR+1%3D1+--", "q=\"", "q=%00", "q=%ff", "q=NEAR(a+b)", "q=a*+OR+b",
    "q=" + "(" * 500,
    "order=author__email", "order=password_hash+DESC", "after=999999999999999999-1", "after=-1", "before=1e9",
    "page=1000000000&per_page=1000000", "before=" + "9" * 30, "cycle=a&cycle=b", "standing=draft", "standing=refused",
    "neighbourhood[]=1", "state=draft", "pot=NaN", "reviewer=Infinity", "state=" + "x" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/ideas", "/office/ideas", "/office/ideas/file", "/office/journal", "/neighbourhoods"]
)
async def test_odd_questions_get_a_bounded_answer(people: People, path: str) -> None:
    for query in ODD_QUERIES:
        response = await people.http["officer"].get(f"{path}?{query}")
        assert response.status_code in (200, 404), f"{path}?{query}: {response.status_code}"
        assert len(response.content) < 400_000
        if path == "/ideas":
            assert "@example.com" not in response.text


ODD_BODIES: list[tuple[str, bytes]] = [
    ("application/json", json.dumps({"form_token": TOKEN, "name": "x"}).encode()),
    ("application/json", b"[" * 20_000),
    ("application/x-www-form-urlencoded", b"\xff\xfe\x00&=&&==%zz%u0000"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(1_001))),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=" + "b" * 300, b"--" + b"b" * 300 + b"\r\n\r\n"),
    ("multipart/form-data; boundary=b", b"--b\r\n" + b"X: y\r\n" * 10_000 + b"\r\n"),
    ("multipart/form-data; boundary=b", b"x" * 100_000),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"),
    ("multipart/form-data; boundary=b; charset=undefined", b"--b--"),
    ("text/plain", b"form_token=" + TOKEN.encode()),
    ("", b""),
]


@pytest.mark.parametrize("kind, body", ODD_BODIES)
async def test_an_odd_body_is_refused_in_words(people: People, kind: str, body: bytes) -> None:
    for path in ("/account/name", "/sign-in", "/vote/cast"):
        response = await people.http["resident"].post(path, content=body, headers={**SAME, "content-type": kind})
        assert response.status_code in (400, 403), f"{path}: {response.status_code}"
        assert "<h1" in response.text
        check_headers(response, path)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_control_characters_are_in_no_address(people: People, method: str) -> None:
    for address in addresses():
        if ":str}" in address.path and address.method == method:
            path = re.sub(r"{\w+:int}", "1", re.sub(r"{\w+:str}", "x%00%07", address.path))
            response = await people.http["officer"].request(method, path, headers=SAME)
            assert response.status_code == 404, path
