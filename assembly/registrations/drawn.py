"""Whether somebody was drawn: has a seat, or a place in the order of those who come next."""

from assembly.models import Member, MemberState

SEATED = (MemberState.SELECTED, MemberState.RESERVE, MemberState.CONFIRMED, MemberState.ACTIVE)


async def was_drawn(registration_id: int) -> bool:
    return await Member.exists(registration_id=registration_id, state__in=SEATED)
