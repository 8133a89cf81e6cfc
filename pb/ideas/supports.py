"""Supporting an idea: one person, one support, and a count that is always right."""

from datetime import datetime

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from database import execute, row, transaction
from pb.cycles import demand_phase
from pb.ideas import belonging
from pb.ideas.standing import SUPPORTABLE
from pb.models import Cycle, Idea, Support
from residents.people import Person
from web.language import _
from web.refusals import Refused


class SupportRefused(Refused):
    """The idea cannot be supported."""


async def support(idea_id: int, cycle_id: int, by: Person, now: datetime) -> None:
    """Raises CycleRefused, BelongingUnknown, SupportRefused. Supporting twice is supporting once."""
    by.demand("ideas.support")
    cycle = await Cycle.get(id=cycle_id)
    demand_phase(cycle, "support", now)
    await belonging.demand(cycle, by, "support")
    try:
        async with transaction():
            await Support.create(idea_id=idea_id, account_id=by.account_id, made_at=now)
            counted = await Idea.filter(id=idea_id, state__in=SUPPORTABLE).update(supports=F("supports") + 1)
            if not counted:
                raise SupportRefused(_("The council has decided about this idea, so it cannot be supported any more."))
    except IntegrityError:
        return  # the unique row is there already: another tab, or a second press


async def withdraw(idea_id: int, cycle_id: int, by: Person, now: datetime) -> None:
    by.demand("ideas.support")
    demand_phase(await Cycle.get(id=cycle_id), "support", now)
    async with transaction():
        gone = await execute("DELETE FROM support WHERE idea_id = ? AND account_id = ?", idea_id, by.account_id)
        if gone:
            await execute("UPDATE idea SET supports = supports - 1 WHERE id = ?", idea_id)


async def bonds(idea_id: int, by: Person) -> tuple[bool, bool]:
    """Whether this person supports the idea, and whether they follow it. One query."""
    found = await row(
        """SELECT EXISTS (SELECT 1 FROM support WHERE idea_id = ? AND account_id = ?) AS supported,
                  EXISTS (SELECT 1 FROM follow WHERE idea_id = ? AND account_id = ?) AS followed""",
        idea_id,
        by.account_id,
        idea_id,
        by.account_id,
    )
    return bool(found and found.supported), bool(found and found.followed)
