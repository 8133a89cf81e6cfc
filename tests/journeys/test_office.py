"""Every page of the office that a link leads to, as each officer of the sample, in each phase."""

import re

import pytest
from playwright.async_api import Browser, ViewportSize

from residents.models import Role
from tests.journeys.officers import enter
from tests.journeys.walking import Walker, kind_of, new_page

pytestmark = pytest.mark.journey

PHONE: ViewportSize = {"width": 360, "height": 800}
# What the pages of every phase lead to, so that a walk that ends too early is noticed.
LANDMARKS = {"/office", "/office/cycles/…", "/office/moderation", "/office/reviews/…", "/office/shortlist",
             "/office/tallies", "/office/people/…", "/office/neighbourhoods/…",
             "/office/journal", "/office/ideas", "/office/cycles/…/dates", "/office/cycles/…/money",
             "/office/claims", "/office/venues", "/office/shifts", "/office/welcome", "/office/organisations",
             "/office/letters", "/office/flags", "/office/paper"}  # fmt: skip


# One officer of each role: two of a kind are led to the same pages.
ONE_OF_EACH = ("Mo", "Rita, Parks", "Cara", "Petra", "Ada", "Vera", "Fatima", "Rob, elections", "Kim",
               "Asma, assembly")  # fmt: skip


@pytest.mark.parametrize("site", ["ideas", "review"], indirect=True)
async def test_every_link_of_the_office_leads_to_a_page_that_works(site: str, browser: Browser) -> None:
    await walk_as_everybody(site, browser)


async def walk_as_everybody(site: str, browser: Browser) -> None:
    assert len(ONE_OF_EACH) == len(Role) - 1, "residents are no officers"
    context = await browser.new_context(viewport=PHONE, reduced_motion="reduce")
    me = Walker(await new_page(context), site)
    seen: set[str] = set()
    for name in ONE_OF_EACH:
        await enter(me, name)
        await walk_round(me, name, seen)
    await context.close()

    assert seen >= LANDMARKS, LANDMARKS - seen
    me.nothing_wrong()


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


async def look_at(me: Walker, path: str, name: str) -> list[str]:
    answer = await me.page.goto(me.address + path)
    assert answer and answer.status == 200, f"{name} gets {answer and answer.status} at {path}"
    assert await me.heading()
    await me.look()
    await me.look_on_a_desktop()
    return links_in(await me.page.content())


async def ask_for(me: Walker, path: str, name: str) -> list[str]:
    answer = await me.page.request.get(me.address + path)
    assert answer.status == 200, f"{name} gets {answer.status} at {path}"
    return links_in(await answer.text())


def links_in(markup: str) -> list[str]:
    found = [link.replace("&amp;", "&") for link in re.findall(r'href="(/office[^"#]*)', markup)]
    return [link for link in found if not link.startswith("/office/ideas/file") and ".pdf" not in link]  # for printers
