"""Categories: added from a starting set or made, described, put in order, taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError

from assembly.assemblies import AssemblyRefused, changing, keep
from assembly.census import all_tables
from assembly.models import Answer, Asked, Assembly, Category, CategoryValue, Registration, RegistrationState
from assembly.quotas import CategoryOf, categories_of, one_of
from assembly.quotas.matching import Matching
from assembly.quotas.people import from_table, store
from assembly.quotas.rules import known_wards
from assembly.quotas.starting import StartingSet, row_names, starting_sets
from residents.people import Person
from web.language import _
from web.text import one_line, slug_of

MOST_CATEGORIES = 12
OWN = "own"
_LONGEST = {"name": 80, "question": 200, "why": 400}


@dataclass(frozen=True, slots=True)
class Description:
    name: str
    question: str
    why: str
    asked: Asked


async def add(by: Person, assembly_id: int, version: int, chosen: str, name: str, now: datetime) -> Category:
    """From the starting set with the key `chosen`; or, with OWN, an empty one of this `name`.

    Where a census table speaks of every value, their people are filled in at once.
    """
    async with changing(by, assembly_id, version, now) as assembly:
        await _demand_nobody_waits(assembly)
        standing = await categories_of(assembly_id)
        if len(standing) >= MOST_CATEGORIES:
            raise AssemblyRefused(
                _("%(most)s categories are the most there can be.") % {"most": MOST_CATEGORIES}, "set"
            )
        if chosen == OWN:
            category = await _create(assembly, standing, Description(_name(name), "", "", Asked.CHOICE))
        else:
            category = await _from_set(assembly, standing, chosen)
        await keep(by, assembly, "assembly.category-added", now, {}, category=category.slug)
    return category


async def _demand_nobody_waits(assembly: Assembly) -> None:
    """Who is in the pool was not asked, and without an answer nobody can be drawn."""
    if await Registration.filter(assembly_id=assembly.id, state=RegistrationState.POOL).exists():
        raise AssemblyRefused(
            _(
                "People are in the pool already, and they were not asked this. Without their answers nobody could "
                "be drawn, so the categories stay as they are."
            ),
            "set",
        )


async def _from_set(assembly: Assembly, standing: Sequence[CategoryOf], chosen: str) -> Category:
    wards = await known_wards()
    sets = await starting_sets(assembly.age_from, wards)
    its = next((one for one in sets if one.key == chosen), None)
    if its is None:
        raise AssemblyRefused(_("Choose one of the categories in the list."), "set")
    category = await _create(assembly, standing, Description(its.name, its.question, its.why, its.asked), its.key)
    await _create_values(category, its)
    one = await one_of(assembly.id, category.id)
    matching = Matching(assembly.age_from, wards, row_names(its.key, sets))
    table = matching.best(one, await all_tables())
    if table is not None:
        await store(one, from_table(one, table, matching.match(one, table).rows))
    return category


async def _create(
    assembly: Assembly, standing: Sequence[CategoryOf], described: Description, slug: str = ""
) -> Category:
    if any(one.category.name.casefold() == described.name.casefold() for one in standing):
        raise AssemblyRefused(_("There is a category of this name already."), "set" if slug else "name")
    stem = slug or slug_of(described.name, 36) or "category"
    taken = {one.category.slug for one in standing}
    return await Category.create(
        assembly=assembly,
        slug=next(one for one in (stem, *(f"{stem}-{n}" for n in range(2, 99))) if one not in taken),
        name=described.name,
        question=described.question,
        why=described.why,
        asked=described.asked,
        position=max((one.category.position for one in standing), default=-1) + 1,
    )


async def _create_values(category: Category, its: StartingSet) -> None:
    for position, value in enumerate(its.values):
        await CategoryValue.create(
            category=category,
            slug=slug_of(value.name, 36) or f"value-{position + 1}",
            name=value.name,
            position=position,
            rule=value.rule,
            people=value.people,
            most=1,
        )


async def describe(
    by: Person, assembly_id: int, version: int, category_id: int, described: Description, now: datetime
) -> None:
    """How it is asked is settled once somebody answered, or once there are values that only fit one way."""
    kept = Description(_name(described.name), one_line(described.question), one_line(described.why), described.asked)
    for field, missing, typed in (
        ("question", _("Write what people are asked."), kept.question),
        ("why", _("Say in a sentence why it is asked."), kept.why),
    ):
        if not typed:
            raise AssemblyRefused(missing, field)
        if len(typed) > _LONGEST[field]:
            raise AssemblyRefused(
                _("Shorten this to %(limit)s characters or fewer.") % {"limit": _LONGEST[field]}, field
            )
    async with changing(by, assembly_id, version, now) as assembly:
        one = await one_of(assembly_id, category_id)
        others = [other.category.name.casefold() for other in await categories_of(assembly_id) if other.id != one.id]
        if kept.name.casefold() in others:
            raise AssemblyRefused(_("There is a category of this name already."), "name")
        if kept.asked is not one.category.asked and one.values:
            said = _("Take its answers away first: they were written for another way of asking.")
            raise AssemblyRefused(said, "asked")
        before = one.category.name
        await Category.filter(id=category_id).update(
            name=kept.name, question=kept.question, why=kept.why, asked=kept.asked
        )
        await keep(
            by, assembly, "assembly.category-described", now, {}, category=one.category.slug, name=[before, kept.name]
        )


def _name(typed: str) -> str:
    name = one_line(typed)
    if not name:
        raise AssemblyRefused(_("Give the category a name, such as “Age”."), "name")
    if len(name) > _LONGEST["name"]:
        raise AssemblyRefused(_("Shorten the name to 80 characters or fewer."), "name")
    return name


async def move(by: Person, assembly_id: int, version: int, category_id: int, up: bool, now: datetime) -> None:
    """One place up or down in the order of the questions. At the end of the list nothing happens."""
    async with changing(by, assembly_id, version, now) as assembly:
        order = [one.id for one in await categories_of(assembly_id)]
        await one_of(assembly_id, category_id)
        at = order.index(category_id)
        other = at - 1 if up else at + 1
        if 0 <= other < len(order):
            order[at], order[other] = order[other], order[at]
        for position, one in enumerate(order):
            await Category.filter(id=one).update(position=position)
        await keep(by, assembly, "assembly.categories-ordered", now, {}, order=order)


async def remove(by: Person, assembly_id: int, version: int, category_id: int, now: datetime) -> None:
    """Only while nobody answered it: what somebody told us is not thrown away by taking the question away."""
    async with changing(by, assembly_id, version, now) as assembly:
        one = await one_of(assembly_id, category_id)
        if await Answer.filter(category_id=category_id).exists():
            raise AssemblyRefused(_answered(one.category.name))
        try:
            await CategoryValue.filter(category_id=category_id).delete()
            await Category.filter(id=category_id).delete()
        except IntegrityError as fault:  # somebody answered at this moment
            raise AssemblyRefused(_answered(one.category.name)) from fault
        await keep(by, assembly, "assembly.category-removed", now, {}, category=one.category.slug)


def _answered(name: str) -> str:
    said = _(
        "People have answered “%(name)s” already, so it stays. If it should not steer the draw, make its quotas wide: "
        "from 0 to the number of seats."
    )
    return said % {"name": name}
