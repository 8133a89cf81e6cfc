"""The answers of a category: added, named, put in order, taken away. What somebody answered stays what they said."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError

from assembly.assemblies import AssemblyRefused, changing, keep
from assembly.models import Answer, Asked, CategoryValue
from assembly.quotas import CategoryOf, one_of
from assembly.quotas.rules import Rule, RuleUnclear, Wards, known_wards, overlap, read, same
from residents.people import Person
from web.language import _
from web.text import one_line, slug_of

MOST_VALUES = 40
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class ValuePlan:
    """`row` is where it stands on the form, so that a refusal lands beside it; `id` is None for a new one.

    An empty `name` takes it away. `place` orders them; without one a value keeps its row's place. `rule` as typed.
    """

    row: str
    id: int | None
    name: str
    rule: str = ""
    place: int | None = None


async def set_values(
    by: Person, assembly_id: int, version: int, category_id: int, plans: Sequence[ValuePlan], now: datetime
) -> None:
    async with changing(by, assembly_id, version, now) as assembly:
        one = await one_of(assembly_id, category_id)
        wards = await known_wards() if one.category.asked is Asked.WARD else {}
        answered = set(await Answer.filter(category_id=category_id).distinct().values_list("value_id", flat=True))
        wanted = _checked(one, plans, wards)
        _demand_answered_stay(one, wanted, answered)
        gone = [value for value in one.values if value.id not in {plan.id for plan, _rule in wanted}]
        try:
            await CategoryValue.filter(id__in=[value.id for value in gone]).delete()
        except IntegrityError as fault:  # somebody answered at this moment
            raise AssemblyRefused(_stays(gone[0].name)) from fault
        await _write(one, wanted)
        names = [[value.name for value in one.values], [plan.name for plan, _rule in wanted]]
        await keep(by, assembly, "assembly.values-set", now, {}, category=one.category.slug, answers=names)


def _checked(one: CategoryOf, plans: Sequence[ValuePlan], wards: Wards) -> list[tuple[ValuePlan, Rule | None]]:
    """In their new order, with what their rules mean."""
    ids = {value.id for value in one.values}
    named = [plan for plan in plans if one_line(plan.name) and (plan.id is None or plan.id in ids)]
    found: list[tuple[ValuePlan, Rule | None]] = []
    for plan in named:
        name = one_line(plan.name)
        if len(name) > LONGEST_NAME:
            raise AssemblyRefused(_("Shorten the name to 80 characters or fewer."), f"name_{plan.row}")
        if name.casefold() in (other.name.casefold() for other, _rule in found):
            raise AssemblyRefused(_("Two answers have this name. Give each its own."), f"name_{plan.row}")
        try:
            rule = read(one.category.asked, plan.rule, wards)
        except RuleUnclear as unclear:
            raise AssemblyRefused(str(unclear), f"rule_{plan.row}") from unclear
        clash = next((other.name for other, its in found if overlap(its, rule)), None)
        if clash is not None:
            said = _("Some people would belong here and to “%(other)s”. Everybody must have one answer only.")
            raise AssemblyRefused(said % {"other": clash}, f"rule_{plan.row}")
        found.append((ValuePlan(plan.row, plan.id, name, plan.rule, plan.place), rule))
    if len(found) > MOST_VALUES:
        raise AssemblyRefused(_("Use %(most)s answers or fewer.") % {"most": MOST_VALUES})
    places = {plan.row: (plan.place if plan.place is not None else at, at) for at, (plan, _rule) in enumerate(found, 1)}
    return sorted(found, key=lambda pair: places[pair[0].row])


def _demand_answered_stay(
    one: CategoryOf, wanted: Sequence[tuple[ValuePlan, Rule | None]], answered: Collection[object]
) -> None:
    kept: Mapping[int | None, tuple[ValuePlan, Rule | None]] = {plan.id: (plan, rule) for plan, rule in wanted}
    for value in one.values:
        if value.id not in answered:
            continue
        plan, rule = kept.get(value.id, (None, None))
        if plan is None or plan.name != value.name:
            raise AssemblyRefused(_stays(value.name), f"name_{value.id}")
        if not same(value.rule, rule):
            raise AssemblyRefused(_stays(value.name), f"rule_{value.id}")


def _stays(name: str) -> str:
    said = _(
        "People have this answer already: “%(name)s”. It keeps its name and its meaning, so that what they told us "
        "stays true. You can add another answer, or change the quota."
    )
    return said % {"name": name}


async def _write(one: CategoryOf, wanted: Sequence[tuple[ValuePlan, Rule | None]]) -> None:
    taken = {value.slug for value in one.values}
    for position, (plan, rule) in enumerate(wanted):
        if plan.id is not None:
            await CategoryValue.filter(id=plan.id).update(name=plan.name, rule=rule, position=position)
            continue
        stem = slug_of(plan.name, 36) or "value"
        slug = next(free for free in (stem, *(f"{stem}-{n}" for n in range(2, 999))) if free not in taken)
        taken.add(slug)
        await CategoryValue.create(
            category_id=one.id, slug=slug, name=plan.name, rule=rule, position=position, least=0, most=1
        )
