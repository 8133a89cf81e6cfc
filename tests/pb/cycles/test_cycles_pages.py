"""Funds and neighbourhoods as everybody sees them."""

from datetime import UTC, datetime

import pytest

from pb.cycles import pots
from pb.cycles.pots import MoneyPlan
from pb.models import Cycle, IdeaState, Pot, PotTally, Split, Tally
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import days, make_band, make_cycle, make_idea, make_place, make_pot, make_project
from tests.pb.cycles.test_planning import OFFICER


@pytest.mark.parametrize(
    ("phase", "says", "action"),
    [
        ("soon", "Opens soon", None),
        ("ideas", "Ideas are open", "/ideas/new"),
        ("review", "Checking ideas", None),
        ("voting", "Vote now", "/vote"),
        ("counting", "Counting", None),
        ("delivery", "Making it happen", "result"),
    ],
)
async def test_a_fund_says_where_it_stands_and_what_to_do_now(
    client: Client, phase: str, says: str, action: str | None
) -> None:
    cycle = await make_cycle(phase, question="What next?", about_html="<p>About it</p>")
    await make_project(await make_pot(cycle))
    await make_band(cycle)
    page = await client.get(f"/cycles/{cycle.slug}")
    text = text_of(page)
    assert says in text and "What next?" in text and "About it" in text and "£100 to £1,000" in text
    button = page.select_one("main a.govuk-button")
    assert (button is None) if action is None else (button is not None and str(button["href"]).endswith(action))
    assert says in text_of(await client.get("/cycles"))


async def test_a_draft_is_not_there_even_when_it_was_cancelled(client: Client) -> None:
    draft = await make_cycle("draft", name="Secret plans")
    dropped = await make_cycle("draft", name="Dropped plans", cancelled_at=datetime.now(UTC), cancelled_because="No")
    for cycle in (draft, dropped):
        await client.get(f"/cycles/{cycle.slug}", status=404)
    assert "plans" not in text_of(await client.get("/cycles"))


async def test_a_cancelled_fund_says_why(client: Client) -> None:
    now = datetime.now(UTC)
    cycle = await make_cycle("ideas", cancelled_at=now, cancelled_because="The grant was withdrawn.")
    page = await client.get(f"/cycles/{cycle.slug}")
    assert "The grant was withdrawn." in text_of(page) and page.select_one("main a.govuk-button") is None


async def test_the_money_is_shown_with_how_it_was_shared_out(client: Client) -> None:
    cycle = await make_cycle("draft")
    places = [(await make_place(name)).id for name in ("Fenton", "Longton")]
    plan = MoneyPlan(budget_pence=9_000_01, neighbourhoods=places, way=Split.POPULATION, unit_pence=500_00)
    await pots.set_money(OFFICER, cycle.id, 0, plan, datetime.now(UTC))
    await Cycle.filter(id=cycle.id).update(published_at=cycle.created_at)
    text = text_of(await client.get(f"/cycles/{cycle.slug}"))
    assert "1,000 of 2,000 people live here: £4,500" in text
    assert "rounded to £500" in text and "£9,000.01" in text


async def test_who_takes_part_and_how_votes_are_counted_stand_in_plain_words(client: Client) -> None:
    cycle = await make_cycle("ideas", ties=["live", "work", "study"], age_from=14, ranks=3, evidence={"vote": "E2"})
    text = text_of(await client.get(f"/cycles/{cycle.slug}"))
    assert "from age 14 who can say: I live, work or study here" in text
    assert "check your address" in text and "up to 3 projects" in text
    assert "Everybody who votes gets the same share" in text and "Aziz and Lee" in text


async def test_a_later_close_and_the_councils_decision_are_public(client: Client) -> None:
    cycle = await make_cycle(
        "delivery",
        closing_moved_because="Snow closed the libraries.",
        decision_by="Cabinet",
        decision_on=datetime.now(UTC).date(),
        decision_minute="Minute 12/26",
    )
    text = text_of(await client.get(f"/cycles/{cycle.slug}"))
    assert "Snow closed the libraries." in text and "Cabinet decided" in text and "Minute 12/26" in text


@pytest.mark.parametrize("phase", ["soon", "ideas", "review", "voting", "counting", "delivery"])
async def test_a_neighbourhood_shows_its_money_ideas_and_projects(client: Client, phase: str) -> None:
    place, other = await make_place("Fenton"), await make_place("Longton")
    cycle = await make_cycle(phase)
    pot, elsewhere = await make_pot(cycle, place, 1_234), await make_pot(cycle, other)
    await make_idea(cycle, pot, title="A bench", state=IdeaState.ON_BALLOT)
    await make_idea(cycle, pot, title="Not yet seen", state=IdeaState.RECEIVED)
    await make_idea(cycle, elsewhere, title="Over there")
    await make_project(pot, title="Benches for all")
    text = text_of(await client.get(f"/neighbourhoods/{place.slug}"))
    assert "£1,234" in text and "A bench" in text
    assert "Not yet seen" not in text and "Over there" not in text
    assert ("Benches for all" in text) == (phase in ("voting", "counting", "delivery"))


async def test_a_neighbourhood_without_money_or_results_says_so_kindly(client: Client) -> None:
    place = await make_place("Fenton")
    assert "Nothing is going on here" in text_of(await client.get(f"/neighbourhoods/{place.slug}"))
    await client.get("/neighbourhoods/nowhere", status=404)


async def test_a_neighbourhood_shares_the_pot_of_the_whole_city_and_remembers_results(client: Client) -> None:
    now = datetime.now(UTC)
    place = await make_place("Fenton")
    old = await make_cycle("delivery", now, name="Old fund", published_at=now - days(400))
    pot = await make_pot(old, place, 500)
    tally = await Tally.create(
        cycle=old, rule="greedy-votes", completion="none", tie_breaking="cost-id", ballots=3, ballots_hash="a",
        outcome_hash="b", counted_at=now, published_at=now,
    )  # fmt: skip
    await PotTally.create(tally=tally, pot=pot, ballots=3, budget_pence=500_00, spent_pence=400_00)
    new = await make_cycle("ideas", now, name="New fund")
    await Pot.create(cycle=new, name="The whole city", amount_pence=700_00)
    text = text_of(await client.get(f"/neighbourhoods/{place.slug}"))
    assert "£700 for the whole city" in text and "Old fund" in text and "£400 of £500 went to projects" in text


async def test_queries_stay_the_same_however_much_there_is(client: Client, count_queries: CountQueries) -> None:
    place = await make_place("Fenton")
    cycle = await make_cycle("voting")
    pot = await make_pot(cycle, place)
    counts: list[list[int]] = []
    for _round in range(2):
        for _number in range(3):
            await make_idea(cycle, pot)
            await make_project(pot)
            await make_pot(cycle, await make_place(f"Place {_round} {_number}"))
            await make_band(cycle, f"band {_round} {_number}")
            await make_cycle("delivery", published_at=cycle.published_at and cycle.published_at - days(100))
        seen = []
        for path in ("/cycles", f"/cycles/{cycle.slug}", f"/neighbourhoods/{place.slug}"):
            async with count_queries() as counted:
                await client.get(path)
            seen.append(counted.count)
        counts.append(seen)
    assert counts[0] == counts[1] and max(counts[0]) <= 8
