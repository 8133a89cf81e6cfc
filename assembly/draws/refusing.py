"""A second officer who does not agree, or the first who takes it back."""

from datetime import datetime

from assembly.draws import DrawRefused, thing_of
from assembly.models import Draw
from residents import approvals
from residents.models import Approval
from residents.people import Person
from web.language import _


async def refuse(by: Person, permission: str, act: str, draw_id: int, approval_id: int, now: datetime) -> None:
    """`act`: what was asked for about this draw. Raises NotAllowed, DrawRefused, ApprovalRefused."""
    by.demand(permission)
    draw = await Draw.get_or_none(id=draw_id)
    if draw is None or not await Approval.exists(id=approval_id, act=act, thing=thing_of(draw)):
        raise DrawRefused(_("Nobody has asked for this, or it was decided already."))
    await approvals.refuse(by, permission, approval_id, now)
