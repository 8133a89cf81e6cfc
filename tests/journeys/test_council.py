"""One whole cycle, by a council that has just put the site up: from an empty database to a decision in the minutes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.journeys import officers
from tests.journeys.first_day import Site, first_day, let_days_pass, let_the_record_catch_up, set_up_sign_in
from tests.journeys.residents import send_idea, vote, write_idea
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey

DESKTOP, PHONE = 1280, 360


@pytest_asyncio.fixture
async def new_site(browser: Browser, own_database: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with first_day(browser, own_database, tmp_path) as site:
        yield site


async def share_lanterns(me: Walker) -> None:
    await me.open("/")
    await me.click("Share an idea")
    story = "Small lights so that people can walk home by the canal after dark."
    await write_idea(me, "Lanterns along the towpath", story, "st1 1aa")
    await send_idea(me)


async def the_result_is_explained(me: Walker) -> None:
    await me.open("/")
    await me.click("Results")
    await me.click("Street fund")
    await me.sees("Lanterns along the towpath")
    await me.sees("2 people voted. They chose 1 of 2 projects, for £2,500.")
    await me.sees("Cabinet decided this")
    await me.click("A stage in the square")
    await me.sees("Why it was not chosen")
    await me.sees("So few people put it on their ballot")


@pytest.mark.essential
async def test_a_new_council_takes_its_money_from_ideas_to_a_decision(new_site: Site) -> None:
    ada, cora, mo, pia = [await new_site.arrive(DESKTOP) for _ in range(4)]
    rosa, sam = [await new_site.arrive(PHONE) for _ in range(2)]
    ada.email = new_site.administrator
    await set_up_sign_in(ada, new_site.link)
    await set_up_sign_in(cora, await officers.invite(ada, cora, "Cora", "Cycle officer"))
    await set_up_sign_in(mo, await officers.invite(ada, mo, "Mo", "Moderator", "Reviewer"))
    await set_up_sign_in(pia, await officers.invite(ada, pia, "Pia", "Publisher"))

    await officers.draw_neighbourhoods(cora)
    await officers.plan_a_fund(cora)
    await officers.leave_the_vote_open(cora)
    await officers.publish_the_fund(cora)
    await share_lanterns(rosa)
    await officers.enter_idea_for_somebody(cora)
    await officers.moderate(mo)
    await officers.put_on_the_ballot(mo, "Lanterns along the towpath", "£2,500")
    await officers.put_on_the_ballot(mo, "A stage in the square", "3000.00")
    await let_days_pass(8)
    await officers.freeze(cora)
    await let_days_pass(8)
    await vote(rosa, "Lanterns along the towpath", "A stage in the square", postcode="ST1 1AB")
    await vote(sam, "Lanterns along the towpath", postcode="ST1 1AB")
    await let_days_pass(14)
    await officers.count(cora)
    await let_the_record_catch_up(new_site)
    await officers.publish_the_result(pia)
    await officers.record_the_decision(pia)

    await the_result_is_explained(rosa)
    for walker in (ada, cora, mo, pia, rosa, sam):
        walker.nothing_wrong()
