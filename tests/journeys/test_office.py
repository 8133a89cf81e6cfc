"""Every page of the office that a link leads to, as each officer of the sample, in each phase."""

import re

import pytest
from playwright.async_api import Browser, Locator, ViewportSize

from tests.journeys.walking import Walker, new_page

pytestmark = pytest.mark.journey

PHONE: ViewportSize = {"width": 360, "height": 800}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
# What the pages of every phase lead to, so that a walk that ends too early is noticed.
LANDMARKS = {"/office", "/office/cycles/…", "/office/moderation", "/office/reviews/…", "/office/shortlist",
             "/office/tallies", "/office/people/…", "/office/neighbourhoods/…",
             "/office/journal", "/office/ideas", "/office/cycles/…/dates", "/office/cycles/…/money"}  # fmt: skip


@pytest.mark.parametrize("site", ["ideas", "review", "voting", "result"], indirect=True)
async def test_every_link_of_the_office_leads_to_a_page_that_works(site: str, browser: Browser) -> None:
    context = await browser.new_context(viewport=PHONE, reduced_motion="reduce")
    me = Walker(await new_page(context), site)
    await me.open("/sample-sign-ins")
    seen: set[str] = set()
    for number in range(await officers(me).count()):
        await me.page.goto(site + "/sample-sign-ins")
        name = (await officers(me).nth(number).inner_text()).splitlines()[0]
        await officers(me).nth(number).get_by_role("button").click()
        await walk_round(me, name, seen)
    await context.close()

    assert seen >= LANDMARKS
    me.nothing_wrong()


def officers(me: Walker) -> Locator:
    return me.page.locator(".sample-sign-ins--officers li")


async def walk_round(me: Walker, name: str, seen: set[str]) -> None:
    """Follow every kind of link once. What another officer saw before is only asked for, not looked at again."""
    followed: set[str] = set()
    waiting = ["/office"]
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in followed:
            continue
        followed.add(kind_of(path))
        if kind_of(path) in seen and path != "/office":
            waiting += await ask_for(me, path, name)
        else:
            waiting += await look_at(me, path, name)
            seen.add(kind_of(path))


def kind_of(path: str) -> str:
    """Pages of one kind have one template, so one of each is enough: numbers and names become “…”."""
    path, _, query = path.partition("?")
    path = re.sub(r"/\d+|(?<=/cycles)/(?!new\b)[a-z0-9-]+", "/…", path)
    return path + ("?" + re.sub(r"=[^&]*", "=…", query) if query else "")


async def look_at(me: Walker, path: str, name: str) -> list[str]:
    answer = await me.page.goto(me.address + path)
    assert answer and answer.status == 200, f"{name} gets {answer and answer.status} at {path}"
    assert await me.heading()
    await me.look()
    await me.page.set_viewport_size(DESKTOP)
    await me.look()
    await me.page.set_viewport_size(PHONE)
    return links_in(await me.page.content())


async def ask_for(me: Walker, path: str, name: str) -> list[str]:
    answer = await me.page.request.get(me.address + path)
    assert answer.status == 200, f"{name} gets {answer.status} at {path}"
    return links_in(await answer.text())


def links_in(markup: str) -> list[str]:
    found = [link.replace("&amp;", "&") for link in re.findall(r'href="(/office[^"#]*)', markup)]
    return [link for link in found if not link.startswith("/office/ideas/file")]
