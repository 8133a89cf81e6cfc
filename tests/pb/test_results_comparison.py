"""A published result beside any other rule: the right numbers, for everybody, worked out once and never too early."""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from pb.counting.rules import RULES
from pb.models import Cycle, PotTally, Project, Tally
from pb.results import ComparisonRefused, StillCounting, comparison, counts, published_tally
from pb.results.side_by_side import Answer
from pb.tallies.outcome import Way
from pb.what_if import Question, what_if
from pb.what_if import Way as Asked
from residents.people import COMMAND_LINE
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import make_band, make_place, make_pot, make_theme
from tests.pb.test_tallies import Election_

SHARES, GREEDY = "equal-shares-ranked", "greedy-votes"


@pytest_asyncio.fixture(autouse=True)
async def _nothing_kept() -> AsyncIterator[None]:
    counts._kept.clear()
    yield
    await asyncio.gather(*counts._under_way.values(), return_exceptions=True)


async def finished() -> Election_:
    it = await Election_.held()
    await it.published()
    it.cycle = await Cycle.get(id=it.cycle.id)
    return it


async def asked(it: Election_, one: str = SHARES, other: str = GREEDY) -> Answer:
    return await comparison(it.cycle, await published_tally(it.cycle), (one, other))


def address(it: Election_, query: str = "") -> str:
    return f"/cycles/{it.cycle.slug}/result/comparison{query}"


async def test_two_rules_give_what_they_give_in_every_pot_with_enough_ballots(db: None) -> None:
    it = await finished()
    green = await make_theme(it.cycle, "Green")
    await make_band(it.cycle, "small", 0, 2_000)
    await make_band(it.cycle, "large", 2_001, 5_000)
    await Project.filter(id=it.projects["park"].id).update(theme_id=green.id)

    answer = await asked(it)

    shares, greedy = answer.sides
    assert (answer.voters, answer.left_out) == (12, (it.burslem.name,)), "three ballots say too much of each other"
    assert (shares.budget, shares.spent, greedy.spent) == (500_000, 500_000, 500_000), "park and shed, or park and path"
    assert (shares.any_choice, greedy.any_choice) == (12, 7)
    assert (shares.first_choice, greedy.first_choice) == (12, 7)
    assert {(one.title, one.side) for one in answer.differing} == {("The shed", 0), ("The path", 1)}
    assert all(len(one.reasons) == 2 and all(one.reasons) for one in answer.differing)
    assert [row.label for row in answer.money["neighbourhood"]] == [it.hanley.name], "nothing about the oven"
    assert [row.amounts for row in answer.money["band"]] == [(200_000, 200_000), (300_000, 300_000)]
    assert [row.amounts for row in answer.money["theme"]] == [(300_000, 300_000), (200_000, 200_000)]
    assert shares.left_over != greedy.left_over


async def test_it_agrees_with_the_result_and_with_what_officers_see(db: None) -> None:
    it = await finished()
    here = await asked(it)
    question = Question((Asked(SHARES), Asked(GREEDY)), it.cycle.slug)
    there = await what_if(it.cycle, question, COMMAND_LINE, it.cycle.result_published_at)  # type: ignore[arg-type]

    assert [(one.title, one.side) for one in here.differing] == [(one.title, one.side) for one in there.differing]
    assert here.both == there.both - 1, "the oven is only there"
    assert [side.any_choice for side in here.sides] == [side.any_choice for side in there.sides]


async def test_the_rule_the_page_of_the_result_compares_with_is_counted_in_the_same_way(db: None) -> None:
    it = await Election_.held(rule=GREEDY)
    await it.published()
    it.cycle = await Cycle.get(id=it.cycle.id)

    answer = await asked(it, GREEDY, SHARES)

    assert {(one.title, one.side) for one in answer.differing} == {("The shed", 1), ("The path", 0)}
    assert Way.of(it.cycle).by(SHARES).completion.name == "add1-late-greedy"


async def test_before_the_result_is_published_there_is_no_such_page(client: Client) -> None:
    it = await Election_.held()
    await client.get(address(it), status=404)
    await it.counted()
    await client.get(address(it, f"?rule={SHARES}&with={GREEDY}"), status=404)
    assert not counts._kept


async def test_anybody_compares_any_two_rules_on_a_page(client: Client) -> None:
    it = await finished()
    result = await client.get(f"/cycles/{it.cycle.slug}/result")
    assert result.select_one(f'main a[href="{address(it)}"]')

    usual = await client.get(address(it))
    said = text_of(usual)
    assert "12 ballots" in said and "Only with “Most votes first”" in said
    assert "Not part of this: Burslem" in said and "Fewer than 10 people voted there" in said
    assert "Equal shares, by rank (used here)" in said
    assert len(usual.select("figure.figure details table")) == 1, "the chart has its table"

    other = await client.get(address(it, "?rule=phragmen&with=greedy-points"))
    chosen = [option["value"] for option in other.select("select option[selected]")]
    assert chosen == ["phragmen", "greedy-points"]
    assert "Neither of these rules counted this vote" in text_of(other)
    part = await client.raw_get(address(it, "?rule=phragmen"), headers={"hx-request-type": "partial"})
    assert part.text.strip().startswith('<div id="results">')


@pytest.mark.parametrize("query", ["?rule=guessing", "?with=", "?with=%00", f"?rule={SHARES}&with={SHARES}"])
async def test_nonsense_in_the_address_is_answered_with_a_sentence(client: Client, query: str) -> None:
    it = await finished()
    page = await client.get(address(it, query), status=422)
    assert "Choose" in text_of(page) and page.select_one("#filter-rule") and not page.select("figure")


async def test_where_too_few_voted_everywhere_no_numbers_are_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = await finished()
    for module in ("counts", "comparison"):
        monkeypatch.setattr(sys.modules[f"pb.results.{module}"], "LEAST_BALLOTS", 13)
    page = await client.get(address(it))
    assert "Not part of this: Hanley" in text_of(page) and not page.select("figure, main table, .queue__item")


async def test_each_rule_is_counted_once_however_many_ask_at_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    it = await finished()
    counted: list[str] = []
    real = counts._count

    def noted(material: Any, way: Way) -> Any:
        counted.append(way.rule.name)
        return real(material, way)

    monkeypatch.setattr(counts, "_count", noted)

    answers = await asyncio.gather(*(asked(it) for _ in range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert sorted(counted) == sorted([SHARES, GREEDY])
    for one in RULES:
        for other in RULES:
            if one != other:
                await asked(it, one, other)
    assert sorted(counted) == sorted(RULES), "twelve counts for a hundred and thirty-two pairs"


async def test_what_is_kept_and_what_waits_is_bounded(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    it = await finished()
    monkeypatch.setattr(counts, "MOST_KEPT", 4)
    monkeypatch.setattr(counts, "MOST_WAITING", 1)
    first, second = await asyncio.gather(
        asked(it, SHARES, GREEDY), asked(it, "phragmen", "greedy-points"), return_exceptions=True
    )
    assert isinstance(first, Answer) and isinstance(second, StillCounting)
    for one in list(RULES)[:-1]:
        await asked(it, one, list(RULES)[-1])
    assert len(counts._kept) == 4 and not counts._under_way


async def test_a_count_that_takes_long_is_worth_coming_back_for(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = await finished()
    with monkeypatch.context() as hurried:
        hurried.setattr(counts, "PATIENCE", 0)
        page = await client.get(address(it), status=503)
    assert "still counting" in text_of(page) and page.select_one("#filter-with")
    assert client.last is not None and client.last.headers["retry-after"]
    await asyncio.gather(*counts._under_way.values())
    assert "Side by side" in text_of(await client.get(address(it)))


async def test_ballots_that_are_not_those_that_were_counted_are_not_compared(db: None) -> None:
    it = await finished()
    await Tally.filter(cycle_id=it.cycle.id).update(ballots_hash="0" * 64)
    with pytest.raises(ComparisonRefused, match="not the ones that were counted"):
        await asked(it)
    assert not counts._kept


async def test_as_many_queries_for_many_pots_as_for_one(client: Client, count_queries: CountQueries) -> None:
    it = await finished()
    await client.get(address(it))  # whoever comes first waits for the count
    async with count_queries() as few:
        await client.get(address(it))
    tally = await Tally.get(cycle_id=it.cycle.id)
    for name in ("Tunstall", "Longton", "Fenton"):
        pot = await make_pot(it.cycle, await make_place(name))
        await PotTally.create(tally=tally, pot=pot, ballots=0, budget_pence=1, spent_pence=0)

    async with count_queries() as many:
        page = await client.get(address(it))

    assert few.count == many.count and "Longton" in text_of(page)
