"""From the home page to a ballot in the box, by somebody who has never been here."""

import pytest

from tests.journeys.conftest import Visit, desktop_with_scripts
from tests.journeys.residents import cast_here, vote

pytestmark = pytest.mark.journey

MOST_CLICKS = 7
MOST_FIELDS = 3


@pytest.mark.essential
@pytest.mark.parametrize("site", ["voting"], indirect=True)
async def test_a_newcomer_casts_a_ballot_with_three_ranks(site: str, visit: Visit) -> None:
    me = await visit(site)

    await vote(me, "", "", "", postcode="ST1 2DN")

    assert me.clicks <= MOST_CLICKS, f"{me.clicks} clicks"
    assert me.fields <= MOST_FIELDS, f"{me.fields} fields"
    me.nothing_wrong()


@pytest.mark.parametrize("site", ["voting"], indirect=True)
@desktop_with_scripts
async def test_somebody_who_voted_can_change_it(site: str, visit: Visit) -> None:
    me = await visit(site)
    await vote(me, "", "", "", postcode="ST1 2DN")

    await me.open("/vote")

    await me.click("Change my vote")
    await me.click("Add as choice 1")
    await me.click("Check my ballot")
    await me.click("Cast this ballot")
    await me.sees("Your vote is in")
    me.nothing_wrong()


@pytest.mark.parametrize("site", ["voting"], indirect=True)
async def test_a_postcode_outside_gets_an_explanation(site: str, visit: Visit) -> None:
    me = await visit(site)
    await me.open("/")
    await me.fill("Your postcode", "SW1A 1AA")

    await me.click("Vote", role="button")

    await me.sees("There is a problem")
    me.nothing_wrong()


@pytest.mark.parametrize("site", ["voting"], indirect=True)
async def test_whoever_doubts_tests_a_ballot_then_casts_one_and_looks_its_code_up(site: str, visit: Visit) -> None:
    me = await visit(site)
    await me.open("/vote?postcode=ST1+2DN")
    await me.click("Add as choice 1")
    await me.page.get_by_text("Digits of your own", exact=True).click()
    digits = await me.page.get_by_label("Up to eight digits").input_value()
    assert digits.isdigit() and len(digits) == 8 if me.scripts else digits == ""
    await me.fill("Up to eight digits", "4711")
    await me.click("Check my ballot")
    shown = await me.page.locator(".ballot-code").inner_text()

    await me.click("Test it instead")
    assert await me.heading() == "This ballot is open, and not cast"
    assert await me.page.locator(".ballot-code").inner_text() == shown
    await me.sees('"x":"4711"')
    await me.click("Back to my ballot")
    cast = await me.page.locator(".ballot-code").inner_text()
    assert cast != shown
    await cast_here(me)

    assert await me.page.locator(".ballot-code").inner_text() == cast
    await me.page.get_by_text("How to check it").click()
    await me.click("Look it up")
    await me.sees("A ballot with this code was cast.")
    await me.look_on_a_desktop()
    me.nothing_wrong()


@pytest.mark.parametrize("site", ["voting"], indirect=True)
async def test_what_is_promised_can_be_read_on_any_screen(site: str, visit: Visit) -> None:
    me = await visit(site)
    await me.open("/vote")
    await me.click("What we promise about votes")
    assert await me.heading() == "What we promise"
    await me.page.set_viewport_size({"width": 320, "height": 640})
    await me.look()
    me.nothing_wrong()
