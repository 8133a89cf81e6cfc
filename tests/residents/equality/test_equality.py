"""Who took part, without anybody in particular: what is kept, and what officers are shown."""

import secrets
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from residents import equality
from residents.equality import EqualityRefused, TooManyAnswers, answer, shown, summary
from residents.models import EqualityAnswer, Franchise, Role, SessionKind
from residents.people import Person
from tests.browsing import Client, text_of
from tests.factories import NOW, days, make_account
from tests.residents.rejections.people import make_franchise
from web.refusals import NotAllowed, NotFound

ABOUT = "cycle:3"
OFFICER = Person(1, roles=frozenset({Role.REVIEWER}))


async def vote(**values: object) -> Franchise:
    return await make_franchise(key_name="cycle-3", name="Big Fund", **values)


async def fill(count: int, **answers: str) -> None:
    await EqualityAnswer.bulk_create(
        EqualityAnswer(id=secrets.token_hex(16), about=ABOUT, answered_on=NOW, answers=answers)
        for _number in range(count)
    )


async def test_an_answer_is_kept_with_a_day_and_nothing_else(db: None) -> None:
    await vote()
    given_answers = {"age": "25-34", "sex": "not-said", "ethnicity": "<b>", "ward": "E05000001"}
    assert await answer(ABOUT, given_answers, "browser", "10.0.0.0/24", NOW)
    kept = await EqualityAnswer.get()
    assert kept.answers == {"age": "25-34", "sex": "not-said"}
    assert (kept.about, kept.answered_on) == (ABOUT, NOW.date())
    assert set(EqualityAnswer._meta.db_fields) == {"id", "about", "answered_on", "answers"}
    assert len(kept.id) == 32 and "browser" not in kept.id


async def test_a_second_form_of_a_browser_changes_nothing(db: None) -> None:
    await vote()
    assert await answer(ABOUT, {"age": "25-34"}, "browser", "net", NOW)
    assert not await answer(ABOUT, {"age": "16-24"}, "browser", "net", NOW)
    assert await answer(ABOUT, {"age": "16-24"}, "another", "net", NOW)
    assert await EqualityAnswer.all().count() == 2


async def test_an_empty_form_is_not_kept_and_does_not_count_as_the_one(db: None) -> None:
    await vote()
    assert not await answer(ABOUT, {"age": "", "sex": "other-words"}, "browser", "net", NOW)
    assert await answer(ABOUT, {"age": "25-34"}, "browser", "net", NOW)


async def test_the_form_is_closed_after_the_last_day_and_for_votes_that_are_not_there(db: None) -> None:
    await vote(confirm_by=NOW)
    with pytest.raises(EqualityRefused, match="closed"):
        await answer(ABOUT, {"age": "25-34"}, "browser", "net", NOW)
    for about in ("cycle:4", "cycle:03", "cycle-3", "", "ward:1", "cycle:" + "9" * 40):
        with pytest.raises(NotFound):
            await answer(about, {"age": "25-34"}, "browser", "net", NOW)
    assert not await EqualityAnswer.exists()


async def test_one_network_cannot_fill_the_table(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    await vote()
    monkeypatch.setattr(equality, "_MOST_OF_A_NETWORK", 3)
    for number in range(3):
        assert await answer(ABOUT, {"age": "25-34"}, str(number), "net", NOW)
    with pytest.raises(TooManyAnswers):
        await answer(ABOUT, {"age": "25-34"}, "4", "net", NOW)
    assert await EqualityAnswer.all().count() == 3


# Sums


async def test_sums_are_rounded_and_small_ones_hidden_with_another(db: None) -> None:
    await vote()
    await fill(33, sex="female", age="25-34")
    await fill(52, sex="male", age="25-34")
    await fill(4, sex="male", age="under-16")
    found = await summary(OFFICER, ABOUT, NOW + days(31))
    assert found.forms == 90
    sex = next(table for table in found.tables if "sex" in table.title)
    assert [cell.number for cell in sex.cells] == [None, 55, None]  # nobody left it empty: with 33 hidden beside it
    age = next(table for table in found.tables if "old" in table.title)
    assert [cell.number for cell in age.cells] == [None, None, None, None, None, None, None, None]


async def test_nothing_is_shown_while_answers_can_come_in_or_of_fewer_than_ten(db: None) -> None:
    await vote()
    await fill(9, sex="female")
    early = await summary(OFFICER, ABOUT, NOW)
    assert (early.tables, early.forms, early.open_until) == ([], None, NOW + days(30))
    late = await summary(OFFICER, ABOUT, NOW + days(31))
    assert (late.tables, late.forms, late.open_until) == ([], None, None)
    with pytest.raises(NotAllowed):
        await summary(Person(2, roles=frozenset({Role.RESIDENT})), ABOUT, NOW)


@given(st.lists(st.integers(0, 400), min_size=2, max_size=9))
def test_no_number_under_ten_is_shown_or_left_to_be_worked_out(numbers: list[int]) -> None:
    cells = shown(numbers)
    hidden = [number for number, cell in zip(numbers, cells, strict=True) if cell is None]
    assert all(cell is None or cell % 5 == 0 for cell in cells)
    assert all(cell is None for number, cell in zip(numbers, cells, strict=True) if number < 10)
    assert len(hidden) != 1
    assert not hidden or sum(hidden) > 10 or len(hidden) == len(numbers)


def possible(total: int, cells: list[int | None]) -> Iterator[tuple[int, ...]]:
    """Every set of small numbers that would have been shown like this, to somebody who knows the exact total."""
    ranges = [range(31) if cell is None else range(max(0, cell - 2), cell + 3) for cell in cells]
    return (numbers for numbers in product(*ranges) if sum(numbers) == total and shown(list(numbers)) == cells)


@pytest.mark.parametrize("numbers", [(1, 12, 13), (0, 10, 20), (9, 9, 30), (3, 4, 11)])
def test_whoever_knows_the_total_cannot_tell_a_hidden_number(numbers: tuple[int, ...]) -> None:
    cells = shown(list(numbers))
    found = list(possible(sum(numbers), cells))
    assert numbers in found
    for place, cell in enumerate(cells):
        if cell is None:
            assert len({one[place] for one in found}) > 3


# Pages


async def test_the_form_asks_thanks_and_keeps_no_session(client: Client) -> None:
    await vote(confirm_by=None)
    page = await client.get("/equality?about=cycle:3")
    assert "Big Fund" in text_of(page.main)
    fieldsets = page.find_all("fieldset")
    assert len(fieldsets) == 5
    assert all("Prefer not to say" in text_of(one) for one in fieldsets)
    await client.post("/equality", {"about": ABOUT, "age": "25-34", "language": "urdu"})
    assert "Thank you" in text_of((await client.follow()).main)
    await client.post("/equality", {"about": ABOUT, "age": "16-24"})
    assert (await EqualityAnswer.get()).answers == {"age": "25-34", "language": "urdu"}
    await client.post("/equality", {"about": ABOUT})
    await client.post("/equality", {"about": "cycle:4", "age": "16-24"}, 404)
    await client.get("/equality?about=%00", 404)
    assert "nobody is left out" in text_of((await client.get("/equality/why?about=cycle:3")).main)


async def test_officers_see_sums_and_residents_do_not(client: Client) -> None:
    await vote(confirm_by=NOW - days(300))
    await fill(40, sex="female")
    await client.sign_in(await make_account("R"))
    await client.get("/office/equality/cycle:3", 403)
    await client.sign_in(await make_account("O", Role.REVIEWER), SessionKind.OFFICER)
    assert "Big Fund" in text_of((await client.get("/office/equality")).main)
    assert "About 40 people" in text_of((await client.get("/office/equality/cycle:3")).main)
    await client.get("/office/equality/cycle:4", 404)
    page = await client.get("/equality?about=cycle:3")
    assert "closed" in text_of(page.main)
    await client.post("/equality", {"about": ABOUT, "age": "16-24"}, 422)
