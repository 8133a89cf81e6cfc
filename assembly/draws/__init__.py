"""Draws: the pool frozen, the portfolio made by the worker, fixed in the record, decided by public chance."""

from datetime import datetime

from assembly import assemblies
from assembly.models import Assembly, Draw, Registration, RegistrationState
from assembly.sortition.refusals import SortitionRefused
from database import execute
from web.language import _
from web.refusals import NotFound, Refused


class DrawRefused(Refused):
    """What was asked does not fit where the draw stands. `field`: the one at fault."""


def refused(fault: SortitionRefused) -> DrawRefused:
    """The same sentence, for the page."""
    return DrawRefused(_(str(fault)), getattr(fault, "field", ""))


def thing_of(draw: Draw) -> str:
    """As the journal and questions to a second officer name it."""
    return f"draw:{draw.id}"


async def one(assembly: Assembly, number: int) -> Draw:
    """The draw of this number. Raises NotFound."""
    found = await Draw.get_or_none(assembly_id=assembly.id, number=number) if 0 < number < 2**31 else None
    if found is None:
        raise NotFound(_("There is no draw with this number."))
    return found


async def of(assembly: Assembly) -> list[Draw]:
    """All draws of an assembly, void ones too, the last first."""
    return await Draw.filter(assembly_id=assembly.id).order_by("-number")


async def pool_size(assembly: Assembly) -> int:
    """How many people are in the pool now."""
    return await Registration.filter(assembly_id=assembly.id, state=RegistrationState.POOL).count()


async def lock_in_time(draw_id: int, now: datetime) -> Draw:
    """The same, with its assembly, which must not be over: what was cancelled or closed holds no draw any more.

    Raises NotFound, AssemblyRefused.
    """
    found = await Draw.get_or_none(id=draw_id) if 0 < draw_id < 2**63 else None
    if found is None:
        raise NotFound(_("There is no such draw."))
    await assemblies.demand_phase(await assemblies.lock(found.assembly_id), "draw", now)
    return await lock(draw_id)


async def lock(draw_id: int) -> Draw:
    """Inside a transaction: nobody else moves this draw until it ends. Raises NotFound."""
    await execute("UPDATE draw SET state = state WHERE id = ?", draw_id)
    found = await Draw.get_or_none(id=draw_id) if 0 < draw_id < 2**63 else None
    if found is None:
        raise NotFound(_("There is no such draw."))
    return found
