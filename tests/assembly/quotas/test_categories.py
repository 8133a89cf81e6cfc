"""Categories and their answers: begun from a set, filled from the census, changed only while nobody answered."""

from typing import Any

import pytest

from assembly.assemblies import AssemblyRefused, ChangedMeanwhile
from assembly.models import Asked, Assembly, Category, CategoryValue, CensusTable
from assembly.quotas import categories, categories_of, values
from assembly.quotas.categories import OWN, Description
from assembly.quotas.rules import OLDEST
from assembly.quotas.starting import starting_sets
from assembly.quotas.values import ValuePlan
from ledger.models import JournalEntry
from residents.people import NOBODY, Person
from residents.places.models import Ward
from tests.assembly.quotas.scenes import a_category, an_assembly, registered, values_of
from tests.assembly.scenes import officer
from tests.factories import NOW, make_place
from web.refusals import NotAllowed, NotFound

AGES = {
    "All persons: Aged 4 to 15 years": 90,
    "All persons: Aged 16 to 24 years": 100,
    "All persons: Aged 25 to 34 years": 110,
    "All persons: Aged 35 to 49 years": 120,
    "All persons: Aged 50 to 64 years": 130,
    "All persons: Aged 65 years and over": 140,
    "Female: Aged 4 to 15 years": 40,
    "Female: Aged 16 years and over": 310,
    "Male: Aged 4 to 15 years": 50,
    "Male: Aged 16 years and over": 290,
}


async def a_table(slug: str, counts: dict[str, int]) -> CensusTable:
    return await CensusTable.create(
        slug=slug, name=slug, area="Here", source="An invented census", counts=CensusTable.kept(counts), loaded_at=NOW
    )


async def added(assembly: Assembly, by: Person, chosen: str, name: str = "") -> Category:
    await assembly.refresh_from_db()
    return await categories.add(by, assembly.id, assembly.version, chosen, name, NOW)


async def set_values(assembly: Assembly, by: Person, category: Category, *plans: ValuePlan) -> None:
    await assembly.refresh_from_db()
    await values.set_values(by, assembly.id, assembly.version, category.id, plans, NOW)


def plan(value: CategoryValue | None, name: str, rule: str = "", place: int | None = None) -> ValuePlan:
    return ValuePlan(str(value.id) if value else f"new-{name}", value.id if value else None, name, rule, place)


async def test_a_starting_set_brings_its_question_its_answers_and_why_it_is_asked(db: None) -> None:
    assembly, by = await an_assembly(), await officer()
    await added(assembly, by, "ethnicity")

    (one,) = await categories_of(assembly.id)
    assert (one.category.slug, one.category.name, one.category.asked) == ("ethnicity", "Ethnicity", Asked.CHOICE)
    assert one.category.question
    assert one.category.why
    assert len(one.values) == 5
    entry = await JournalEntry.get(act="assembly.category-added")
    assert (entry.actor, entry.thing, entry.detail["category"]) == (by.actor, f"assembly:{assembly.id}", "ethnicity")


async def test_a_census_table_that_speaks_of_every_answer_fills_in_the_people(db: None) -> None:
    assembly, by = await an_assembly(age_from=16), await officer()
    await a_table("tenure", {"Owned: Outright": 60, "Social rented: Council": 30, "Private rented: Other": 10})
    await a_table("age-by-sex", AGES)
    for chosen in ("age", "gender", "tenure", "religion"):
        await added(assembly, by, chosen)

    people = {one.category.slug: [value.people for value in one.values] for one in await categories_of(assembly.id)}

    assert people == {
        "age": [100, 110, 120, 130, 140],
        "gender": [310, 290, 0],
        "tenure": [60, 30, 10],
        "religion": [None] * 5,
    }
    tenure = await Category.get(slug="tenure")
    assert tenure.source == "An invented census (tenure)"
    owned = await CategoryValue.get(category_id=tenure.id, position=0)
    assert owned.census_rows == ["Owned: Outright"]


async def test_ages_begin_where_people_can_be_chosen(db: None) -> None:
    assembly, by = await an_assembly(age_from=11), await officer()
    await added(assembly, by, "age")
    (one,) = await categories_of(assembly.id)
    assert [value.name for value in one.values][:2] == ["11 to 15", "16 to 24"]
    assert one.values[-1].rule == {"from": 65, "to": OLDEST}


async def test_parts_of_the_area_are_the_neighbourhoods_that_are_made_of_wards(db: None) -> None:
    hanley, stoke = await make_place("Hanley", "E05000001"), await make_place("Stoke", "E05000002")
    assembly, by = await an_assembly(), await officer()
    await added(assembly, by, "part")
    (one,) = await categories_of(assembly.id)
    assert {value.name: value.rule for value in one.values} == {
        hanley.name: {"wards": ["E05000001"]},
        stoke.name: {"wards": ["E05000002"]},
    }


async def test_every_starting_set_can_be_added_once(db: None) -> None:
    await Ward.create(code="E05000001", name="North", area_code="E06000021", lat=53.0, long=-2.1)
    assembly, by = await an_assembly(), await officer()
    sets = await starting_sets(16, {"E05000001": "North"})
    for one in sets:
        await added(assembly, by, one.key)
    assert [one.category.slug for one in await categories_of(assembly.id)] == [one.key for one in sets]
    with pytest.raises(AssemblyRefused, match="of this name already"):
        await added(assembly, by, "gender")


async def test_one_of_your_own_needs_a_name(db: None) -> None:
    assembly, by = await an_assembly(), await officer()
    with pytest.raises(AssemblyRefused, match="Give the category a name") as refused:
        await added(assembly, by, OWN, "  ")
    assert refused.value.field == "name"
    assert (await added(assembly, by, OWN, "Buses")).slug == "buses"
    with pytest.raises(AssemblyRefused, match="Choose one of the categories"):
        await added(assembly, by, "unheard-of")


async def test_nobody_in_the_pool_is_left_without_an_answer_by_a_late_category(db: None) -> None:
    assembly, by = await an_assembly(), await officer()
    await a_category(assembly, "Gender", {"Woman": (0, 10), "Man": (0, 10)})
    await registered(assembly, 1, gender="man")
    with pytest.raises(AssemblyRefused, match="they were not asked this"):
        await added(assembly, by, "age")


async def test_two_officers_at_once_do_not_overwrite_each_other(db: None) -> None:
    assembly, by = await an_assembly(), await officer()
    await added(assembly, by, "gender")
    with pytest.raises(ChangedMeanwhile):
        await categories.add(by, assembly.id, 0, "age", "", NOW)


async def test_only_officers_of_assemblies_change_them(db: None) -> None:
    assembly = await an_assembly()
    with pytest.raises(NotAllowed):
        await added(assembly, NOBODY, "gender")


async def test_a_category_is_described_and_how_it_is_asked_stays_once_there_are_answers(db: None) -> None:
    assembly, by = await an_assembly(), await officer()
    category = await added(assembly, by, OWN, "Street")
    await assembly.refresh_from_db()
    said = Description("Street", "Where do you live?", "So that all streets speak.", Asked.DEPRIVATION)
    await categories.describe(by, assembly.id, assembly.version, category.id, said, NOW)
    await category.refresh_from_db()
    assert (category.question, category.asked) == ("Where do you live?", Asked.DEPRIVATION)

    await set_values(assembly, by, category, plan(None, "Poor", "1-5"), plan(None, "Rich", "6-10"))
    await assembly.refresh_from_db()
    with pytest.raises(AssemblyRefused) as refused:
        other = Description("Street", "Where do you live?", "So.", Asked.CHOICE)
        await categories.describe(by, assembly.id, assembly.version, category.id, other, NOW)
    assert refused.value.field == "asked"


async def test_a_category_of_another_assembly_is_not_there(db: None) -> None:
    assembly, other, by = await an_assembly(), await an_assembly(), await officer()
    category = await a_category(other, "Gender", {"Woman": (0, 10), "Man": (0, 10)})
    with pytest.raises(NotFound):
        await categories.remove(by, assembly.id, assembly.version, category.id, NOW)
    assert await Category.filter(id=category.id).exists()


async def test_categories_change_places(db: None) -> None:
    assembly, by = await an_assembly(), await officer()
    first = await a_category(assembly, "Gender", {})
    second = await a_category(assembly, "Age", {})
    await categories.move(by, assembly.id, assembly.version, second.id, True, NOW)
    assert [one.id for one in await categories_of(assembly.id)] == [second.id, first.id]
    await assembly.refresh_from_db()
    await categories.move(by, assembly.id, assembly.version, second.id, True, NOW)
    assert [one.id for one in await categories_of(assembly.id)] == [second.id, first.id]


async def test_a_category_goes_with_its_answers_until_somebody_answered_it(db: None) -> None:
    assembly, by = await an_assembly(), await officer()
    gender = await a_category(assembly, "Gender", {"Woman": (0, 10), "Man": (0, 10)})
    age = await a_category(assembly, "Age", {"Young": (0, 10), "Old": (0, 10)})
    await registered(assembly, 1, gender="man")
    await categories.remove(by, assembly.id, assembly.version, age.id, NOW)
    assert [one.id for one in await categories_of(assembly.id)] == [gender.id]
    await assembly.refresh_from_db()
    with pytest.raises(AssemblyRefused, match="People have answered “Gender” already"):
        await categories.remove(by, assembly.id, assembly.version, gender.id, NOW)


async def test_answers_are_added_named_ordered_and_taken_away(db: None) -> None:
    assembly, by = await an_assembly(), await officer()
    category = await a_category(assembly, "Gender", {"Woman": (5, 6), "Man": (4, 5), "Odd": (0, 1)})
    now = await values_of(category)

    await set_values(
        assembly, by, category,
        plan(now["Woman"], "Female", place=2), plan(now["Man"], "Man", place=3), plan(now["Odd"], ""),
        plan(None, "In another way", place=1), plan(None, " "),
    )  # fmt: skip

    after = await values_of(category)
    assert list(after) == ["In another way", "Female", "Man"]
    assert (after["Female"].id, after["Female"].slug, after["Female"].least) == (now["Woman"].id, "woman", 5)
    assert (after["In another way"].least, after["In another way"].most) == (0, 1)


async def test_an_answer_that_somebody_gave_keeps_its_name_and_its_meaning(db: None) -> None:
    assembly, by = await an_assembly(), await officer()
    rules: list[dict[str, object]] = [{"from": 16, "to": 34}, {"from": 35, "to": 120}]
    category = await a_category(assembly, "Age", {"Young": (0, 10), "Old": (0, 10)}, asked=Asked.AGE, rules=rules)
    await registered(assembly, 1, age="young")
    now = await values_of(category)
    young, old = now["Young"], now["Old"]

    for change, field in (
        ([plan(young, "", "16 to 34"), plan(old, "Old", "35 and over")], f"name_{young.id}"),
        ([plan(young, "Youth", "16 to 34"), plan(old, "Old", "35 and over")], f"name_{young.id}"),
        ([plan(young, "Young", "16 to 29"), plan(old, "Old", "35 and over")], f"rule_{young.id}"),
    ):
        with pytest.raises(AssemblyRefused, match="It keeps its name and its meaning") as refused:
            await set_values(assembly, by, category, *change)
        assert refused.value.field == field

    await set_values(
        assembly,
        by,
        category,
        plan(young, "Young", "16-34"),
        plan(old, "Older", "35 to 64"),
        plan(None, "Oldest", "65+"),
    )
    assert [value.rule for value in (await values_of(category)).values()] == [
        {"from": 16, "to": 34}, {"from": 35, "to": 64}, {"from": 65, "to": OLDEST}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "rules", "sentence"),
    [
        (Asked.AGE, ("16 to 34", "34 to 50"), "Some people would belong here and to “A”"),
        (Asked.AGE, ("young", "34 to 50"), "Write the ages like this"),
        (Asked.AGE, ("16 to 34", "999"), "Write the ages like this"),
        (Asked.DEPRIVATION, ("1, 2", "2 to 4"), "Some people would belong here and to “A”"),
        (Asked.DEPRIVATION, ("0", "1"), "Write the tenths like this"),
        (Asked.DEPRIVATION, ("1", "5-3"), "Write the tenths like this"),
        (Asked.DEPRIVATION, ("1", ""), "Write the tenths like this"),
        (Asked.WARD, ("North", "north"), "Some people would belong here and to “A”"),
        (Asked.WARD, ("North", "Nowhere"), "There is no ward called “Nowhere”"),
        (Asked.WARD, ("North", ""), "Write the wards"),
    ],
)
async def test_what_a_value_stands_for_must_be_clear(db: None, asked: Asked, rules: Any, sentence: str) -> None:
    await Ward.create(code="E05000001", name="North", area_code="E06000021", lat=53.0, long=-2.1)
    assembly, by = await an_assembly(), await officer()
    category = await a_category(assembly, "Thing", {}, asked=asked)
    with pytest.raises(AssemblyRefused, match=sentence):
        await set_values(assembly, by, category, plan(None, "A", rules[0]), plan(None, "B", rules[1]))
    assert not await CategoryValue.exists()


async def test_two_answers_need_two_names(db: None) -> None:
    assembly, by = await an_assembly(), await officer()
    category = await a_category(assembly, "Thing", {})
    with pytest.raises(AssemblyRefused, match="Two answers have this name") as refused:
        await set_values(assembly, by, category, ValuePlan("new1", None, "A"), ValuePlan("new2", None, "a "))
    assert refused.value.field == "name_new2"
