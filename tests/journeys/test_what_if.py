"""Two ways to count, side by side: officers before and after a vote, and everybody once the result is published."""

import re

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Visit, desktop_with_scripts, once_on_a_phone
from tests.journeys.officers import enter
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey

FUND = "one-stoke-on-trent"


async def open_everything(me: Walker) -> None:
    """What is folded is looked at too."""
    folded = me.page.locator("main details:not([open]) > summary")
    while await folded.count():
        await folded.first.click()
    await me.look()


@desktop_with_scripts
@pytest.mark.parametrize("site", ["review"], indirect=True)
async def test_an_officer_tries_two_ways_before_the_vote(site: str, visit: Visit) -> None:
    cara = await visit(site)
    await enter(cara, "Cara")
    await cara.open(f"/office/cycles/{FUND}")
    await cara.click("Try other rules and other shares")
    assert await cara.heading() == "What if?"
    await cara.choose("Second way: money", "Equally")
    await cara.click("Show", role="button")
    await cara.sees("These ballots are made up.")
    await cara.sees("Money in each pot")
    await expect(cara.page.get_by_label("Second way: money")).to_have_value("equal")
    await open_everything(cara)

    await cara.choose("First way: money", "Equally")
    await cara.click("Show", role="button")
    await expect(cara.page.get_by_text("Money in each pot")).to_have_count(0)
    await cara.choose("With these ballots", "Two towns pilot (sample)")
    await cara.click("Show", role="button")
    await cara.sees("With 200 ballots of “Two towns pilot (sample)”.")
    cara.nothing_wrong()


async def counted(me: Walker) -> str:
    """How many ballots the ballot account of the result says."""
    answer = await me.page.request.get(f"{me.address}/cycles/{FUND}/result")
    found = re.search(r"([\d,]+) ballots are counted", await answer.text())
    assert found is not None
    return found[1]


@desktop_with_scripts
@pytest.mark.parametrize("site", ["result"], indirect=True)
async def test_anybody_puts_two_rules_side_by_side(site: str, visit: Visit) -> None:
    me = await visit(site)
    await me.open(f"/cycles/{FUND}/result")
    await me.click("See any two rules side by side")
    await me.sees(f"With the {await counted(me)} ballots")
    await open_everything(me)
    assert await me.page.locator("main .queue__item details p").count() > 4, "both reasons for each difference"

    await me.choose("One rule", "Even loads (Phragmén)")
    await me.click("Show", role="button")
    await me.sees("Neither of these rules counted this vote.")
    await open_everything(me)
    await me.choose("The other rule", "Even loads (Phragmén)")
    await me.click("Show", role="button")
    await me.sees("Choose two different rules.")
    me.nothing_wrong()


@pytest.mark.parametrize("site", ["result"], indirect=True)
@once_on_a_phone
async def test_a_result_needs_no_sideways_scrolling(site: str, visit: Visit) -> None:
    me = await visit(site)
    await me.page.set_viewport_size({"width": 320, "height": 640})
    for path in (f"/cycles/{FUND}", f"/cycles/{FUND}/result", f"/cycles/{FUND}/result/comparison"):
        await me.open(path)
        await open_everything(me)
        wide = await me.page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => getComputedStyle(e).overflowX === 'auto'"
            " && e.scrollWidth > e.clientWidth + 1).map(e => e.className)"
        )
        assert wide == [], f"{path} hides something at the side: {wide}"
    me.nothing_wrong()
