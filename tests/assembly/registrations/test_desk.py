"""What registrations put on an officer's desk, and where whoever takes calls finds the form."""

from datetime import timedelta
from typing import Any

from assembly.models import Assembly, Category, CategoryValue, Draw, DrawState
from assembly.registrations import desk, letters
from post.models import Via
from residents.models import Role
from residents.people import Person
from tests.assembly.registrations.forms import open_assembly
from tests.assembly.registrations.test_pool import as_officer
from tests.assembly.scenes import assembly_scene, officer, register
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import NOW, make_account

LETTER = ("Hello", "Text")


async def piles(by: Person | None = None) -> dict[str, list[str]]:
    found = await desk.piles(by or await officer(), NOW)
    return {pile.title: [f"{task.words}: {task.facts}" for task in pile.tasks] for pile in found if pile.tasks}


async def test_a_facilitator_finds_every_assembly_that_takes_people_and_nothing_else(db: None) -> None:
    open_now = await assembly_scene(NOW)
    await assembly_scene(NOW, registration_closes_at=NOW - timedelta(days=1))
    await assembly_scene(NOW, recruiting_opens_at=NOW + timedelta(days=1))
    await register(open_now)

    found = await piles(await officer(Role.FACILITATOR))

    assert [*found] == ["Register somebody for an assembly"]
    assert [task.partition(":")[0] for task in found["Register somebody for an assembly"]] == [open_now.name]
    assert await piles(await officer(Role.MODERATOR)) == {}


async def test_missing_values_are_on_the_desk_until_the_pool_is_frozen(db: None) -> None:
    assembly = await assembly_scene(NOW)
    await register(assembly, gender="female")
    await register(assembly, gender="female", age="16-to-34", home="rented")

    found = (await piles())["Registrations for assemblies"]
    assert found == [f"{assembly.name}: 1 person has no value in a category. The draw cannot place them."]

    await Draw.create(
        assembly=assembly, number=1, seats=12, state=DrawState.PREPARED, begun_by=await make_account("Olive Draws"),
        begun_at=NOW, topic=await assembly.topics.all().first(),  # type: ignore[attr-defined]
    )  # fmt: skip
    assert "Registrations for assemblies" not in await piles()


async def test_a_category_without_values_is_nobodys_gap(db: None) -> None:
    assembly = await assembly_scene(NOW)
    await CategoryValue.filter(category__assembly_id=assembly.id).delete()
    assert await Category.filter(assembly_id=assembly.id).count() == 3
    await register(assembly)
    assert "Registrations for assemblies" not in await piles()


async def test_letters_that_people_print_are_on_the_desk_and_those_of_notify_are_not(db: None) -> None:
    assembly, other = await assembly_scene(NOW, categories=False), await assembly_scene(NOW, categories=False)
    home: dict[str, Any] = {"address": "10 High Street\nHanley", "postcode": "ST15HN"}
    for _each in range(2):
        await letters.tell(await register(assembly, None, **home), LETTER, NOW)
    await letters.tell(await register(other, None, **home), LETTER, NOW, via=Via.NOTIFY)

    assert (await piles())["Registrations for assemblies"] == [f"{assembly.name}: 2 letters wait to be printed."]


async def test_a_pool_that_is_deleted_soon_is_on_the_desk(db: None) -> None:
    soon = await assembly_scene(NOW, purge_on=(NOW + timedelta(days=14)).date(), categories=False)
    for days in (-1, 15):
        await assembly_scene(NOW, purge_on=(NOW + timedelta(days=days)).date(), categories=False)
    await assembly_scene(NOW, purge_on=NOW.date(), purged_at=NOW, categories=False)

    found = (await piles())["Registrations for assemblies"]

    assert [task.partition(":")[0] for task in found] == [soon.name]


async def test_the_desk_asks_the_database_as_often_for_one_as_for_many(db: None, count_queries: CountQueries) -> None:
    async def one_more() -> None:
        assembly = await assembly_scene(NOW, purge_on=(NOW + timedelta(days=3)).date())
        one = await register(assembly, address="10 High Street\nHanley", postcode="ST15HN")
        await letters.tell(one, LETTER, NOW)

    by = await officer()
    await one_more()
    async with count_queries() as few:
        await desk.piles(by, NOW)
    for _each in range(3):
        await one_more()
    async with count_queries() as many:
        await desk.piles(by, NOW)

    assert few.count == many.count <= 6


async def test_a_facilitator_comes_from_the_office_to_the_form(client: Client) -> None:
    assembly: Assembly = await open_assembly()
    await as_officer(client, Role.FACILITATOR)
    here = f"/office/assemblies/{assembly.id}/registrations/new"

    office = await client.get("/office")
    assert office.select_one('a[href="/office/registrations"]') is not None
    assert office.select_one(f'a[href="{here}"]') is not None
    assert (await client.get("/office/registrations")).select_one(f'a[href="{here}"]') is not None


async def test_the_page_says_so_when_no_assembly_takes_people(client: Client) -> None:
    await as_officer(client, Role.FACILITATOR)
    assert "No assembly takes people now" in text_of(await client.get("/office/registrations"))
