"""Help in person: somebody is confirmed once and known afterwards, and a tablet goes from hand to hand."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error

from residents.models import HelperAct, Proof, Shift
from tests.journeys.site import running_site, sample_database
from tests.journeys.walking import Walker, new_page

pytestmark = pytest.mark.journey

TABLET = 360
LOUNGE = "Lounge by the bus station"


@pytest_asyncio.fixture
async def lounge(own_database: str, tmp_path: Path) -> AsyncIterator[str]:
    """A site of its own with a vote that is open, whose database the test can reach as well."""
    url = own_database
    sample_database("voting", url, tmp_path)
    await Shift.all().delete()  # nobody stands anywhere before the walk plans it
    with running_site(url, tmp_path, KEYS_DIR=str(tmp_path / "keys")) as address:
        yield address


async def arrive(browser: Browser, address: str, scripts: bool = True) -> Walker:
    context = await browser.new_context(
        viewport={"width": TABLET, "height": 740}, java_script_enabled=scripts, reduced_motion="reduce"
    )
    return Walker(await new_page(context), address, scripts)


async def come_in(me: Walker, name: str) -> None:
    await me.open("/sample-sign-ins")
    await me.click(me.page.get_by_role("button", name=f"Come in {name}").first)


async def plan(cara: Walker, who: str, venue: str) -> None:
    """A shift that has begun: from midnight or an hour ago to the end of the day."""
    here = datetime.now(ZoneInfo("Europe/London"))
    starts = max(here - timedelta(hours=1), here.replace(hour=0, minute=0))
    await cara.open("/office/shifts/new")
    await cara.choose("Who?", who)
    await cara.choose("Where?", venue)
    await cara.fill("From when?", f"{starts:%Y-%m-%dT%H:%M}")
    await cara.fill("Until when?", f"{here + timedelta(hours=3):%Y-%m-%dT%H:%M}")
    await cara.click("Plan it")
    await cara.sees("The shift is planned.")


async def add_venue(cara: Walker, name: str) -> None:
    await cara.open("/office/venues")
    await cara.click("Add a venue")
    await cara.fill("What do people call it?", name)
    await cara.fill("Where is it?", "Piccadilly 1, ground floor")
    await cara.page.get_by_label("No steps to get in").check()
    await cara.click("Save")
    await cara.sees(f"Added {name}.")


async def say_who(me: Walker, name: str) -> None:
    await me.open("/office/welcome")
    await me.fill("First and last name", name)
    await me.fill("Postcode", "st1 2dn")
    await me.choose("How old, roughly?", "65 or older")
    await me.click("Go on")


async def confirm(me: Walker) -> None:
    await me.page.get_by_label("I have seen something with their name and address").check()
    await me.click("Confirm")
    await me.sees("It is confirmed that they belong here.")


async def a_night_goes_by() -> None:
    """What is written of today is of yesterday."""
    for shift in await Shift.all():
        await Shift.filter(id=shift.id).update(
            starts_at=shift.starts_at - timedelta(days=1), ends_at=shift.ends_at - timedelta(days=1)
        )
    for proof in await Proof.filter(venue__name=LOUNGE):
        await Proof.filter(id=proof.id).update(given_on=proof.given_on - timedelta(days=1))
    for act in await HelperAct.all():
        await HelperAct.filter(id=act.id).update(done_on=act.done_on - timedelta(days=1))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_woman_without_a_phone_is_confirmed_once_on_two_days(
    lounge: str, browser: Browser, scripts: bool
) -> None:
    cara, vera, viv = [await arrive(browser, lounge, scripts) for _ in range(3)]
    await come_in(cara, "Cara")
    await add_venue(cara, LOUNGE)
    await plan(cara, "Vera (sample)", LOUNGE)
    await come_in(vera, "Vera")
    await say_who(vera, "Mary Malone")
    before = vera.clicks
    await confirm(vera)
    assert vera.clicks - before == 1
    await a_night_goes_by()
    await come_in(vera, "Vera")
    await vera.open("/office/welcome")
    await vera.sees("You are not on shift now")
    await plan(cara, "Victor (sample)", LOUNGE)

    await come_in(viv, "Victor")
    await say_who(viv, "mary malone")

    assert await viv.heading() == "They are confirmed already"
    await viv.sees(f"at {LOUNGE}. Once is enough")
    assert await Proof.filter(venue__name=LOUNGE).count() == 1
    for walker in (cara, vera, viv):
        walker.nothing_wrong()
        await walker.page.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_tablet_is_handed_over_and_forgets(lounge: str, browser: Browser, scripts: bool) -> None:
    cara, vera = [await arrive(browser, lounge, scripts) for _ in range(2)]
    await come_in(cara, "Cara")
    await add_venue(cara, "Market stall")
    await plan(cara, "Vera (sample)", "Market stall")
    await come_in(vera, "Vera")
    await say_who(vera, "Bert Brindley")
    await confirm(vera)
    await vera.fill("Choose a PIN", "407193")
    await vera.click("Hand over this device")
    bert = vera  # the same tablet, in other hands
    assert await bert.heading() == "What would you like to do?"

    await bert.click("Vote", role="link")
    await bert.open("/vote")
    project = await vote_on_the_tablet(bert)
    await bert.click("I am done")

    assert await bert.heading() == "Welcome"
    await nothing_behind(bert, project)
    await bert.open("/office")
    assert await bert.heading() == "Welcome"
    await bert.click("For staff")
    await bert.fill("The PIN of this device", "000000")
    await bert.click("End kiosk mode")
    await bert.sees("That is not the PIN of this device.")
    await bert.fill("The PIN of this device", "407193")
    await bert.click("End kiosk mode")
    assert await vera.heading() == "Somebody is here"
    await vera.sees("The device is yours again.")
    await vera.sees("Done")
    for walker in (cara, vera):
        walker.nothing_wrong()
        await walker.page.context.close()


async def vote_on_the_tablet(bert: Walker) -> str:
    """Returns the project that was chosen."""
    add = bert.page.get_by_role("button", name=re.compile("Add as choice 1")).first
    project = (await add.inner_text()).replace("Add as choice 1", "").strip()
    await bert.click(add)
    await bert.click("Check my ballot")
    await bert.click("Send my vote")
    await bert.sees("Your vote is in")
    await bert.sees("In about a minute this page goes away")
    await bert.click("I need more time")
    await bert.open("/vote/receipt")
    return project


async def settled(me: Walker) -> str:
    """What stands there once the browser has stopped going back."""
    for _ in range(20):
        await me.page.wait_for_timeout(100)
        try:
            return await me.page.content()
        except Error:  # still on its way
            continue
    raise AssertionError("the browser never settled")


async def nothing_behind(me: Walker, project: str) -> None:
    """Back, and back again: neither the ballot nor the receipt comes up."""
    for _ in range(8):
        try:
            await me.page.go_back(wait_until="load", timeout=5_000)
        except Error as gone:  # the browser itself says that the page cannot be shown again
            assert "ERR_CACHE_MISS" in str(gone), gone
        text = await settled(me)
        assert "Your vote is in" not in text and "Check your ballot" not in text
        assert not project or project not in text
    await me.open("/kiosk")
    stored = await me.page.context.storage_state()
    assert not stored["origins"], "nothing in the browser's own storage"
