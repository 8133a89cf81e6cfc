"""What the panel is asked: the question, what belongs to it, who answers and by when."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from assembly.assemblies import AssemblyRefused, changing, keep_part
from assembly.commissioning import words
from assembly.commissioning.promises import keep_openly
from assembly.models import Assembly, AssemblyKind, AssemblySession, Draw, Topic
from assembly.panels import rotating
from ledger import journal
from residents.people import Person
from web.days import local_date
from web.filters import day
from web.language import _
from web.refusals import NotFound

LONGEST_QUESTION = 300
MOST_TOPICS = 50


class State(StrEnum):
    """How a topic stands. It follows from what is recorded."""

    PLANNED = "planned"
    CURRENT = "current"  # commissioned, and not over
    ENDED = "ended"


def state_of(topic: Topic) -> State:
    if topic.ended_at is not None:
        return State.ENDED
    return State.PLANNED if topic.commissioned_at is None else State.CURRENT


async def topics_of(assembly: Assembly) -> list[Topic]:
    """In their order. One query."""
    return await Topic.filter(assembly_id=assembly.id).order_by("position", "id")


async def topic_of(assembly: Assembly, topic_id: int) -> Topic:
    """Raises NotFound."""
    found = await Topic.get_or_none(id=topic_id, assembly_id=assembly.id) if 0 < topic_id < 2**63 else None
    if found is None:
        raise NotFound(_("This topic is not there."))
    return found


async def save(
    by: Person,
    assembly_id: int,
    version: int,
    topic_id: int | None,
    *,
    question: str,
    in_scope: str,
    out_of_scope: str,
    owner: str,
    answer_by: date | None,
    reason: str = "",
    now: datetime,
) -> None:
    """Change a topic, or add one at the end where `topic_id` is None."""
    values: dict[str, Any] = {
        "question": words.line(question, "question", LONGEST_QUESTION, _("Write the question for the panel.")),
        "in_scope": words.text(in_scope, "in_scope"),
        "out_of_scope": words.text(out_of_scope, "out_of_scope"),
        "owner": words.line(owner, "owner"),
        "answer_by": answer_by,
    }
    async with changing(by, assembly_id, version, now, doing="promise") as assembly:
        if topic_id is None:
            await _check_answer_date(assembly, None, answer_by, now)
            await _add(by, assembly, values, now)
            return
        topic = await topic_of(assembly, topic_id)
        if topic.ended_at is not None:
            raise AssemblyRefused(_("This topic is over, so it can no longer be changed."))
        if answer_by != topic.answer_by:
            await _check_answer_date(assembly, topic, answer_by, now)
        if topic.commissioned_at is not None and not (values["owner"] and answer_by):
            said = _("Who answers, and by when, was promised. Name somebody else or another day, but not nobody.")
            raise AssemblyRefused(said, "answer_by" if values["owner"] else "owner")
        await keep_openly(by, assembly, "assembly.topic-changed", now, values, reason, part=topic)


async def _add(by: Person, assembly: Assembly, values: dict[str, Any], now: datetime) -> None:
    standing = await topics_of(assembly)
    if standing and assembly.kind is AssemblyKind.ONE_OFF:
        raise AssemblyRefused(_("A one-off assembly has one topic. Change that one instead."), "question")
    if len(standing) >= MOST_TOPICS:
        raise AssemblyRefused(_("There are %(most)s topics already. Remove one first.") % {"most": MOST_TOPICS})
    position = max((topic.position for topic in standing), default=-1) + 1
    made = await Topic.create(assembly=assembly, position=position, **values)
    await journal.record(by.actor, "assembly.topic-added", f"assembly:{assembly.id}", at=now, topic=made.id)


async def _check_answer_date(assembly: Assembly, topic: Topic | None, answer_by: date | None, now: datetime) -> None:
    """The council answers after the panel has met."""
    if answer_by is None:
        return
    if answer_by <= local_date(now):
        raise AssemblyRefused(_("Choose a day that is still to come."), "answer_by")
    found = AssemblySession.filter(assembly_id=assembly.id)
    if assembly.kind is AssemblyKind.STANDING:
        if topic is None:
            return  # nothing is planned for it yet
        found = found.filter(topic_id=topic.id)
    last = await found.order_by("-ends_at").first()
    if last is not None and answer_by <= local_date(last.ends_at):
        said = _("The council answers after the panel has met. The last session is on %(date)s.")
        raise AssemblyRefused(said % {"date": day(last.ends_at)}, "answer_by")


async def move_up(by: Person, assembly_id: int, version: int, topic_id: int, now: datetime) -> None:
    """One place earlier; the first stays where it is."""
    async with changing(by, assembly_id, version, now, doing="promise") as assembly:
        standing = await topics_of(assembly)
        place = next((place for place, one in enumerate(standing) if one.id == topic_id), None)
        if place is None:
            raise NotFound(_("This topic is not there."))
        if place == 0:
            return
        first, second = standing[place - 1], standing[place]
        aside = max(topic.position for topic in standing) + 1  # two topics never share a place, not even for a moment
        for topic_id, position in ((first.id, aside), (second.id, first.position), (first.id, second.position)):
            await Topic.filter(id=topic_id).update(position=position)
        await journal.record(
            by.actor, "assembly.topic-moved", f"assembly:{assembly.id}", at=now, topic=second.id, to=first.position
        )


async def remove(by: Person, assembly_id: int, version: int, topic_id: int, now: datetime) -> None:
    """While nobody promised anything about it and nothing hangs on it."""
    async with changing(by, assembly_id, version, now, doing="promise") as assembly:
        topic = await topic_of(assembly, topic_id)
        if topic.commissioned_at is not None:
            raise AssemblyRefused(_("This topic is commissioned, so it cannot be removed. It can be ended."))
        if await AssemblySession.exists(topic_id=topic.id) or await Draw.exists(topic_id=topic.id):
            raise AssemblyRefused(_("Sessions or a draw belong to this topic. Give them another topic first."))
        await topic.delete()
        await journal.record(by.actor, "assembly.topic-removed", f"assembly:{assembly.id}", at=now, topic=topic.id)


async def end(by: Person, assembly_id: int, version: int, topic_id: int, now: datetime) -> None:
    """The panel of a standing assembly is done with this topic; whoever has served their term leaves."""
    async with changing(by, assembly_id, version, now, doing="promise") as assembly:
        topic = await topic_of(assembly, topic_id)
        if assembly.kind is AssemblyKind.ONE_OFF:
            raise AssemblyRefused(_("A one-off assembly ends as a whole: close the assembly instead."))
        if state_of(topic) is not State.CURRENT:
            raise AssemblyRefused(_("Only a topic that is commissioned, and not over, can be ended."))
        gone = await rotating.topic_ended(assembly, topic, by.actor, now)
        await keep_part(by, assembly, topic, "assembly.topic-ended", now, {"ended_at": now}, topic=topic.id, left=gone)
