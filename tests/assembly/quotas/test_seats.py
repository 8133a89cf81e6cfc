"""People of the place to seats: from rows of a census, from places, by hand; and quotas that go together."""

import pytest

from assembly.assemblies import AssemblyRefused
from assembly.census.loading import load
from assembly.census.reading import read_json
from assembly.models import Asked, Assembly, CategoryValue, CensusTable
from assembly.quotas import categories, categories_of, one_of, people, seats
from assembly.quotas.changes import public_changes
from assembly.quotas.matching import Matching
from assembly.quotas.people import PeoplePlan
from ledger.models import JournalEntry
from residents.people import COMMAND_LINE
from residents.places.models import Postcode, Ward
from tests.assembly.quotas.scenes import a_category, an_assembly, values_of
from tests.assembly.scenes import officer
from tests.factories import NOW
from tests.shared_data import needed

WARDS = {"E05000001": "North", "E05000002": "South"}


async def fresh(assembly: Assembly) -> tuple[int, int]:
    await assembly.refresh_from_db()
    return assembly.id, assembly.version


async def two_wards(**residents: int) -> None:
    for code, name in WARDS.items():
        await Ward.create(
            code=code, name=name, area_code="E06000021", lat=53.0, long=-2.1, residents=residents.get(name)
        )


async def test_rows_of_the_census_are_added_up_and_the_rest_is_by_hand(db: None) -> None:
    assembly, by = await an_assembly(), await officer()
    category = await a_category(assembly, "Home", {"Owned": (0, 1), "Rented": (0, 1), "Boat": (0, 1)})
    table = await CensusTable.create(
        slug="homes",
        name="Homes",
        area="Here",
        source="A census",
        counts=CensusTable.kept({"Outright": 5, "Loan": 6, "Rent": 7, "Odd": 1}),
        loaded_at=NOW,
    )
    now = await values_of(category)
    chosen = {"Outright": now["Owned"].id, "Loan": now["Owned"].id, "Rent": now["Rented"].id, "Odd": 0}
    hand: dict[int, int | None] = {now["Owned"].id: 1, now["Rented"].id: None, now["Boat"].id: 2}

    await people.set_people(by, *await fresh(assembly), category.id, PeoplePlan(table.id, chosen, hand, ""), NOW)

    after = await values_of(category)
    assert {name: value.people for name, value in after.items()} == {"Owned": 11, "Rented": 7, "Boat": 2}
    assert after["Owned"].census_rows == ["Outright", "Loan"]
    await category.refresh_from_db()
    assert (category.source, category.census_id) == ("A census (Homes)", table.id)


async def test_numbers_by_hand_say_where_they_are_from(db: None) -> None:
    assembly, by = await an_assembly(), await officer()
    category = await a_category(assembly, "Home", {"Owned": (0, 1), "Rented": (0, 1)})
    now = await values_of(category)
    hand: dict[int, int | None] = {now["Owned"].id: 40, now["Rented"].id: 60}
    with pytest.raises(AssemblyRefused, match="Say where these numbers are from") as refused:
        await people.set_people(by, *await fresh(assembly), category.id, PeoplePlan(None, {}, hand, " "), NOW)
    assert refused.value.field == "source"
    await people.set_people(by, *await fresh(assembly), category.id, PeoplePlan(None, {}, hand, "A survey"), NOW)
    await category.refresh_from_db()
    assert (category.source, category.census_id) == ("A survey", None)


async def test_wards_bring_their_residents(db: None) -> None:
    await two_wards(North=300, South=100)
    assembly, by = await an_assembly(), await officer()
    rules: list[dict[str, object]] = [{"wards": ["E05000001"]}, {"wards": ["E05000002"]}]
    category = await a_category(assembly, "Part", {"N": (0, 1), "S": (0, 1)}, asked=Asked.WARD, rules=rules)
    await people.set_from_places(by, *await fresh(assembly), category.id, NOW)
    assert [value.people for value in (await values_of(category)).values()] == [300, 100]


async def test_deprivation_is_estimated_from_postcodes_and_says_so(db: None) -> None:
    await two_wards(North=300, South=100)
    for code, ward, tenth in (
        ("ST11AA", 1, 1),
        ("ST11AB", 1, 1),
        ("ST11AD", 1, 5),
        ("ST11AE", 1, None),
        ("ST11AF", 2, 5),
    ):
        await Postcode.create(code=code, ward_id=f"E0500000{ward}", tenth=tenth)
    assembly, by = await an_assembly(), await officer()
    rules: list[dict[str, object]] = [{"tenths": [1, 2]}, {"tenths": [3, 4, 5]}]
    category = await a_category(
        assembly, "Street", {"Poor": (0, 1), "Other": (0, 1)}, asked=Asked.DEPRIVATION, rules=rules
    )
    await people.set_from_places(by, *await fresh(assembly), category.id, NOW)
    assert [value.people for value in (await values_of(category)).values()] == [200, 200]
    await category.refresh_from_db()
    assert category.source.startswith("An estimate")


async def test_what_places_do_not_know_is_said(db: None) -> None:
    assembly, by = await an_assembly(), await officer()
    wards = await a_category(assembly, "Part", {"N": (0, 1)}, asked=Asked.WARD, rules=[{"wards": ["E05000001"]}])
    street = await a_category(assembly, "Street", {"P": (0, 1)}, asked=Asked.DEPRIVATION, rules=[{"tenths": [1]}])
    await two_wards(South=100)
    with pytest.raises(AssemblyRefused, match="Missing: North"):
        await people.set_from_places(by, *await fresh(assembly), wards.id, NOW)
    await Ward.all().update(residents=1)
    with pytest.raises(AssemblyRefused, match="places load --deprivation"):
        await people.set_from_places(by, *await fresh(assembly), street.id, NOW)


async def test_an_age_that_the_table_does_not_separate_is_said(db: None) -> None:
    assembly = await an_assembly(age_from=11)
    rules: list[dict[str, object]] = [{"from": 11, "to": 15}, {"from": 16, "to": 120}]
    category = await a_category(
        assembly, "Age", {"11 to 15": (0, 1), "16 and over": (0, 1)}, asked=Asked.AGE, rules=rules
    )
    table = CensusTable(
        id=1, counts=CensusTable.kept({"Aged 4 to 9": 1, "Aged 10 to 15 years": 9, "Aged 16 years and over": 80})
    )
    match = Matching(11, {}, {}).match(await one_of(assembly.id, category.id), table)
    assert list(match.rows) == ["Aged 16 years and over"]
    assert match.notes == [
        "The table counts people aged 10 to 15 together, but only a part of them belongs to “11 to 15”. "
        "Choose other ages or another table, or write the number by hand."
    ]


async def test_the_working_is_shown_from_exact_fractions(db: None) -> None:
    assembly = await an_assembly(seats=45)
    category = await a_category(assembly, "Home", {"Owned": (4, 6), "Rented": (40, 41)}, people=[437, 4063])
    first, second = seats.working_of(await one_of(assembly.id, category.id), 45)
    assert (first.people, first.share, first.exact, first.fair) == ("437", "9.7%", "4.37", "4")
    assert (first.rounded, first.quota) == ("4 to 5", "4 to 6")
    assert (second.people, second.share, second.exact) == ("4,063", "90.3%", "40.63")


async def test_all_quotas_are_worked_out_at_once_and_what_has_no_people_is_named(db: None) -> None:
    assembly, by = await an_assembly(seats=45, commissioned_at=None), await officer()
    home = await a_category(assembly, "Home", {"Owned": (0, 1), "Rented": (0, 1)}, people=[437, 4063])
    view = await a_category(assembly, "View", {"Yes": (3, 4), "No": (0, 1)})

    assert await seats.work_out(by, *await fresh(assembly), 0, "", NOW) == ["View"]
    assert [(v.least, v.most) for v in (await values_of(home)).values()] == [(4, 5), (40, 41)]
    assert [(v.least, v.most) for v in (await values_of(view)).values()] == [(3, 4), (0, 1)]

    await seats.work_out(by, *await fresh(assembly), 2, "", NOW)
    assert [(v.least, v.most) for v in (await values_of(home)).values()] == [(2, 7), (38, 43)]
    entry = await JournalEntry.filter(act="assembly.seats-worked-out").order_by("id").first()
    assert entry is not None
    assert entry.detail["quotas"] == [["Home", "Owned", [0, 1], [4, 5]], ["Home", "Rented", [0, 1], [40, 41]]]


@pytest.mark.parametrize(
    ("quotas", "field", "sentence"),
    [
        ([(5, 4), (0, 10)], "most_0", "the most must not be smaller than the least, which is 5"),
        ([(0, 0), (0, 10)], "most_0", "Otherwise nobody who says so could ever be chosen"),
        ([(4, 5), (7, 8)], "least_1", "add up to 11, but there are 10 seats. Lower one"),
        ([(1, 4), (2, 5)], "most_1", "add up to 9, but there are 10 seats. Raise one"),
    ],
)
async def test_quotas_that_do_not_go_together_are_refused_beside_the_field(
    db: None, quotas: list[tuple[int, int]], field: str, sentence: str
) -> None:
    assembly, by = await an_assembly(), await officer()
    category = await a_category(assembly, "Home", {"Owned": (5, 5), "Rented": (5, 5)})
    ids = [value.id for value in (await values_of(category)).values()]
    with pytest.raises(AssemblyRefused, match=sentence) as refused:
        given = dict(zip(ids, quotas, strict=True))
        await seats.set_seats(by, *await fresh(assembly), category.id, given, "Because", NOW)
    bound, at = field.split("_")
    assert refused.value.field == f"{bound}_{ids[int(at)]}"
    assert [(v.least, v.most) for v in (await values_of(category)).values()] == [(5, 5), (5, 5)]


async def test_after_commissioning_a_change_needs_a_reason_which_everybody_can_read(db: None) -> None:
    assembly, by = await an_assembly(), await officer()
    category = await a_category(assembly, "Home", {"Owned": (5, 5), "Rented": (5, 5)})
    owned, rented = (await values_of(category)).values()
    wider = {owned.id: (4, 6), rented.id: (4, 6)}
    with pytest.raises(AssemblyRefused, match="Say why") as refused:
        await seats.set_seats(by, *await fresh(assembly), category.id, wider, " ", NOW)
    assert refused.value.field == "reason"

    await seats.set_seats(by, *await fresh(assembly), category.id, wider, "Too few tenants came.", NOW)

    (change,) = await public_changes(assembly)
    assert (change.at, change.reason) == (NOW, "Too few tenants came.")
    assert change.lines == ("Home: Owned, from 5 seats to 4 to 6", "Home: Rented, from 5 seats to 4 to 6")


async def test_before_commissioning_no_reason_is_asked_and_none_is_public(db: None) -> None:
    assembly, by = await an_assembly(commissioned_at=None), await officer()
    category = await a_category(assembly, "Home", {"Owned": (5, 5), "Rented": (5, 5)})
    owned, rented = (await values_of(category)).values()
    await seats.set_seats(by, *await fresh(assembly), category.id, {owned.id: (4, 5), rented.id: (5, 6)}, "", NOW)
    assert await public_changes(assembly) == []


async def test_what_still_has_to_be_done_is_listed(db: None) -> None:
    assembly = await an_assembly(age_from=16)
    rules: list[dict[str, object]] = [{"from": 18, "to": 34}, {"from": 40, "to": 64}]
    await a_category(assembly, "Age", {"Young": (1, 2), "Old": (1, 2)}, people=[5, None], asked=Asked.AGE, rules=rules)
    (one,) = await categories_of(assembly.id)
    assert seats.problems(one, assembly, {}) == [
        "People of these ages have no answer here: 16 to 17, 35 to 39, 65 and over.",
        "How many people there are is not known yet for: Old.",
        "The largest numbers add up to 4, but there are 10 seats. Raise one of them.",
    ]


async def test_the_quotas_of_stoke_follow_from_its_census(db: None) -> None:
    """As in the pools made for 45 seats in Stoke: women 21 to 24 there, with a slack of one."""
    path = needed("stoke", "stoke_census2021.json")
    await load(COMMAND_LINE, path, read_json(path), NOW)
    assembly, by = await an_assembly(seats=45, age_from=16, commissioned_at=None), await officer()
    for chosen in ("gender", "age", "ethnicity", "disability", "tenure", "religion"):
        await categories.add(by, *await fresh(assembly), chosen, "", NOW)
    left = await seats.work_out(by, *await fresh(assembly), 0, "", NOW)

    found = {one.category.slug: one for one in await categories_of(assembly.id)}
    assert left == []
    for one in found.values():
        assert not seats.clashes(one.values, 45)
        assert sum(value.least for value in one.values) <= 45 <= sum(value.most for value in one.values)
    assert [value.people for value in found["gender"].values] == [104_011, 101_883, 0]
    assert [(value.least, value.most) for value in found["gender"].values] == [(22, 23), (22, 23), (0, 1)]
    assert [value.people for value in found["ethnicity"].values] == [25_582, 6_900, 5_862, 215_707, 4_332]
    assert [(value.least, value.most) for value in found["ethnicity"].values] == [
        (4, 5),
        (1, 2),
        (1, 2),
        (37, 38),
        (0, 1),
    ]
    assert sum(value.people or 0 for value in found["age"].values) == 205_894
    assert [value.people for value in found["disability"].values] == [54_596, 203_764]
    assert not await CategoryValue.filter(people__isnull=True).exists()
