"""Help in person: somebody is confirmed once and known afterwards, and a tablet goes from hand to hand."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Error

from residents.models import HelperAct, Proof, Shift
from tests.journeys.conftest import Visit, Way, ways
from tests.journeys.officers import enter
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey

on_a_tablet = ways(Way(360, True), Way(360, False))


def word() -> str:
    """Journeys share a site, so places and people have names of their own."""
    return "".join(secrets.choice("aeiou" if place % 2 else "bdklmnrt") for place in range(8)).capitalize()


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
    for shift in await Shift.filter(starts_at__lte=datetime.now(UTC)):
        await Shift.filter(id=shift.id).update(
            starts_at=shift.starts_at - timedelta(days=1), ends_at=shift.ends_at - timedelta(days=1)
        )
    for proof in await Proof.filter(venue_id__isnull=False):
        await Proof.filter(id=proof.id).update(given_on=proof.given_on - timedelta(days=1))
    for act in await HelperAct.all():
        await HelperAct.filter(id=act.id).update(done_on=act.done_on - timedelta(days=1))


@on_a_tablet
async def test_a_woman_without_a_phone_is_confirmed_once_on_two_days(own_site: str, visit: Visit) -> None:
    cara, vera, viv = [await visit(own_site) for _ in range(3)]
    lounge, mary = f"Lounge {word()}", f"Mary {word()}"
    await a_night_goes_by()
    await enter(cara, "Cara")
    await add_venue(cara, lounge)
    await plan(cara, "Vera (sample)", lounge)
    await enter(vera, "Vera")
    await say_who(vera, mary)
    before = vera.clicks
    await confirm(vera)
    assert vera.clicks - before == 1
    await a_night_goes_by()
    await enter(vera, "Vera")
    await vera.open("/office/welcome")
    await vera.sees("You are not on shift now")
    await plan(cara, "Victor (sample)", lounge)

    await enter(viv, "Victor")
    await say_who(viv, mary.lower())

    assert await viv.heading() == "They are confirmed already"
    await viv.sees(f"at {lounge}. Once is enough")
    assert await Proof.filter(venue__name=lounge).count() == 1
    for walker in (cara, vera, viv):
        walker.nothing_wrong()


@on_a_tablet
async def test_a_tablet_is_handed_over_and_forgets(own_site: str, visit: Visit) -> None:
    cara, vera = [await visit(own_site) for _ in range(2)]
    stall = f"Stall {word()}"
    await a_night_goes_by()
    await enter(cara, "Cara")
    await add_venue(cara, stall)
    await plan(cara, "Vera (sample)", stall)
    await enter(vera, "Vera")
    await say_who(vera, f"Bert {word()}")
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


async def vote_on_the_tablet(bert: Walker) -> str:
    """Returns the project that was chosen."""
    add = bert.page.get_by_role("button", name=re.compile("Add as choice 1")).first
    project = (await add.inner_text()).replace("Add as choice 1", "").strip()
    await bert.click(add)
    await bert.click("Check my ballot")
    await bert.click("Cast this ballot")
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
