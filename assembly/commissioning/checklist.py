"""What must be there before an assembly is commissioned: each point done, or where it is put right."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assembly.assemblies import AssemblyRefused
from assembly.commissioning.dates import MOMENTS, in_order
from assembly.models import Assembly, AssemblyKind, AssemblySession, Category, CategoryValue, Consent, Topic
from web.days import local_date
from web.language import _


@dataclass(frozen=True, slots=True)
class Check:
    """One point: what must be true, in a sentence; the page where it is done, below the assembly's; whether it is."""

    words: str
    href: str
    done: bool


@dataclass(slots=True)
class _Parts:
    """What hangs on one assembly."""

    topics: list[Topic] = field(default_factory=list)
    sessions: list[AssemblySession] = field(default_factory=list)
    consents: int = 0
    quotas: list[tuple[str, int, int, int]] = field(default_factory=list)  # category, values, sum of least, of most


async def checks_of(assembly: Assembly, now: datetime) -> list[Check]:
    return (await checks([assembly], now))[assembly.id]


async def checks(assemblies: Sequence[Assembly], now: datetime) -> dict[int, list[Check]]:
    """For several by their ids, in five queries however many they are."""
    parts = await _parts([one.id for one in assemblies])
    return {one.id: _checks(one, parts[one.id], now) for one in assemblies}


async def _parts(ids: list[int]) -> dict[int, _Parts]:
    found: dict[int, _Parts] = defaultdict(_Parts)
    for topic in await Topic.filter(assembly_id__in=ids).order_by("position", "id"):
        found[topic.assembly_id].topics.append(topic)
    for session in await AssemblySession.filter(assembly_id__in=ids).order_by("starts_at", "id"):
        found[session.assembly_id].sessions.append(session)
    for consent in await Consent.filter(assembly_id__in=ids).only("id", "assembly_id"):
        found[consent.assembly_id].consents += 1
    categories = await Category.filter(assembly_id__in=ids).order_by("position", "id")
    values = await CategoryValue.filter(category_id__in=[category.id for category in categories])
    for category in categories:
        own = [value for value in values if value.category_id == category.id]
        sums = (category.name, len(own), sum(value.least for value in own), sum(value.most for value in own))
        found[category.assembly_id].quotas.append(sums)
    return found


def _checks(assembly: Assembly, parts: _Parts, now: datetime) -> list[Check]:
    topic = parts.topics[0] if parts.topics else None
    topics = f"topics/{topic.id}" if topic else "topics/new"
    answered = topic is not None and topic.answer_by is not None and topic.answer_by > local_date(now)
    return [
        Check(_("The public page is there."), "publication", assembly.published_at is not None),
        Check(_("The question for the panel is written."), topics, topic is not None),
        Check(_("Somebody is named, with their post, who answers."), topics, topic is not None and bool(topic.owner)),
        Check(_("The day by which the council answers is set, and still to come."), topics, answered),
        Check(_("Seats are set, and who can be chosen."), "seats", bool(assembly.area)),
        Check(_("The days of recruiting and of the draw are set, in order, and still to come."), "dates",
              _dates_fit(assembly, parts, now)),
        Check(_("The day on which the pool is deleted is set."), "dates", assembly.purge_on is not None),
        Check(_("At least one session is planned."), "sessions", bool(parts.sessions)),
        Check(_("The text that people agree to is written."), "consent", parts.consents > 0),
        _quotas(assembly, parts.quotas),
    ]  # fmt: skip


def _dates_fit(assembly: Assembly, parts: _Parts, now: datetime) -> bool:
    moments: dict[str, Any] = {name: getattr(assembly, name) for name in MOMENTS}
    if None in moments.values() or moments["registration_closes_at"] <= now:
        return False
    try:
        in_order(assembly, moments, assembly.purge_on, parts.sessions)
    except AssemblyRefused:
        return False
    return True


def _quotas(assembly: Assembly, quotas: Sequence[tuple[str, int, int, int]]) -> Check:
    """Each category has at least two values, and the seats lie between the sums of its quotas."""
    if not quotas:
        return Check(_("In which ways the panel should be like the place: categories with quotas."), "quotas", False)
    wrong = [name for name, count, least, most in quotas if count < 2 or not least <= assembly.seats <= most]
    if wrong:
        said = _("The quotas do not fit %(seats)s seats: %(names)s.")
        return Check(said % {"seats": assembly.seats, "names": ", ".join(wrong)}, "quotas", False)
    return Check(_("There are quotas, and they fit the seats."), "quotas", True)


def hint(assembly: Assembly) -> str:
    """What the list of checks does not ask for, though people will."""
    if assembly.kind is AssemblyKind.STANDING:
        return _("Say in “What it is” for how many topics a member serves.")
    return _("Four full days of sessions at least are what the OECD recommends.")
