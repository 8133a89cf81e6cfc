"""The front page: what can I do now, where does the money go, what changed because of us."""

from datetime import UTC, datetime

import pytest

from pb.models import IdeaState, PotTally, ProjectTally, Tally
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import NOW, make_cycle, make_idea, make_place, make_pot, make_project


async def test_an_empty_site_has_a_friendly_front_page(client: Client) -> None:
    page = await client.get("/")
    assert "Nothing is open just now" in text_of(page)


@pytest.mark.parametrize(
    ("phase", "words", "address"),
    [
        ("ideas", "Share an idea", "/ideas/new"),
        ("review", "Look at the ideas", "/ideas"),
        ("voting", "Vote", "/vote"),
        ("counting", "Look at the ideas", "/ideas"),
        ("delivery", "See the result", "/cycles/our-fund/result"),
    ],
)
async def test_each_phase_offers_the_one_thing_to_do(client: Client, phase: str, words: str, address: str) -> None:
    await make_pot(await make_cycle(phase, slug="our-fund", question="What do you want?", budget_pence=10_000_00))
    page = await client.get("/")
    now = page.select_one(".home__now")
    assert now is not None
    if phase == "voting":
        form = now.find("form")
        assert form is not None and form["action"] == address
        assert text_of(now.find("button")) == words
    else:
        assert {text_of(link): link["href"] for link in now.select("a.govuk-button")} == {words: address}
    assert "What do you want?" in text_of(page)


async def test_before_the_first_day_there_is_nothing_to_send_in(client: Client) -> None:
    await make_pot(await make_cycle("soon"))
    page = await client.get("/")
    assert "You can send in ideas from" in text_of(page.select_one(".home__now"))
    assert not page.select(".home__now a.govuk-button")


async def test_a_draft_is_nobodys_business(client: Client) -> None:
    await make_pot(await make_cycle("draft", name="Secret plan"))
    assert "Secret plan" not in text_of(await client.get("/"))


async def test_the_vote_goes_before_ideas(client: Client) -> None:
    await make_pot(await make_cycle("ideas", name="Ideas fund"))
    await make_pot(await make_cycle("voting", name="Voting fund"))
    page = await client.get("/")
    assert [text_of(heading) for heading in page.select(".home__now h2")] == ["Voting fund", "Ideas fund"]


async def test_the_money_of_each_neighbourhood_is_there(client: Client) -> None:
    cycle = await make_cycle("ideas", budget_pence=30_000_00, slug="our-fund")
    await make_pot(cycle, await make_place("Hanley"), pounds=20_000)
    await make_pot(cycle, await make_place("Fenton"), pounds=10_000)
    money = (await client.get("/")).select_one("section[aria-labelledby=money]")
    assert "£30,000 for 2 neighbourhoods" in text_of(money)
    assert "Hanley £20,000 Fenton £10,000" in text_of(money)


async def test_what_changed_names_what_was_funded_and_what_was_not(client: Client) -> None:
    cycle = await make_cycle("delivery", now=datetime.now(UTC))
    pot = await make_pot(cycle)
    project = await make_project(pot, 1_000, title="Benches", owner="Parks manager")
    tally = await Tally.create(
        cycle=cycle, rule="r", completion="none", tie_breaking="t", ballots=3, ballots_hash="", outcome_hash="",
        counted_at=NOW, published_at=NOW,
    )  # fmt: skip
    await PotTally.create(tally=tally, pot=pot, ballots=3, budget_pence=1, spent_pence=1)
    await ProjectTally.create(tally=tally, project=project, funded=True, supporters=3, first_choices=2)
    await make_idea(cycle, pot, title="A crossing", state=IdeaState.NOT_FEASIBLE, reason="It costs too much.")
    changed = text_of((await client.get("/")).select_one("section[aria-labelledby=changed]"))
    assert "“Benches” Funded We set aside £1,000. Parks manager looks after it." in changed
    assert "“A crossing” Not this time It costs too much." in changed


async def test_the_front_page_costs_the_same_with_one_fund_and_with_three(
    client: Client, count_queries: CountQueries
) -> None:
    counts = []
    for more in (1, 2):
        for _number in range(more):
            await make_pot(await make_cycle("ideas", budget_pence=1_000_000))
        async with count_queries() as counted:
            await client.get("/")
        counts.append(counted.count)
    assert counts[0] == counts[1] <= 8
