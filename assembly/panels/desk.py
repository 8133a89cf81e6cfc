"""What waits on an officer's desk because of a panel: people to ask, late answers, empty seats, second words."""

from datetime import datetime
from typing import Any

from assembly.models import Member
from assembly.panels.removing import ACT, MAY
from database import rows
from residents.models import Approval, ApprovalState
from residents.people import Person
from web.desk import Pile, Task
from web.language import _, ngettext

MOST = 12
_SQL = """SELECT a.id, a.name, a.seats,
    SUM(CASE WHEN m.state IN ('selected', 'confirmed', 'active') THEN 1 ELSE 0 END) AS taken,
    SUM(CASE WHEN m.state = 'selected' AND m.answer_by IS NULL THEN 1 ELSE 0 END) AS to_call,
    SUM(CASE WHEN m.state = 'selected' AND m.answer_by <= ? THEN 1 ELSE 0 END) AS late
    FROM assembly a JOIN assembly_member m ON m.assembly_id = a.id
    WHERE a.closed_at IS NULL AND a.cancelled_at IS NULL AND m.state <> 'void'
    GROUP BY a.id, a.name, a.seats ORDER BY a.id LIMIT 100"""


async def piles(by: Person, now: datetime) -> list[Pile]:
    """Four queries at most."""
    there = []
    if by.may("panels.manage"):
        tasks = [task for found in await rows(_SQL, now) for task in _tasks(found)]
        there.append(Pile(_("Panels"), tasks[:MOST], "/office/assemblies"))
    if by.may(MAY):
        there.append(Pile(_("Members to be removed"), await _removals(by, now)))
    return there


def _tasks(found: Any) -> list[Task]:
    here = f"/office/assemblies/{found.id}/panel"
    made = []
    if found.late:
        words = ngettext("%(count)s answer is late", "%(count)s answers are late", found.late) % {"count": found.late}
        made.append(Task(found.name, here, words, _("Late"), "bad"))
    if found.to_call:
        words = ngettext(
            "%(count)s person was drawn and not asked yet", "%(count)s people were drawn and not asked yet",
            found.to_call,
        )  # fmt: skip
        made.append(Task(found.name, here, words % {"count": found.to_call}, _("Ask"), "wait"))
    empty = found.seats - found.taken
    if empty > 0:
        words = ngettext("%(count)s seat is empty", "%(count)s seats are empty", empty) % {"count": empty}
        made.append(Task(found.name, f"{here}/replacement", words, _("Fill"), "wait"))
    return made


async def _removals(by: Person, now: datetime) -> list[Task]:
    asked = (
        await Approval.filter(act=ACT, state=ApprovalState.WAITING, expires_at__gt=now)
        .exclude(asked_by_id=by.account_id)
        .order_by("id")
        .limit(MOST)
    )
    ids = [int(one.thing.partition(":")[2]) for one in asked]
    members = await Member.filter(id__in=ids).select_related("assembly", "registration") if ids else []
    return [
        Task(
            one.registration.pseudonym,
            f"/office/assemblies/{one.assembly_id}/panel/{one.id}",
            one.assembly.name,
            _("Waits for you"),
            "wait",
        )
        for one in members
    ]
