"""Supporting an idea: one person, one support, and a count that is always right."""

from datetime import datetime

from tortoise.exceptions import IntegrityError

from database import execute, row, transaction
from pb.cycles import demand_phase
from pb.ideas import belonging
from pb.models import Cycle, Support
from residents.people import Person


async def support(idea_id: int, cycle_id: int, by: Person, now: datetime) -> None:
    """Raises CycleRefused, BelongingUnknown. Supporting twice is supporting once."""
    by.demand("ideas.support")
    cycle = await Cycle.get(id=cycle_id)
    demand_phase(cycle, "support", now)
    await belonging.demand(cycle, by, "support")
    try:
        async with transaction():
            await Support.create(idea_id=idea_id, account_id=by.account_id, made_at=now)
            await execute("UPDATE idea SET supports = supports + 1 WHERE id = ?", idea_id)
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
