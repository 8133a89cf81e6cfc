"""The sessions in which the panel meets, and where it meets usually."""

from datetime import datetime, timedelta
from typing import Any

from assembly.assemblies import AssemblyRefused, changing, keep, keep_part
from assembly.commissioning import words
from assembly.models import Assembly, AssemblyKind, AssemblySession, Payment, Topic
from ledger import journal
from residents.people import Person
from web.days import local_date
from web.filters import day, moment
from web.language import _
from web.refusals import NotFound

MOST_SESSIONS = 100
_LONGEST = timedelta(hours=14)


async def sessions_of(assembly: Assembly) -> list[AssemblySession]:
    """In the order of time. One query."""
    return await AssemblySession.filter(assembly_id=assembly.id).order_by("starts_at", "id")


async def session_of(assembly: Assembly, session_id: int) -> AssemblySession:
    """Raises NotFound."""
    there = 0 < session_id < 2**63
    found = await AssemblySession.get_or_none(id=session_id, assembly_id=assembly.id) if there else None
    if found is None:
        raise NotFound(_("This session is not there."))
    return found


async def set_place(by: Person, assembly_id: int, version: int, *, place: str, online: str, now: datetime) -> None:
    """Where the panel meets unless a session says otherwise, and how one joins from home."""
    values = {"place": words.line(place, "place"), "online": words.line(online, "online", 300)}
    async with changing(by, assembly_id, version, now, doing="meet") as assembly:
        await keep(by, assembly, "assembly.place-set", now, values)


async def save(
    by: Person,
    assembly_id: int,
    version: int,
    session_id: int | None,
    *,
    title: str,
    starts_at: datetime | None,
    ends_at: datetime | None,
    place: str,
    online: bool,
    topic_id: int | None,
    now: datetime,
) -> None:
    """Change a session, or add one where `session_id` is None."""
    begins, ends = _times(starts_at, ends_at)
    values: dict[str, Any] = {
        "title": words.line(title, "title", 120),
        "starts_at": begins,
        "ends_at": ends,
        "place": words.line(place, "place"),
        "online": online,
        "topic_id": topic_id,
    }
    async with changing(by, assembly_id, version, now, doing="meet") as assembly:
        kept = await session_of(assembly, session_id) if session_id is not None else None
        if kept is None or (begins, ends, topic_id) != (kept.starts_at, kept.ends_at, kept.topic_id):
            await _check(assembly, kept, begins, ends, topic_id)
        if kept is not None:
            await keep_part(by, assembly, kept, "assembly.session-changed", now, values, session=kept.id)
            return
        if await AssemblySession.filter(assembly_id=assembly.id).count() >= MOST_SESSIONS:
            raise AssemblyRefused(_("There are %(most)s sessions already.") % {"most": MOST_SESSIONS})
        made = await AssemblySession.create(assembly=assembly, **values)
        await journal.record(
            by.actor, "assembly.session-added", f"assembly:{assembly.id}", at=now,
            session=made.id, starts_at=begins.isoformat(), ends_at=ends.isoformat(),
        )  # fmt: skip


def _times(starts_at: datetime | None, ends_at: datetime | None) -> tuple[datetime, datetime]:
    if starts_at is None:
        raise AssemblyRefused(_("Choose when the session begins."), "starts_at")
    if ends_at is None:
        raise AssemblyRefused(_("Choose when the session ends."), "ends_at")
    if ends_at <= starts_at:
        raise AssemblyRefused(_("The session must end after it begins."), "ends_at")
    if ends_at - starts_at > _LONGEST:
        raise AssemblyRefused(_("A session lasts a day at most. Add a session for each day."), "ends_at")
    return starts_at, ends_at


async def _check(
    assembly: Assembly, kept: AssemblySession | None, begins: datetime, ends: datetime, topic_id: int | None
) -> None:
    """Against the draw, the other sessions, the answer of the council and the day on which the pool is deleted."""
    drawn = assembly.draw_at
    one_off = assembly.kind is AssemblyKind.ONE_OFF
    if one_off and drawn is not None and begins <= drawn:
        said = _("The panel meets after it is drawn. The draw is on %(date)s.")
        raise AssemblyRefused(said % {"date": moment(drawn)}, "starts_at")
    others = AssemblySession.filter(assembly_id=assembly.id, starts_at__lt=ends, ends_at__gt=begins)
    clash = await others.exclude(id=kept.id).first() if kept else await others.first()
    if clash is not None:
        said = _("There is another session at that time: it begins on %(date)s.")
        raise AssemblyRefused(said % {"date": moment(clash.starts_at)}, "starts_at")
    topic = await _topic(assembly, topic_id)
    if topic is not None and topic.answer_by is not None and local_date(ends) >= topic.answer_by:
        said = _("The panel meets before the council answers. The answer is due by %(date)s.")
        raise AssemblyRefused(said % {"date": day(topic.answer_by)}, "starts_at")
    if one_off and assembly.purge_on is not None and local_date(ends) >= assembly.purge_on:
        said = _("The pool is deleted on %(date)s. Choose an earlier day, or change that date first.")
        raise AssemblyRefused(said % {"date": day(assembly.purge_on)}, "starts_at")


async def _topic(assembly: Assembly, topic_id: int | None) -> Topic | None:
    """The one chosen; for a one-off assembly there is only one."""
    if topic_id is None:
        there = await Topic.filter(assembly_id=assembly.id).first()
        return there if assembly.kind is AssemblyKind.ONE_OFF else None
    found = await Topic.get_or_none(id=topic_id, assembly_id=assembly.id) if 0 < topic_id < 2**63 else None
    if found is None:
        raise AssemblyRefused(_("Choose one of the topics."), "topic")
    return found


async def remove(by: Person, assembly_id: int, version: int, session_id: int, now: datetime) -> None:
    """While nobody was paid for it."""
    async with changing(by, assembly_id, version, now, doing="meet") as assembly:
        session = await session_of(assembly, session_id)
        if await Payment.exists(session_id=session.id):
            raise AssemblyRefused(_("Payments are recorded for this session, so it stays."))
        await session.delete()
        await journal.record(
            by.actor, "assembly.session-removed", f"assembly:{assembly.id}", at=now,
            session=session.id, starts_at=session.starts_at.isoformat(),
        )  # fmt: skip
