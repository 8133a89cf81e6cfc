"""What waits on a desk because of people who register: calls to take, letters to print, values to ask for."""

from collections import Counter
from datetime import date, datetime, timedelta

from assembly import letters
from assembly.assemblies import timetables_of
from assembly.models import Assembly
from assembly.phases import registration_is_open
from database import rows
from residents.people import Person
from web.days import local_date
from web.desk import Pile, Task
from web.filters import day, moment
from web.language import _, ngettext

MOST = 12
_NEAR = timedelta(days=14)


async def recruiting(now: datetime) -> list[Assembly]:
    """For which people can register now. Two queries."""
    found = await Assembly.filter(
        commissioned_at__lte=now, recruiting_opens_at__lte=now, closed_at__isnull=True, cancelled_at__isnull=True
    ).order_by("registration_closes_at", "id").limit(100)  # fmt: skip
    times = await timetables_of(found) if found else {}
    return [one for one in found if registration_is_open(times[one.id], now)]


async def piles(by: Person, now: datetime) -> list[Pile]:
    """Six queries at most."""
    there = []
    if by.may("registrations.enter"):
        calls = [_call(one) for one in (await recruiting(now))[:MOST]]
        there.append(Pile(_("Register somebody for an assembly"), calls, "/office/registrations"))
    if by.may("registrations.see-names"):
        tasks = [*await _lacking(), *await _to_print(), *await _purges(now)]
        there.append(Pile(_("Registrations for assemblies"), tasks[:MOST]))
    return there


def _call(assembly: Assembly) -> Task:
    closes = assembly.registration_closes_at
    facts = _("On the phone or at the table.")
    if closes is not None:
        facts += " " + _("People can register until %(when)s.") % {"when": moment(closes)}
    return Task(assembly.name, f"/office/assemblies/{assembly.id}/registrations/new", facts)


async def _lacking() -> list[Task]:
    """People in a pool without a value in some category, before that pool is frozen."""
    found = await rows(
        """SELECT s.id, s.name, COUNT(*) AS many FROM registration r JOIN assembly s ON s.id = r.assembly_id
           WHERE r.state = 'pool' AND s.closed_at IS NULL AND s.cancelled_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM draw d WHERE d.assembly_id = s.id AND d.state NOT IN ('stopped', 'void'))
             AND EXISTS (
               SELECT 1 FROM category c WHERE c.assembly_id = s.id
                 AND EXISTS (SELECT 1 FROM category_value v WHERE v.category_id = c.id)
                 AND NOT EXISTS (SELECT 1 FROM registration_answer a
                                 WHERE a.registration_id = r.id AND a.category_id = c.id))
           GROUP BY s.id, s.name ORDER BY s.id LIMIT 12"""
    )
    return [_lacks(int(one.id), str(one.name), int(one.many)) for one in found]


def _lacks(assembly_id: int, name: str, many: int) -> Task:
    words = ngettext(
        "%(count)s person has no value in a category. The draw cannot place them.",
        "%(count)s people have no value in a category. The draw cannot place them.", many,
    )  # fmt: skip
    here = f"/office/assemblies/{assembly_id}/registrations?lacking=1"
    return Task(name, here, words % {"count": many}, _("Ask them"), "wait")


async def _to_print() -> list[Task]:
    waiting = letters.all_to_print()
    found = await waiting.limit(5000).values_list("reference", flat=True)
    many = Counter(number for one in found if (number := letters.assembly_of(str(one))) is not None)
    assemblies = await Assembly.filter(id__in=[*many]).order_by("id").only("id", "name") if many else []
    return [_prints(one, many[one.id]) for one in assemblies]


def _prints(assembly: Assembly, many: int) -> Task:
    words = ngettext("%(count)s letter waits to be printed.", "%(count)s letters wait to be printed.", many)
    here = f"/office/assemblies/{assembly.id}/registrations/letters"
    return Task(assembly.name, here, words % {"count": many}, _("Print"), "wait")


async def _purges(now: datetime) -> list[Task]:
    """Pools that are deleted within two weeks, so that nobody is surprised by it."""
    today = local_date(now)
    near = Assembly.filter(purge_on__gte=today, purge_on__lte=today + _NEAR, purged_at__isnull=True)
    return [_purge(one, today) for one in await near.order_by("purge_on", "id").limit(MOST)]


def _purge(assembly: Assembly, today: date) -> Task:
    facts = _("On %(day)s everybody in the pool who is not a member is deleted.") % {
        "day": day(assembly.purge_on or today)
    }
    return Task(assembly.name, f"/office/assemblies/{assembly.id}/registrations", facts, _("Soon"), "wait")
