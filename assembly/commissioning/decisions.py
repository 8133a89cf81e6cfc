"""What is decided about an assembly, and recorded for good: published, commissioned, cancelled, closed."""

from datetime import datetime

from assembly.assemblies import AssemblyRefused, changing, keep, keep_part
from assembly.commissioning import words
from assembly.commissioning.checklist import checks_of
from assembly.commissioning.topics import State, state_of, topic_of, topics_of
from assembly.models import Assembly, Topic
from ledger.models import JournalEntry
from residents.people import Person
from web.days import local_date
from web.language import _


async def publish(by: Person, assembly_id: int, version: int, now: datetime) -> None:
    """The page is public from here on, and says that the assembly is being planned."""
    async with changing(by, assembly_id, version, now, doing="publish") as assembly:
        if assembly.published_at is not None:
            raise AssemblyRefused(_("The page is public already."))
        missing = await missing_before_publishing(assembly)
        if missing:
            raise AssemblyRefused(_("Before the page can be public: %(missing)s") % {"missing": " ".join(missing)})
        await keep(by, assembly, "assembly.published", now, {"published_at": now})


async def missing_before_publishing(assembly: Assembly) -> list[str]:
    """Sentences, each saying what to do first. A plan may be public long before it is complete."""
    if assembly.about or await Topic.exists(assembly_id=assembly.id):
        return []
    return [_("Write the question for the panel, or what people should know.")]


async def commission(by: Person, assembly_id: int, version: int, now: datetime) -> None:
    """A second officer, who did not work on the plan, puts the council's word on it. Its first topic goes with it."""
    async with changing(by, assembly_id, version, now, "commission", "assemblies.commission") as assembly:
        _demand_second_officer(await worked_on_the_plan(by, assembly))
        missing = [check.words for check in await checks_of(assembly, now) if not check.done]
        if missing:
            raise AssemblyRefused(_("This is not there yet: %(missing)s") % {"missing": " ".join(missing)})
        first = (await topics_of(assembly))[0]
        await Topic.filter(id=first.id).update(commissioned_at=now)
        promised = {"topic": first.id, "answer_by": str(first.answer_by), "seats": assembly.seats}
        thresholds = [assembly.adopt_percent, assembly.minority_percent, assembly.quorum_percent]
        await keep(
            by, assembly, "assembly.commissioned", now, {"commissioned_at": now},
            **promised, thresholds=thresholds, of=assembly.support_base.value,
        )  # fmt: skip


async def commission_topic(by: Person, assembly_id: int, version: int, topic_id: int, now: datetime) -> None:
    """A further topic of a standing assembly."""
    async with changing(by, assembly_id, version, now, "promise", "assemblies.commission") as assembly:
        if assembly.commissioned_at is None:
            raise AssemblyRefused(_("Commission the assembly first. Its first topic goes with it."))
        topic = await topic_of(assembly, topic_id)
        if state_of(topic) is not State.PLANNED:
            raise AssemblyRefused(_("This topic is commissioned already."))
        _demand_second_officer(await worked_on_the_topic(by, assembly, topic))
        missing = missing_of_topic(topic, now)
        if missing:
            raise AssemblyRefused(_("This is not there yet: %(missing)s") % {"missing": " ".join(missing)})
        await keep_part(
            by, assembly, topic, "assembly.topic-commissioned", now, {"commissioned_at": now}, topic=topic.id
        )


def missing_of_topic(topic: Topic, now: datetime) -> list[str]:
    missing = []
    if not topic.owner:
        missing.append(_("Name who answers, with their post."))
    if topic.answer_by is None or topic.answer_by <= local_date(now):
        missing.append(_("Set the day by which the council answers. It must be still to come."))
    return missing


_DECISIONS = ("assembly.commissioned", "assembly.topic-commissioned", "assembly.cancelled")


async def worked_on_the_plan(by: Person, assembly: Assembly) -> bool:
    """Whether this officer changed anything about the assembly. The journal knows."""
    acts = JournalEntry.filter(thing=f"assembly:{assembly.id}", actor=by.actor)
    return await acts.exclude(act__in=_DECISIONS).exists()


async def worked_on_the_topic(by: Person, assembly: Assembly, topic: Topic) -> bool:
    """The same for one topic: what this officer did for the assembly otherwise, such as a draw, is no hindrance."""
    wrote = ("assembly.topic-added", "assembly.topic-changed")
    acts = await JournalEntry.filter(thing=f"assembly:{assembly.id}", actor=by.actor, act__in=wrote)
    return any(entry.detail.get("topic") == topic.id for entry in acts)


def _demand_second_officer(worked_on_it: bool) -> None:
    if worked_on_it:
        raise AssemblyRefused(
            _("You worked on this plan yourself. Two officers are needed: somebody else has to commission it.")
        )


async def cancel(by: Person, assembly_id: int, version: int, reason: str, now: datetime) -> None:
    """End it early, in public, for a reason that stands on its page."""
    missing = _("Say why. Everybody can read the reason on the page of the assembly.")
    reason = words.text(reason, "reason", words.LONGEST_REASON, missing)
    async with changing(by, assembly_id, version, now, doing="cancel") as assembly:
        await keep(
            by, assembly, "assembly.cancelled", now, {"cancelled_at": now, "cancelled_because": reason}
        )  # fmt: skip


async def close(by: Person, assembly_id: int, version: int, now: datetime) -> None:
    """The panel has met for the last time."""
    async with changing(by, assembly_id, version, now, doing="close") as assembly:
        await keep(by, assembly, "assembly.closed", now, {"closed_at": now})
