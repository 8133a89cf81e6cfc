"""Finding ideas, on either database: filters, words, orders, pages."""

from datetime import timedelta
from typing import Any

import pytest

from database import on_postgres, rows, transaction
from pb.ideas import search
from pb.ideas.search import PAGE, Wish, find, similar
from pb.models import Cycle, Idea, IdeaState, Pot
from tests.factories import NOW, make_account, make_band, make_cycle, make_idea, make_place, make_pot, make_theme

pytestmark = pytest.mark.usefixtures("db")


async def a_fund() -> tuple[Cycle, Pot]:
    cycle = await make_cycle()
    return cycle, await make_pot(cycle)


async def titles(cycle: Cycle, **wish: Any) -> list[str]:
    found = await find(Wish(cycle_id=cycle.id, **wish))
    return [idea.title for idea in found.ideas]


async def test_only_public_ideas_of_the_cycle_are_found() -> None:
    cycle, pot = await a_fund()
    await make_idea(cycle, pot, title="A bench")
    for state in (IdeaState.DRAFT, IdeaState.RECEIVED, IdeaState.REFUSED, IdeaState.WITHDRAWN, IdeaState.MERGED):
        await make_idea(cycle, pot, title=f"A bench {state}", state=state)
    other, other_pot = await a_fund()
    await make_idea(other, other_pot, title="A bench elsewhere")

    assert await titles(cycle) == ["A bench"]
    assert await titles(cycle, words="bench") == ["A bench"]
    assert await titles(cycle, group="joined") == ["A bench merged"]
    assert [card.title for card in await similar(cycle.id, "Bench")] == ["A bench"]


async def test_ideas_are_filtered_by_neighbourhood_theme_band_and_standing() -> None:
    cycle, pot = await a_fund()
    other = await make_pot(cycle, await make_place("Fenton"))
    theme, band = await make_theme(cycle), await make_band(cycle, least=100, most=1_000)
    await make_idea(cycle, pot, title="One", theme=theme, estimate_pence=50_000)
    await make_idea(cycle, other, title="Two", estimate_pence=50_000, cost_pence=900_000)
    await make_idea(cycle, other, title="Three", state=IdeaState.ON_BALLOT)

    assert await titles(cycle, pot_id=pot.id) == ["One"]
    assert await titles(cycle, theme_id=theme.id) == ["One"]
    assert await titles(cycle, band=(band.least_pence, band.most_pence)) == ["One"]
    assert await titles(cycle, group="ballot") == ["Three"]


async def test_words_are_found_by_their_stem_and_while_they_are_typed() -> None:
    cycle, pot = await a_fund()
    await make_idea(cycle, pot, title="Benches on the towpath", body="Who sits there?")
    await make_idea(cycle, pot, title="Football for girls", body="On Saturdays.")

    for words in ("bench", "benches", "towp", "BENCH tow", "who"):
        assert await titles(cycle, words=words) == ["Benches on the towpath"], words
    assert await titles(cycle, words="bench football") == []


async def test_a_changed_idea_is_found_by_its_new_words_only() -> None:
    cycle, pot = await a_fund()
    idea = await make_idea(cycle, pot, title="Lamps")

    await Idea.filter(id=idea.id).update(title="Lanterns")

    assert await titles(cycle, words="lamps") == []
    assert await titles(cycle, words="lanterns") == ["Lanterns"]


HOSTILE = [
    "' OR 1=1 --",
    '" OR "a"="a',
    "title:bench",
    "bench AND",
    "NEAR(bench canal, 5)",
    "bench*^2",
    "-bench",
    "%",
    "_",
    "(SELECT 1)",
    "bench & | !",
    "a:*",
    "\\",
    "'",
    "²",
    "word " * 200,
    "\x00",
    "ا" * 5000,
]


@pytest.mark.parametrize("words", HOSTILE)
async def test_no_text_can_break_the_query_or_widen_it(words: str) -> None:
    cycle, pot = await a_fund()
    await make_idea(cycle, pot, title="Football for girls", body="On Saturdays.", body_html="")

    async with transaction():  # on PostgreSQL an error would end the transaction
        found = await titles(cycle, words=words)
        await similar(cycle.id, words)

    if any(character.isalpha() for character in words):
        assert found == []


@pytest.mark.parametrize("order", ["newest", "supported"])
async def test_pages_go_forward_and_back_without_losing_or_repeating_an_idea(order: str) -> None:
    cycle, pot = await a_fund()
    author = await make_account()
    for number in range(PAGE * 2 + 5):
        at = NOW + timedelta(minutes=number // 3, microseconds=number % 2)  # many at the same moment
        await make_idea(cycle, pot, author, title=f"Idea {number}", published_at=at, supports=number % 4)

    first = await find(Wish(cycle_id=cycle.id, order=order))
    second = await find(Wish(cycle_id=cycle.id, order=order, after=first.older))
    third = await find(Wish(cycle_id=cycle.id, order=order, after=second.older))
    seen = [idea.id for page in (first, second, third) for idea in page.ideas]

    assert len(seen) == len(set(seen)) == PAGE * 2 + 5
    assert (first.newer, third.older) == ("", "")
    again = await find(Wish(cycle_id=cycle.id, order=order, before=second.newer))
    assert again == first
    assert await find(Wish(cycle_id=cycle.id, order=order, before=third.newer)) == second


@pytest.mark.parametrize("cursor", ["x", "1-", "-1-1", "1" * 400, "9999999999999999-999999999999999999", "1;2", "٣-٤"])
async def test_a_cursor_that_makes_no_sense_does_no_harm(cursor: str) -> None:
    cycle, pot = await a_fund()
    await make_idea(cycle, pot, title="Here")

    for order in ("newest", "supported", "author__password_hash"):
        assert await titles(cycle, order=order, after=cursor) in (["Here"], [])
        assert await titles(cycle, order=order, before=cursor) in (["Here"], [])


async def test_the_list_is_read_in_order_and_never_sorted() -> None:
    if on_postgres():
        return  # PostgreSQL plans by statistics; on an empty table any plan is right
    cycle, _ = await a_fund()
    for column in search.ORDERS.values():
        plan = await rows(
            f"""EXPLAIN QUERY PLAN SELECT i.id FROM idea i WHERE i.cycle_id = ? AND i.published_at IS NOT NULL
                AND i.state IN ('published', 'on_ballot') ORDER BY {column} DESC, i.id DESC LIMIT 25""",
            cycle.id,
        )
        assert not [step.detail for step in plan if "B-TREE" in step.detail]


async def test_similar_ideas_share_the_words_that_matter() -> None:
    cycle, pot = await a_fund()
    await make_idea(cycle, pot, title="Benches along the canal")
    await make_idea(cycle, pot, title="A new playground for our children", body="Swings.")
    await make_idea(cycle, pot, title="Canal art trail", body="Murals under the bridges.")

    found = [card.title for card in await similar(cycle.id, "We need some new benches by the canal in our area")]

    assert found == ["Benches along the canal", "Canal art trail"]
    assert await similar(cycle.id, "we need a new") == []
    assert await similar(cycle.id, "") == []
