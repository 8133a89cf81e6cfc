"""The pages of a plan once it can no longer be changed: there to be read, without a button that would only refuse."""

import pytest

from tests.browsing import Client, text_of
from tests.factories import make_cycle, make_pot, make_project
from tests.pb.cycles.test_planning_pages import officer

PARTS = ["money", "bands", "themes", "eligibility", "counting"]


@pytest.mark.parametrize("part", PARTS)
async def test_a_frozen_part_of_the_plan_can_be_read_and_not_saved(client: Client, part: str) -> None:
    await officer(client)
    cycle = await make_cycle("voting")
    await make_project(await make_pot(cycle))

    page = await client.get(f"/office/cycles/{cycle.slug}/{part}")

    assert "no longer change it" in text_of(page)
    assert "Save" not in [text_of(button) for button in page.select("main button")]


@pytest.mark.parametrize("part", PARTS)
async def test_a_plan_in_the_making_can_be_saved(client: Client, part: str) -> None:
    await officer(client)
    cycle = await make_cycle("draft")

    page = await client.get(f"/office/cycles/{cycle.slug}/{part}")

    assert "no longer change it" not in text_of(page)
    assert "Save" in [text_of(button) for button in page.select("main button")]


async def test_dates_that_have_passed_are_words_and_no_questions(client: Client) -> None:
    await officer(client)
    cycle = await make_cycle("counting")

    page = await client.get(f"/office/cycles/{cycle.slug}/dates")

    assert "The vote is over." in text_of(page)
    assert not page.select("input[name=voting_closes_at]") and page.select("input[name=delivery_ends_at]")


async def test_the_usual_rules_come_first(client: Client) -> None:
    await officer(client)
    cycle = await make_cycle("draft")

    page = await client.get(f"/office/cycles/{cycle.slug}/counting")

    offered = [str(choice["value"]) for choice in page.select("input[name=rule]")]
    assert offered[:2] == ["equal-shares-ranked", "greedy-votes"] and len(offered) == len(set(offered)) > 2
