"""From the home page to an idea that a moderator can read, by somebody who has never been here."""

import pytest

from tests.journeys.conftest import Visit, desktop_with_scripts
from tests.journeys.residents import send_idea, write_idea
from tests.journeys.walking import CODE

pytestmark = pytest.mark.journey

MOST_CLICKS = 6
MOST_FIELDS = 6


@pytest.mark.essential
@pytest.mark.parametrize("site", ["ideas"], indirect=True)
async def test_a_newcomer_sends_an_idea(site: str, visit: Visit) -> None:
    me = await visit(site)
    await me.open("/")

    await me.click("Share an idea")
    story = "Small lights so that people can walk home by the canal after dark."
    await write_idea(me, "Lanterns along the towpath", story, "st1 2dn")
    await send_idea(me)

    assert me.clicks <= MOST_CLICKS, f"{me.clicks} clicks"
    assert me.fields <= MOST_FIELDS, f"{me.fields} fields"
    me.nothing_wrong()


@pytest.mark.parametrize("site", ["ideas"], indirect=True)
async def test_a_draft_waits_for_the_second_visit(site: str, visit: Visit) -> None:
    me = await visit(site)
    await me.open("/ideas/new")
    await me.fill("What is your idea?", "A bench for bus drivers")
    await me.click("Continue")

    await me.open("/ideas/new")

    await me.sees("Go on with “A bench for bus drivers”")
    me.nothing_wrong()


@pytest.mark.parametrize("site", ["ideas"], indirect=True)
@desktop_with_scripts
async def test_a_wrong_code_loses_nothing(site: str, visit: Visit) -> None:
    me = await visit(site)
    await me.open("/ideas/new")
    await write_idea(me, "Swings for grown-ups", "Everybody likes a swing.", "ST1 2DN")

    await send_idea(me, wrong_code="00000000")

    me.nothing_wrong()


@pytest.mark.parametrize("site", ["ideas"], indirect=True)
@desktop_with_scripts
async def test_a_resident_finds_supports_and_discusses_an_idea(site: str, visit: Visit) -> None:
    me = await visit(site)
    await me.open("/ideas")
    await me.page.get_by_label("Search the ideas").fill("canal")
    await me.click("Show")
    await me.click(me.page.locator(".idea-card a, .card a").first)
    title = await me.heading()
    await me.click("Support")
    await me.fill("Your email address", me.email)
    await me.click(me.page.get_by_role("button").filter(has_text="code").or_(me.named("Continue")).first)
    await me.fill("code", await me.letter(CODE))
    await me.click(me.page.locator("main form button[type=submit], main form button:not([type])").first)

    assert title
    me.nothing_wrong()
