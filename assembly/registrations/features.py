"""What a panel is balanced by: answers that people choose, and those that follow from birth and address."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assembly.models import Answer, Asked, Assembly, AssemblySession, Category, CategoryValue, Registration
from assembly.registrations.places import tenth_of, wards_of
from assembly.registrations.refusals import RegistrationRefused
from database import execute
from residents.places.models import Postcode
from web.days import local_date
from web.language import _


@dataclass(frozen=True, slots=True)
class Feature:
    """A category with its values, in order."""

    category: Category
    values: Sequence[CategoryValue]

    @property
    def chosen(self) -> bool:
        return self.category.asked is Asked.CHOICE

    def value(self, slug: str) -> CategoryValue | None:
        return next((one for one in self.values if one.slug == slug), None)


@dataclass(frozen=True, slots=True)
class Facts:
    """What values follow from."""

    age: int | None
    ward_code: str
    tenth: int | None


async def features_of(assembly_id: int) -> list[Feature]:
    """Two queries."""
    categories = await Category.filter(assembly_id=assembly_id).order_by("position", "id")
    values = await CategoryValue.filter(category__assembly_id=assembly_id).order_by("position", "id")
    found = [Feature(one, [value for value in values if value.category_id == one.id]) for one in categories]
    return [one for one in found if one.values]


async def answers_of(registration_id: int) -> dict[int, int]:
    """Category to value, by their numbers."""
    return {one.category_id: one.value_id for one in await Answer.filter(registration_id=registration_id)}


def named(features: Collection[Feature], answers: Mapping[int, int]) -> dict[str, str]:
    """Category to value, in words."""
    names = {value.id: value.name for feature in features for value in feature.values}
    return {one.category.name: names.get(answers.get(one.category.id, 0), "") for one in features}


def follows(feature: Feature, facts: Facts) -> CategoryValue | None:
    """The value that follows from the facts; None where none does, or where somebody must choose."""
    fits = {Asked.AGE: _of_age, Asked.WARD: _of_ward, Asked.DEPRIVATION: _of_tenth}.get(feature.category.asked)
    return next((value for value in feature.values if fits is not None and fits(value, facts)), None)


def _of_age(value: CategoryValue, facts: Facts) -> bool:
    rule = value.rule or {}
    least, most = rule.get("from"), rule.get("to")
    if facts.age is None or not (isinstance(least, int) or isinstance(most, int)):
        return False
    return (not isinstance(least, int) or least <= facts.age) and (not isinstance(most, int) or facts.age <= most)


def _of_ward(value: CategoryValue, facts: Facts) -> bool:
    return facts.ward_code in (wards_of(value) or [])


def _of_tenth(value: CategoryValue, facts: Facts) -> bool:
    tenths = (value.rule or {}).get("tenths")
    return isinstance(tenths, list) and facts.tenth in tenths


def age_on(day: date, year: int, month: int) -> int:
    """In the month of somebody's birthday they count as the older: nobody has to say the day."""
    return day.year - year - (day.month < month)


async def day_that_counts(assembly: Assembly, now: datetime) -> date:
    """The day on which people must be old enough: the next session; the end of registration where none is planned."""
    session = await AssemblySession.filter(assembly_id=assembly.id, starts_at__gte=now).order_by("starts_at").first()
    return local_date(session.starts_at if session else max(assembly.registration_closes_at or now, now))


async def facts_of(registration: Registration, day: date) -> Facts:
    known = await Postcode.get_or_none(code=registration.postcode) if registration.postcode else None
    year, month = registration.born_year, registration.born_month
    return Facts(
        age=age_on(day, year, month) if year and month else None,
        ward_code=registration.ward_code,
        tenth=await tenth_of(known) if known else None,
    )


async def work_out(registration: Registration, assembly: Assembly, now: datetime) -> None:
    """Store what follows from birth and address. Inside the caller's transaction.

    What does not follow stays open: the page of the pool shows it, and an officer asks and fills it in.
    """
    facts = await facts_of(registration, await day_that_counts(assembly, now))
    for feature in await features_of(assembly.id):
        if not feature.chosen and (value := follows(feature, facts)) is not None:
            await keep(registration.id, feature.category.id, value.id)


def sources(registration: Registration) -> dict[Asked, object]:
    """What each sort of value follows from."""
    return {
        Asked.AGE: (registration.born_year, registration.born_month),
        Asked.WARD: registration.ward_code,
        Asked.DEPRIVATION: registration.postcode,
    }


async def follow_anew(
    registration: Registration, assembly: Assembly, before: Mapping[Asked, object], now: datetime
) -> None:
    """After a change; `before`: the `sources` until then. A value that followed from what was changed goes, and is
    missing where nothing follows now. Inside the caller's transaction."""
    stale = [asked for asked, source in sources(registration).items() if before[asked] != source]
    if stale:
        gone = await Category.filter(assembly_id=assembly.id, asked__in=stale).only("id")
        await Answer.filter(registration_id=registration.id, category_id__in=[one.id for one in gone]).delete()
    await work_out(registration, assembly, now)


async def choose(registration: Registration, feature: Feature, slug: str) -> CategoryValue:
    """Store a chosen answer. Inside the caller's transaction. Raises RegistrationRefused."""
    value = feature.value(slug)
    if value is None:
        raise RegistrationRefused(_("Choose one of the answers."), "answer")
    await keep(registration.id, feature.category.id, value.id)
    return value


async def keep(registration_id: int, category_id: int, value_id: int) -> None:
    await execute(
        """INSERT INTO registration_answer (registration_id, category_id, value_id) VALUES (?, ?, ?)
           ON CONFLICT (registration_id, category_id) DO UPDATE SET value_id = excluded.value_id""",
        registration_id, category_id, value_id,
    )  # fmt: skip
