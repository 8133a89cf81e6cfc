"""Taking somebody's seat away: two officers, and a reason that the person is told."""

from datetime import datetime
from typing import Any

from assembly.draws.pooling import SEATED
from assembly.models import Assembly, Member, MemberState
from assembly.panels import PanelRefused, keep, letters, move, moving, one, thing_of
from assembly.panels.answering import LONGEST_REASON
from database import transaction
from post.models import Via
from residents import approvals
from residents.models import Approval
from residents.people import Person
from web.language import _
from web.text import body_text

MAY = "members.remove"
ACT = "member.remove"


async def ask(by: Person, assembly: Assembly, member_id: int, because: str, now: datetime) -> Approval:
    """The first officer says why. Raises NotAllowed, NotFound, PanelRefused."""
    by.demand(MAY)
    reason = body_text(because)
    if not reason:
        raise PanelRefused(_("Write the reason. The person is told it word for word."), "because")
    if len(reason) > LONGEST_REASON:
        raise PanelRefused(_("Shorten this to %(limit)s characters or fewer.") % {"limit": LONGEST_REASON}, "because")
    async with transaction():
        member = await _removable(assembly, member_id)
        return await approvals.ask(by, MAY, ACT, thing_of(member), _payload(member), reason, now)


async def remove(
    by: Person, assembly_id: int, member_id: int, approval_id: int, now: datetime, *, via: Via = Via.PRINT
) -> str:
    """The second officer agrees: the seat is empty, and the person is told why. Returns the way the news goes."""
    by.demand(MAY)
    async with moving(assembly_id, now) as assembly:
        member = await _removable(assembly, member_id)
        asked = await _asked(member, approval_id)
        await approvals.approve(by, MAY, approval_id, _payload(member), now)
        await move(
            member, "removed", by.actor, now, note=asked.because,
            state=MemberState.REMOVED, left_at=now, left_because=asked.because[:LONGEST_REASON], shown_name="",
        )  # fmt: skip
        way = await letters.tell(
            member.registration, letters.removed(assembly, member.registration, asked.because), now, via=via
        )
        await keep(by, "member-removed", assembly, now, member=member.id, approval=approval_id)
    return way


async def refuse(by: Person, assembly: Assembly, member_id: int, approval_id: int, now: datetime) -> None:
    """The second officer says no, or the first takes it back."""
    by.demand(MAY)
    member = await one(assembly, member_id)
    await _asked(member, approval_id)
    await approvals.refuse(by, MAY, approval_id, now)


async def _removable(assembly: Assembly, member_id: int) -> Member:
    member = await one(assembly, member_id)
    if member.state not in SEATED:
        raise PanelRefused(_("This person has no seat that could be taken away."))
    return member


async def _asked(member: Member, approval_id: int) -> Approval:
    there = 0 < approval_id < 2**63
    found = await Approval.get_or_none(id=approval_id, act=ACT, thing=thing_of(member)) if there else None
    if found is None:
        raise PanelRefused(_("Nobody has asked for this, or it was decided already."))
    return found


def _payload(member: Member) -> dict[str, Any]:
    """The seat, however its holder moves from yes to signed in the meantime."""
    return {"member": member.id, "draw": member.draw_id}
