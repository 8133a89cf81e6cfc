"""The pool as the draw sees it: pseudonyms, slugs in the order of the categories, homes only where they count."""

import pytest

from assembly.models import Answer, RegistrationState
from assembly.quotas.pooling import PoolRefused, pool_of
from assembly.sortition.pool import Person, Quota
from tests.assembly.quotas.scenes import a_category, an_assembly, registered
from tests.counting import CountQueries


async def test_people_stand_in_it_by_pseudonym_with_their_values(db: None) -> None:
    assembly = await an_assembly()
    await a_category(assembly, "Gender", {"Woman": (5, 6), "Man": (4, 5)})
    await a_category(assembly, "Age", {"Under 40": (3, 7), "40 or over": (3, 7)})
    (one,) = await registered(assembly, 1, age="under-40", gender="man", household="home")

    pool = await pool_of(assembly)

    assert pool.people == (Person(one.pseudonym, ("man", "under-40"), "home"),)
    assert pool.categories == ("gender", "age")
    assert pool.quotas[0] == Quota("gender", "woman", 5, 6)
    assert pool.seats == 10


async def test_homes_count_only_where_the_assembly_has_that_rule(db: None) -> None:
    assembly = await an_assembly(household_rule=False)
    await a_category(assembly, "Gender", {"Woman": (0, 10), "Man": (0, 10)})
    await registered(assembly, 1, gender="man", household="home")
    assert [one.household for one in (await pool_of(assembly)).people] == [""]


@pytest.mark.parametrize("state", [state for state in RegistrationState if state is not RegistrationState.POOL])
async def test_nobody_else_is_in_it(db: None, state: RegistrationState) -> None:
    assembly = await an_assembly()
    await a_category(assembly, "Gender", {"Woman": (0, 10), "Man": (0, 10)})
    await registered(assembly, 2, gender="man")
    await registered(assembly, 3, gender="man", state=state)
    other = await an_assembly()
    await a_category(other, "Gender", {"Woman": (0, 10), "Man": (0, 10)})
    await registered(other, 4, gender="man")
    assert len((await pool_of(assembly)).people) == 2


async def test_somebody_without_an_answer_stops_it_and_is_named_by_pseudonym(db: None) -> None:
    assembly = await an_assembly()
    await a_category(assembly, "Gender", {"Woman": (0, 10), "Man": (0, 10)})
    one, _other = await registered(assembly, 2, gender="man")
    await Answer.filter(registration_id=one.id).delete()
    with pytest.raises(PoolRefused, match=f"1 person in the pool was not asked everything: {one.pseudonym}"):
        await pool_of(assembly)


async def test_an_assembly_without_categories_has_no_pool(db: None) -> None:
    with pytest.raises(PoolRefused, match="no categories yet"):
        await pool_of(await an_assembly())


async def test_a_category_without_answers_has_none_either(db: None) -> None:
    assembly = await an_assembly()
    await a_category(assembly, "View", {})
    with pytest.raises(PoolRefused, match="“View” has no answers yet"):
        await pool_of(assembly)


async def test_the_number_of_queries_does_not_grow(db: None, count_queries: CountQueries) -> None:
    assembly = await an_assembly()
    await a_category(assembly, "Gender", {"Woman": (0, 10), "Man": (0, 10)})
    await registered(assembly, 1, gender="man")
    async with count_queries() as few:
        await pool_of(assembly)
    await registered(assembly, 5, gender="woman")
    async with count_queries() as many:
        await pool_of(assembly)
    assert many.count == few.count == 4
