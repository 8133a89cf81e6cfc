"""The pool as officers see it: how many came, by which way, on which day; by pseudonym and without names."""

from dataclasses import dataclass
from datetime import date

from tortoise.queryset import QuerySet

from assembly.models import Assembly, Registration, RegistrationState, Source
from database import as_time, rows
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


async def taken_down_by(account_id: int | None, assembly: Assembly, most: int = 20) -> list[Registration]:
    """What this officer wrote down on the phone, the newest first. One query."""
    mine = Registration.filter(assembly_id=assembly.id, entered_by_id=account_id or 0, state=RegistrationState.POOL)
    return await mine.order_by("-id").limit(most)
