"""Answers of the plumbing: where people are sent, what a notice does, whose colours and whose source."""

import dataclasses
import io
import tarfile
from pathlib import Path

import pytest
from starlette.applications import Starlette

from tests.browsing import Client
from web.application import build_application
from web.pages import local_path
from web.settings import Settings


@pytest.mark.parametrize("path", ["/ideas", "/ideas/3?page=2", "/vote/ballot#top"])
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "https://evil.example", "https:evil", "\\\\evil", "/\\evil", "/%09/evil", "javascript:alert(1)",
     "", "evil", "/a\nb", "/" + "x" * 400],
)  # fmt: skip
def test_no_trick_leads_to_another_site(path: str) -> None:
    assert local_path(path) == "/"


async def test_a_notice_is_shown_once(client: Client) -> None:
    from residents.models import SessionKind
    from tests.factories import make_account

    await client.sign_in(await make_account("Sue Sample"), SessionKind.RESIDENT)
    await client.post("/account/name", {"name": "Suzanne"}, status=303)

    first, second = await client.follow(), await client.get("/account")

    assert first.select("#notices")[0].get_text(strip=True)
    assert not second.select("#notices")[0].get_text(strip=True)


async def test_a_notice_that_somebody_forged_is_not_shown(client: Client) -> None:
    client.cookies.set("notice", "IllByZXNzIGhlcmUgdG8gd2luIg.aaaa.bbbb")

    page = await client.get("/sign-in")

    assert not page.select("#notices")[0].get_text(strip=True)


async def test_the_council_chooses_name_colours_and_logo(settings: Settings, tmp_path: Path, db: None) -> None:
    from main import routes
    from residents.sessions import person_of

    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    theirs = dataclasses.replace(
        settings, council_name="Anytown Council", place_name="Anytown", brand_colour="#123456", logo=str(logo)
    )
    app: Starlette = build_application(theirs, routes(theirs), person_of, open_database=False)

    async with Client(app) as browser:
        page = await browser.get("/")
        css = (await browser.raw_get("/branding.css")).text
        shown = await browser.raw_get("/branding/logo")

    assert page.select_one("header img[alt='Anytown Council']")
    assert "Anytown" in page.get_text()
    assert "#123456" in css
    assert shown.headers["content-type"].startswith("image/svg")


async def test_anybody_can_have_the_source_and_nothing_else(client: Client) -> None:
    answer = await client.raw_get("/source")

    with tarfile.open(fileobj=io.BytesIO(answer.content)) as archive:
        names = archive.getnames()
    assert {"wardmote/main.py", "wardmote/LICENSE", "wardmote/pb/counting/allocation.py"} <= set(names)
    assert [
        name for name in names if ".env" in name or "sqlite" in name.rpartition(".")[2] or "/data/media" in name
    ] == []


async def test_static_files_are_kept_for_a_year_under_the_name_of_their_content(client: Client) -> None:
    page = await client.get("/sign-in")
    link = page.select_one("link[rel=stylesheet][href^='/static/']")
    assert link is not None

    answer = await client.raw_get(str(link["href"]), headers={"accept-encoding": "gzip"})
    again = await client.raw_get(str(link["href"]), headers={"if-none-match": answer.headers["etag"]})

    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert again.status_code == 304
