"""A draw that does not count: two officers, a reason that everybody can read, and it stays to be seen."""

from datetime import datetime
from typing import Any

from assembly import assemblies
from assembly.draws import DrawRefused, lock, thing_of
from assembly.models import Draw, DrawState, Member, MemberState, Payment
from assembly.sortition.drawing.records import void_leaf
from database import transaction
from ledger import journal, log
from residents import approvals
from residents.models import Approval
from residents.people import Person
from web.language import _

MAY = "draws.void"
ACT = "draw.void"
_CAN_BE = (DrawState.COMMITTED, DrawState.DRAWN)


async def ask(by: Person, draw_id: int, because: str, now: datetime) -> Approval:
    """The first officer says why; the reason will be public. Raises NotAllowed, NotFound, DrawRefused."""
    by.demand(MAY)
    async with transaction():
        draw = await _voidable(draw_id)
        return await approvals.ask(by, MAY, ACT, thing_of(draw), _payload(draw), because, now)


async def void(by: Person, draw_id: int, approval_id: int, now: datetime) -> Draw:
    """The second officer agrees: the draw names nobody any more, and another can be held."""
    by.demand(MAY)
    async with transaction():
        draw = await _voidable(draw_id)
        asked = await Approval.get_or_none(id=approval_id, act=ACT, thing=thing_of(draw))
        if asked is None:
            raise DrawRefused(_("Nobody has asked for this, or it was decided already."))
        await approvals.approve(by, MAY, approval_id, _payload(draw), now)
        await log.append(void_leaf(str(draw.assembly_id), draw.number, asked.because))
        await Draw.filter(id=draw.id).update(state=DrawState.VOID, voided_at=now, voided_because=asked.because)
        await Member.filter(draw_id=draw.id).update(state=MemberState.VOID, left_at=now)
        await journal.record(by.actor, "draw.voided", thing_of(draw), at=now, approval=approval_id, number=draw.number)
        return await Draw.get(id=draw.id)


async def _voidable(draw_id: int) -> Draw:
    """Locks the assembly first, as whatever moves its members does: nobody says yes to a seat while it goes."""
    found = await Draw.get_or_none(id=draw_id) if 0 < draw_id < 2**63 else None
    if found is not None:
        await assemblies.lock(found.assembly_id)
    draw = await lock(draw_id)
    if draw.state not in _CAN_BE:
        raise DrawRefused(_("Only a draw that is fixed in the public record, or was held, can be declared void."))
    if await Payment.exists(member__draw_id=draw.id, cancelled_at__isnull=True):
        raise DrawRefused(_("Members of this panel have been paid. It can no longer be declared void."))
    return draw


def _payload(draw: Draw) -> dict[str, Any]:
    return {"commitment": draw.commitment_hash, "state": draw.state.value, "line": draw.line}
