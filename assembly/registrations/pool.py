"""The pool as officers see it: how many came, by which way, on which day; by pseudonym and without names."""

from dataclasses import dataclass
from datetime import date, datetime

from tortoise.queryset import QuerySet

from assembly.assemblies import lock, timetable_of
from assembly.models import Assembly, Registration, RegistrationState, Source
from assembly.registrations import features, letters
from assembly.registrations.drawn import was_drawn
from assembly.registrations.leaving import locked
from assembly.registrations.refusals import RegistrationRefused
from database import as_time, rows, transaction
from ledger import journal
from residents.people import Person
from web.days import local_date
from web.language import _
from web.refusals import NotFound

PAGE = 50
_MOST_LACKING = 5000  # a database takes so many values in one question
_THERE = ("pool", "withdrawn", "excluded", "erased")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are. `days`: who registered on which day, the last first. `incomplete`: in the pool without a
    value in some category, so that no draw could place them."""

    states: dict[str, int]
    sources: dict[str, int]
    days: list[tuple[date, int]]
    incomplete: int


@dataclass(frozen=True, slots=True)
class Page:
    people: list[Registration]
    number: int
    last: int
    total: int


async def counts(assembly: Assembly) -> Counts:
    """Three queries."""
    found = await rows(
        "SELECT state, source, COUNT(*) AS many FROM registration WHERE assembly_id = ? GROUP BY state, source",
        assembly.id,
    )
    states: dict[str, int] = {}
    sources: dict[str, int] = {}
    for one in found:
        states[one.state] = states.get(one.state, 0) + int(one.many)
        if one.state == "pool":
            sources[one.source] = sources.get(one.source, 0) + int(one.many)
    moments = await rows(
        "SELECT registered_at FROM registration WHERE assembly_id = ? AND registered_at IS NOT NULL", assembly.id
    )
    days: dict[date, int] = {}
    for one in moments:
        when = as_time(one.registered_at)
        if when is not None:
            days[local_date(when)] = days.get(local_date(when), 0) + 1
    return Counts(states, sources, sorted(days.items(), reverse=True), len(await incomplete(assembly.id)))


async def incomplete(assembly_id: int) -> list[int]:
    """The numbers of people in the pool who have no value in some category. One query."""
    found = await rows(
        """SELECT r.id FROM registration r
           WHERE r.assembly_id = ? AND r.state = 'pool' AND EXISTS (
             SELECT 1 FROM category c WHERE c.assembly_id = r.assembly_id
               AND EXISTS (SELECT 1 FROM category_value v WHERE v.category_id = c.id)
               AND NOT EXISTS (SELECT 1 FROM registration_answer a
                               WHERE a.registration_id = r.id AND a.category_id = c.id))
           ORDER BY r.id""",
        assembly_id,
    )
    return [int(one.id) for one in found]


def _listed(assembly: Assembly, state: str, source: str, pseudonym: str) -> QuerySet[Registration]:
    found = Registration.filter(assembly_id=assembly.id).exclude(state=RegistrationState.DRAFT)
    if state in _THERE:
        found = found.filter(state=state)
    if source in [one.value for one in Source]:
        found = found.filter(source=source)
    wanted = pseudonym.strip().upper().removeprefix("R-")
    if letters := "".join(letter for letter in wanted if letter.isascii() and letter.isalnum()):
        found = found.filter(pseudonym__startswith=f"R-{letters[:6]}")
    return found


async def page_of(
    assembly: Assembly,
    *,
    state: str = "",
    source: str = "",
    pseudonym: str = "",
    lacking: bool = False,
    number: int = 1,
) -> Page:
    """Part of the list, the newest first. Two queries, three with `lacking`: who lacks a value."""
    found = _listed(assembly, state, source, pseudonym)
    if lacking:
        found = found.filter(id__in=(await incomplete(assembly.id))[:_MOST_LACKING])
    total = await found.count()
    last = max(1, -(-total // PAGE))
    number = min(max(1, number), last)
    return Page(await found.order_by("-id").offset((number - 1) * PAGE).limit(PAGE), number, last, total)


async def one(assembly: Assembly, registration_id: int) -> Registration:
    """Raises NotFound, also for what is not sent yet: that is nobody's business."""
    found = await Registration.filter(assembly_id=assembly.id, id=registration_id).exclude(
        state=RegistrationState.DRAFT
    ).select_related("assembly", "consent").first()  # fmt: skip
    if found is None:
        raise NotFound(_("This registration is not there."))
    return found


async def fill_in(by: Person, registration_id: int, category_slug: str, value_slug: str, now: datetime) -> None:
    """An officer puts in, or right, a value that could not be worked out. Raises NotAllowed, RegistrationRefused."""
    by.demand("registrations.exclude")
    async with transaction():
        found = await locked(registration_id)
        if found.state is not RegistrationState.POOL:
            raise RegistrationRefused(_("This person is not in the pool."))
        await _demand_open(found, now)
        known = await features.features_of(found.assembly_id)
        feature = next((one for one in known if one.category.slug == category_slug), None)
        if feature is None:
            raise NotFound(_("This category is not there."))
        if await was_drawn(found.id):
            raise RegistrationRefused(_("This person was drawn with these answers, so they stay as they are."))
        before = (await features.answers_of(found.id)).get(feature.category.id)
        after = await features.choose(found, feature, value_slug)
        replaced = before is not None and before != after.id
        if replaced:  # who did not ask for it hears of it
            await letters.tell(found, letters.put_right(found.assembly, found, feature.category.name), now)
        await journal.record(
            by.actor, "assembly.registration-value-set", f"assembly:{found.assembly_id}", at=now,
            registration=found.id, category=category_slug,
            replaced=replaced,
        )  # fmt: skip


async def _demand_open(found: Registration, now: datetime) -> None:
    """Values can be put right until the pool is frozen, also after the last day for registering."""
    await lock(found.assembly_id)
    begun = (await timetable_of(found.assembly)).draw_begun_at
    if begun is not None and begun <= now:
        raise RegistrationRefused(_("The pool is frozen for a draw: nothing in it can be changed now."))
