"""How many people of the place have each value: from a census table, from wards and postcodes, or by hand."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assembly.assemblies import AssemblyRefused, changing, keep
from assembly.census import all_tables
from assembly.models import Asked, Assembly, Category, CategoryValue, CensusTable
from assembly.quotas import CategoryOf, one_of
from assembly.quotas.rules import codes_in, numbers_in
from database import rows
from residents.people import Person
from residents.places.models import Ward
from web.language import _
from web.text import one_line

MOST_PEOPLE = 2_000_000_000
LONGEST_SOURCE = 500


@dataclass(frozen=True, slots=True)
class People:
    """`numbers` and `rows` (labels of the census) by the id of the value. `source`: in words, for everybody to read."""

    numbers: Mapping[int, int | None]
    rows: Mapping[int, list[str]]
    source: str
    census_id: int | None = None


def from_table(
    one: CategoryOf, table: CensusTable, chosen: Mapping[str, int], by_hand: Mapping[int, int | None] | None = None
) -> People:
    """Rows added up. `chosen`: label to id of the value; a value without a row keeps the number written by hand."""
    labels: dict[int, list[str]] = defaultdict(list)
    for label in table.people:
        if one.value(chosen.get(label, 0)) is not None:
            labels[chosen[label]].append(label)
    kept = {value.id: (by_hand or {}).get(value.id, value.people) for value in one.values}
    added = {value_id: sum(table.people[label] for label in its) for value_id, its in labels.items()}
    source = f"{table.source} ({table.name})" if table.source else table.name
    return People({**kept, **added}, labels, source[:LONGEST_SOURCE], table.id)


async def store(one: CategoryOf, people: People) -> None:
    """Inside a transaction."""
    for value in one.values:
        await CategoryValue.filter(id=value.id).update(
            people=people.numbers.get(value.id), census_rows=list(people.rows.get(value.id, []))
        )
    await Category.filter(id=one.id).update(source=people.source, census_id=people.census_id)


@dataclass(frozen=True, slots=True)
class PeoplePlan:
    """`table_id`: of the census, or None for all by hand. `chosen`: label to id of the value."""

    table_id: int | None
    chosen: Mapping[str, int]
    by_hand: Mapping[int, int | None]
    source: str


async def set_people(
    by: Person, assembly_id: int, version: int, category_id: int, plan: PeoplePlan, now: datetime
) -> None:
    """Quotas stay as they are until they are worked out again."""
    _check(plan)
    async with changing(by, assembly_id, version, now) as assembly:
        one = await one_of(assembly_id, category_id)
        if plan.table_id is None:
            people = People(plan.by_hand, {}, one_line(plan.source))
        else:
            table = next((table for table in await all_tables() if table.id == plan.table_id), None)
            if table is None:
                raise AssemblyRefused(_("This census table is not there any more. Choose another."))
            people = from_table(one, table, plan.chosen, plan.by_hand)
        await _keep(by, assembly, one, people, now)


def _check(plan: PeoplePlan) -> None:
    for value_id, number in plan.by_hand.items():
        if number is not None and not 0 <= number <= MOST_PEOPLE:
            raise AssemblyRefused(_("Write a number of people, such as 1200."), f"people_{value_id}")
    some = any(number for number in plan.by_hand.values())
    if plan.table_id is None and some and not one_line(plan.source):
        said = _("Say where these numbers are from. Everybody can read it.")
        raise AssemblyRefused(said, "source")
    if len(one_line(plan.source)) > LONGEST_SOURCE:
        raise AssemblyRefused(_("Shorten this to %(limit)s characters or fewer.") % {"limit": LONGEST_SOURCE}, "source")


async def _keep(by: Person, assembly: Assembly, one: CategoryOf, people: People, now: datetime) -> None:
    await store(one, people)
    numbers = {value.slug: [value.people, people.numbers.get(value.id)] for value in one.values}
    changed = {slug: pair for slug, pair in numbers.items() if pair[0] != pair[1]}
    await keep(by, assembly, "assembly.people-counted", now, {}, category=one.category.slug, people=changed)


async def set_from_places(by: Person, assembly_id: int, version: int, category_id: int, now: datetime) -> None:
    """From the residents of wards and, for deprivation, the tenths of their postcodes. Raises AssemblyRefused."""
    async with changing(by, assembly_id, version, now) as assembly:
        one = await one_of(assembly_id, category_id)
        await _keep(by, assembly, one, await from_places(one), now)


async def from_places(one: CategoryOf) -> People:
    if one.category.asked is Asked.WARD:
        return await _from_wards(one)
    if one.category.asked is Asked.DEPRIVATION:
        return await _from_postcodes(one)
    raise AssemblyRefused(
        _("Only wards and deprivation can be counted from places. Use a census table, or write them.")
    )


async def _residents() -> Mapping[str, int]:
    known = await Ward.all().only("code", "name", "residents")
    unknown = [ward.name for ward in known if ward.residents is None]
    if not known or unknown:
        said = _("We do not know how many people live in each ward. Missing: %(wards)s. Write the numbers by hand.")
        raise AssemblyRefused(said % {"wards": ", ".join(unknown[:5]) or _("all wards")})
    return {ward.code: ward.residents or 0 for ward in known}


async def _from_wards(one: CategoryOf) -> People:
    residents = await _residents()
    numbers = {value.id: sum(residents.get(code, 0) for code in codes_in(value.rule)) for value in one.values}
    return People(numbers, {}, _("Residents of the wards, as this site knows them"))


async def _from_postcodes(one: CategoryOf) -> People:
    """Each ward's residents, shared out over its postcodes: nobody counted who lives at which, so it is an estimate."""
    residents = await _residents()
    found = await rows("SELECT ward_id, tenth, COUNT(*) AS many FROM postcode GROUP BY ward_id, tenth")
    if not any(part.tenth for part in found):
        raise AssemblyRefused(
            _(
                "Deprivation is not loaded yet. Somebody at the server can do it: "
                "python main.py places load --deprivation FILE"
            )
        )
    of_ward: dict[str, int] = defaultdict(int)
    for part in found:
        of_ward[part.ward_id] += part.many if part.tenth else 0
    of_tenth: dict[int, float] = defaultdict(float)
    for part in found:
        if part.tenth:
            of_tenth[part.tenth] += residents.get(part.ward_id, 0) * part.many / of_ward[part.ward_id]
    numbers = {
        value.id: round(sum(of_tenth[tenth] for tenth in numbers_in(value.rule, "tenths"))) for value in one.values
    }
    return People(numbers, {}, _("An estimate: residents of each ward, shared out over its postcodes"))
