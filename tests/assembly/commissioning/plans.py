"""A plan made by its officer through the actions, as the pages do it, ready for a second officer."""

from datetime import date, datetime, timedelta
from typing import Any

from assembly.assemblies import one
from assembly.commissioning import consents, dates, decisions, planning, sessions, topics
from assembly.models import Assembly, AssemblyKind, Topic
from residents.people import Person
from tests.assembly.scenes import make_categories
from tests.factories import NOW

QUESTION = "How should buses run in our city?"
OPENS, CLOSES, DRAW = NOW + timedelta(days=10), NOW + timedelta(days=31), NOW + timedelta(days=40)
FIRST, PURGE, ANSWER = NOW + timedelta(days=60), date(2027, 6, 1), date(2027, 3, 1)
SEATS: dict[str, Any] = {
    "seats": 12,
    "alternates": 4,
    "age_from": 16,
    "area": "Stoke-on-Trent",
    "excluded": "Councillors",
}


async def complete_plan(by: Person, kind: AssemblyKind = AssemblyKind.ONE_OFF, now: datetime = NOW) -> Assembly:
    """Public, and with everything that a commission asks for."""
    made = await planning.create(by, "Our buses", kind, now)
    await save_topic(by, made, now=now)
    await planning.set_seats(by, made.id, await seen(made), **SEATS, household_rule=True, now=now)
    await set_dates(by, made, now=now)
    await add_session(by, made, FIRST, now=now)
    await consents.set_text(by, made.id, await seen(made), "I agree.", now)
    await decisions.publish(by, made.id, await seen(made), now)
    made = await one(made.id)
    await make_categories(made)
    return made


async def seen(assembly: Assembly) -> int:
    """The version that stands now, as a page just opened would know it."""
    return int((await one(assembly.id)).version)


async def save_topic(
    by: Person,
    assembly: Assembly,
    topic: Topic | None = None,
    *,
    question: str = QUESTION,
    owner: str = "Olu Example, Director of Transport",
    answer_by: date | None = ANSWER,
    reason: str = "",
    now: datetime = NOW,
) -> None:
    await topics.save(
        by, assembly.id, await seen(assembly), topic.id if topic else None, question=question,
        in_scope="Routes", out_of_scope="Trains", owner=owner, answer_by=answer_by, reason=reason, now=now,
    )  # fmt: skip


async def set_dates(
    by: Person,
    assembly: Assembly,
    *,
    opens: datetime | None = OPENS,
    closes: datetime | None = CLOSES,
    draw: datetime | None = DRAW,
    purge_on: date | None = PURGE,
    reason: str = "",
    now: datetime = NOW,
) -> None:
    moments = {"recruiting_opens_at": opens, "registration_closes_at": closes, "draw_at": draw}
    await dates.set_dates(
        by, assembly.id, await seen(assembly), moments=moments, draw_place="Town Hall", purge_on=purge_on,
        reason=reason, now=now,
    )  # fmt: skip


async def add_session(
    by: Person,
    assembly: Assembly,
    starts: datetime | None,
    ends: datetime | None = None,
    topic: int | None = None,
    now: datetime = NOW,
) -> None:
    ends = ends or (starts + timedelta(hours=6) if starts else None)
    await sessions.save(
        by, assembly.id, await seen(assembly), None, title="", starts_at=starts, ends_at=ends, place="", online=False,
        topic_id=topic, now=now,
    )  # fmt: skip
