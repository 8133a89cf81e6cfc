"""Neighbourhoods are sets of wards, LSOAs and postcodes that officers change; nothing belongs to two of them."""

from collections.abc import Sequence

import pytest

from ledger.models import JournalEntry
from residents.models import Role
from residents.people import NOBODY, Person
from residents.places.map import city_map, redraw
from residents.places.models import Neighbourhood, NeighbourhoodPart, PartKind, Postcode, Ward
from residents.places.neighbourhoods import all_current, change, create, retire, with_parts
from residents.places.plans import Parts, PlaceRefused, Plan, read_parts
from residents.places.postcodes import locate
from tests.factories import NOW, make_place
from web.refusals import NotAllowed, NotFound

OFFICER = Person(account_id=None, roles=frozenset({Role.CYCLE_OFFICER}))


async def wards(*names: str) -> list[Ward]:
    return [
        await Ward.create(
            code=f"E0500000{n}", name=name, area_code="E06000021", lat=53 + n / 100, long=-2.1 - n % 2 / 50
        )
        for n, name in enumerate(names, start=1)
    ]


async def test_the_list_leaves_out_what_is_retired(db: None) -> None:
    await make_place("Tunstall")
    gone = await make_place("Hanley")
    await retire(OFFICER, gone.id, NOW)
    assert [(one.name, one.parts) for one in await all_current()] == [("Tunstall", 1)]


async def test_a_neighbourhood_is_made_of_wards_lsoas_and_postcodes(db: None) -> None:
    first, second = await wards("Abbey", "Boothen")
    await Postcode.create(code="ST41AA", ward=second, lsoa="E01000002")
    await Postcode.create(code="ST41AB", ward=second, lsoa="E01000003")
    parts = read_parts([first.code], "e01000002", "st4 1ab")
    place = await create(OFFICER, Plan(name="Two Halves", residents=1200, parts=parts), NOW)
    assert (place.slug, await with_parts(place.id)) == ("two-halves", (place, parts))
    assert (await locate("ST4 1AA")).neighbourhood_id == (await locate("ST4 1AB")).neighbourhood_id == place.id
    entry = await JournalEntry.get(act="neighbourhood.created")
    assert entry.detail["wards"] == [first.code]


async def test_a_part_belongs_to_one_neighbourhood_only(db: None) -> None:
    first, second = await wards("Abbey", "Boothen")
    await create(OFFICER, Plan(name="North", parts=Parts(wards=(first.code,))), NOW)
    with pytest.raises(PlaceRefused, match="Abbey belongs to North. Take it out there first"):
        await create(OFFICER, Plan(name="South", parts=Parts(wards=(second.code, first.code))), NOW)


async def test_a_refused_change_leaves_everything_as_it_was(own_database: str) -> None:
    first, second = await wards("Abbey", "Boothen")
    north = await create(OFFICER, Plan(name="North", parts=Parts(wards=(first.code,))), NOW)
    await create(OFFICER, Plan(name="South", parts=Parts(wards=(second.code,))), NOW)
    with pytest.raises(PlaceRefused):
        await change(OFFICER, north.id, Plan(name="All", parts=Parts(wards=(first.code, second.code))), NOW)
    place, parts = await with_parts(north.id)
    assert (place.name, parts.wards) == ("North", (first.code,))
    assert not await JournalEntry.filter(act="neighbourhood.changed").exists()


async def test_a_change_is_kept_and_journalled(db: None) -> None:
    first, second = await wards("Abbey", "Boothen")
    place = await create(OFFICER, Plan(name="North", parts=Parts(wards=(first.code,))), NOW)
    plan = Plan(
        name="Northern End",
        description="Hills.",
        residents=900,
        deprived_residents=300,
        parts=Parts(wards=(second.code,)),
    )
    await change(OFFICER, place.id, plan, NOW)
    kept, parts = await with_parts(place.id)
    assert (kept.name, kept.slug, kept.description) == ("Northern End", "north", "Hills.")
    assert (kept.residents, kept.deprived_residents, parts.wards) == (900, 300, (second.code,))
    assert await JournalEntry.filter(act="neighbourhood.changed", thing=f"neighbourhood:{place.id}").exists()


async def test_retiring_frees_the_parts(db: None) -> None:
    (ward,) = await wards("Abbey")
    old = await create(OFFICER, Plan(name="Old", parts=Parts(wards=(ward.code,))), NOW)
    await retire(OFFICER, old.id, NOW)
    new = await create(OFFICER, Plan(name="Old", parts=Parts(wards=(ward.code,))), NOW)
    assert new.slug == "old-2"
    with pytest.raises(NotFound):
        await retire(OFFICER, old.id, NOW)


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (Plan(name=" "), "Give the neighbourhood a name"),
        (Plan(name="x" * 81), "80 characters"),
        (Plan(name="Odd", residents=-1), "whole number"),
        (Plan(name="Odd", residents=10, deprived_residents=11), "than live there at all"),
        (Plan(name="hanley"), "called hanley already"),
        (Plan(name="Odd", parts=Parts(wards=("E05999999",))), "not in the area"),
        (Plan(name="Odd", parts=Parts(lsoas=("E01999999",))), "not in the area"),
        (Plan(name="Odd", parts=Parts(postcodes=("ZZ11ZZ",))), "not in the area"),
    ],
)
async def test_what_cannot_be_is_refused_with_the_cure(db: None, plan: Plan, sentence: str) -> None:
    await make_place("Hanley")
    with pytest.raises(PlaceRefused, match=sentence):
        await create(OFFICER, plan, NOW)


@pytest.mark.parametrize(
    ("lsoas", "postcodes", "sentence"),
    [("E0100", "", "not the code of an LSOA"), ("", "ST1 5HN\nnonsense", "“nonsense” is not a postcode")],
)
def test_parts_that_cannot_be_read_are_named(lsoas: str, postcodes: str, sentence: str) -> None:
    with pytest.raises(PlaceRefused, match=sentence):
        read_parts([], lsoas, postcodes)


async def test_only_who_may_edit_places_does(db: None) -> None:
    place = await make_place()
    for action in (create(NOBODY, Plan(name="X"), NOW), change(NOBODY, place.id, Plan(name="X"), NOW)):
        with pytest.raises(NotAllowed):
            await action
    with pytest.raises(NotAllowed):
        await retire(NOBODY, place.id, NOW)


def numbers(path: str) -> Sequence[int]:
    return [int(n) for pair in path.strip("MZ").replace("ZM", " ").split() for n in pair.split(",")]


async def test_the_map_has_an_area_for_every_neighbourhood(db: None) -> None:
    codes = [ward.code for ward in await wards("A", "B", "C", "D", "E")]
    for name, part in (("North", codes[3:]), ("South", codes[:3])):
        await create(OFFICER, Plan(name=name, parts=Parts(wards=tuple(part))), NOW)
    drawn = await city_map(href="/places/{}".format, detail=lambda one: f"number {one}")
    assert [(area.name, area.href) for area in drawn.areas] == [("North", "/places/north"), ("South", "/places/south")]
    for area in drawn.areas:
        found = numbers(area.path)
        assert min(found) >= 0 and max(found) <= max(drawn.view)
        assert 0 < area.x < drawn.view[0] and 0 < area.y < drawn.view[1]
        assert area.detail == f"number {area.id}"
    assert drawn.areas[0].y < drawn.areas[1].y  # north is up


async def test_the_map_reads_once_however_many_there_are(db: None) -> None:
    await make_place()
    await redraw()
    first = await city_map()
    assert len(first.areas) == 1
    assert first.areas[0].path.startswith("M")


async def test_a_ward_of_two_neighbourhoods_is_cut_between_their_postcodes(db: None) -> None:
    (ward,) = await wards("Abbey")
    square = [[-2.2, 53.0], [-2.0, 53.0], [-2.0, 53.1], [-2.2, 53.1], [-2.2, 53.0]]
    await Ward.filter(code=ward.code).update(outline=[square])
    for n, (long, lsoa) in enumerate([(-2.15, "E01000001"), (-2.05, "E01000002")]):
        await Postcode.create(code=f"ST1{n}AA", ward=ward, lsoa=lsoa, lat=53.05, long=long)
    await create(OFFICER, Plan(name="Most", parts=Parts(wards=(ward.code,))), NOW)
    await create(OFFICER, Plan(name="East", parts=Parts(lsoas=("E01000002",))), NOW)
    west, east = sorted((await city_map()).areas, key=lambda area: area.x)
    assert (west.name, east.name) == ("Most", "East")
    assert max(numbers(west.path)[::2]) == min(numbers(east.path)[::2]) == 500


async def test_a_neighbourhood_of_nothing_is_in_the_list_but_not_drawn(db: None) -> None:
    await Neighbourhood.create(slug="empty", name="Empty")
    await redraw()
    assert [(area.name, area.path) for area in (await city_map()).areas] == [("Empty", "")]
    assert not await NeighbourhoodPart.filter(kind=PartKind.WARD).exists()
