"""What waits on an officer's desk because of an assembly's plan, and what the front page announces."""

from datetime import datetime, timedelta

from assembly.assemblies import timetables_of
from assembly.assemblies.standing import standing
from assembly.commissioning.checklist import Check, checks
from assembly.models import Assembly, Topic
from assembly.phases import Phase, phase_of, registration_is_open
from residents.people import Person
from web.days import local_date
from web.desk import Pile, Task
from web.filters import day, moment
from web.front import Card
from web.language import _, ngettext

MOST = 12
_SOON = timedelta(days=7)


async def piles(by: Person, now: datetime) -> list[Pile]:
    """Plans to finish, assemblies to commission, registration that closes soon. The queries do not grow in number."""
    if not (by.may("assemblies.edit") or by.may("assemblies.commission")):
        return []
    found = await Assembly.filter(closed_at__isnull=True, cancelled_at__isnull=True).order_by("id").limit(100)
    if not found:
        return []
    times = await timetables_of(found)
    phases = {one.id: phase_of(times[one.id], now) for one in found}
    drafts = [one for one in found if phases[one.id] is Phase.DRAFT][:MOST]
    points = await checks(drafts, now) if drafts else {}
    ready = [one for one in drafts if all(check.done for check in points[one.id])]
    there = []
    if by.may("assemblies.commission"):
        waiting = [*map(_to_commission, ready), *await _topics_to_commission(found, phases, now)]
        there.append(Pile(_("Assemblies to commission"), waiting, "/office/assemblies"))
    if by.may("assemblies.edit"):
        tasks = [_draft(one, points[one.id]) for one in drafts]
        running = [one for one in found if phases[one.id] is Phase.RECRUITING]
        pressing = [_recruiting(one, registration_is_open(times[one.id], now), now) for one in running[:MOST]]
        tasks += [task for task in pressing if task is not None]
        there.append(Pile(_("Citizens’ Assembly"), tasks, "/office/assemblies"))
    return there


def _to_commission(assembly: Assembly) -> Task:
    facts = _("The plan is complete. A second officer commissions it.")
    return Task(assembly.name, f"/office/assemblies/{assembly.id}/commission", facts, _("Waits for you"), "wait")


async def _topics_to_commission(found: list[Assembly], phases: dict[int, Phase], now: datetime) -> list[Task]:
    """Further topics of standing assemblies, as far as they are ready."""
    standing_ones = {one.id: one.name for one in found if one.kind == "standing" and phases[one.id] is not Phase.DRAFT}
    ready = Topic.filter(
        assembly_id__in=[*standing_ones], commissioned_at__isnull=True, answer_by__gt=local_date(now)
    ).exclude(owner="")  # fmt: skip
    return [
        Task(
            topic.question,
            f"/office/assemblies/{topic.assembly_id}/topics/{topic.id}/commission",
            _("A topic for %(name)s") % {"name": standing_ones[topic.assembly_id]},
            _("Waits for you"),
            "wait",
        )
        for topic in await ready.order_by("id").limit(MOST)
    ]


def _draft(assembly: Assembly, points: list[Check]) -> Task:
    left = sum(not check.done for check in points)
    here = f"/office/assemblies/{assembly.id}"
    if not left:
        return Task(assembly.name, here, _("Waits for a second officer to commission it."), _("Complete"), "good")
    facts = ngettext("%(count)s point of the plan is missing.", "%(count)s points of the plan are missing.", left)
    return Task(assembly.name, here, facts % {"count": left}, _("Draft"), "")


def _recruiting(assembly: Assembly, opened: bool, now: datetime) -> Task | None:
    """Only when it presses: the last week of registration, and the time between registration and the draw."""
    closes, here = assembly.registration_closes_at, f"/office/assemblies/{assembly.id}"
    if opened and closes is not None and closes - now <= _SOON:
        facts = _("Registration closes on %(date)s.") % {"date": moment(closes)}
        return Task(assembly.name, f"{here}/quotas/pool", facts, _("Closes soon"), "wait")
    if not opened and closes is not None and closes <= now:
        drawn = assembly.draw_at
        facts = _("Registration is closed.")
        if drawn is not None:
            facts += " " + _("The draw is on %(date)s.") % {"date": day(drawn)}
        late = drawn is not None and drawn <= now
        return Task(assembly.name, f"{here}/draws", facts, _("Late") if late else "", "bad" if late else "")
    return None


async def front(now: datetime) -> list[Card]:
    """A card for each assembly for which people can register now, at most three. Three queries."""
    found = await Assembly.filter(
        published_at__lte=now, commissioned_at__lte=now, recruiting_opens_at__lte=now,
        closed_at__isnull=True, cancelled_at__isnull=True,
    ).order_by("registration_closes_at", "id").limit(20)  # fmt: skip
    times = await timetables_of(found) if found else {}
    shown = [one for one in found if registration_is_open(times[one.id], now)][:3]
    topics = await current_topics(shown)
    return [
        Card(
            one.name,
            topics[one.id].question if one.id in topics else "",
            standing(one, times[one.id], now).sentence,
            f"/assemblies/{one.slug}",
            (_("See how to take part"), f"/assemblies/{one.slug}"),
        )
        for one in shown
    ]


async def current_topics(assemblies: list[Assembly]) -> dict[int, Topic]:
    """What each is about now: its first topic that is not over; the last one when all are. One query, or none."""
    if not assemblies:
        return {}
    found: dict[int, Topic] = {}
    for topic in await Topic.filter(assembly_id__in=[one.id for one in assemblies]).order_by("position", "id"):
        known = found.get(topic.assembly_id)
        if known is None or known.ended_at is not None:
            found[topic.assembly_id] = topic
    return found
