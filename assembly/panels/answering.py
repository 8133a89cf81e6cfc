"""Yes and no: from the person, or from what they said to an officer on the phone."""

from datetime import datetime

from assembly.models import Assembly, Member, MemberState
from assembly.panels import LEFT, SITTING, PanelRefused, actor_of, keep, letters, move, moving, one
from post.models import Via
from residents.people import Person
from web.filters import moment
from web.language import _
from web.text import one_line

S = MemberState
LONGEST_REASON = 300


async def accept(assembly_id: int, member_id: int, now: datetime, *, by: Person | None = None) -> Member:
    """Somebody takes the seat that was kept for them, even late, as long as nobody else has it. Twice is once."""
    async with moving(assembly_id, now, by) as assembly:
        member = await one(assembly, member_id)
        if member.state in SITTING:
            return member
        if member.state is not S.SELECTED:
            raise PanelRefused(_over(member))
        account = member.registration.account_id
        await move(
            member, "confirmed", actor_of(by), now,
            state=S.CONFIRMED, confirmed_at=now, joined_at=now, account_id=account,
        )  # fmt: skip
        await _journal(by, "member-confirmed-by-phone", assembly, member, now)
    return member


async def decline(
    assembly_id: int,
    member_id: int,
    because: str,
    now: datetime,
    *,
    by: Person | None = None,
    via: Via = Via.PRINT,
) -> Member:
    """No, or not any more: the seat falls empty; or an alternate does not want to be asked. Twice is once."""
    reason = checked_reason(because)
    async with moving(assembly_id, now, by) as assembly:
        member = await one(assembly, member_id)
        if member.state in LEFT:
            return member
        if member.state not in (S.SELECTED, S.RESERVE, *SITTING):
            raise PanelRefused(_over(member))
        left = S.DECLINED if member.state is S.SELECTED else S.WITHDRAWN
        await _leave(assembly, member, left, reason, now, by)
        if member.registration.email or by is not None:  # what an officer says they said, they hear of
            await letters.tell(member.registration, letters.left(assembly, member.registration), now, via=via)
        await _journal(by, "member-left-by-phone", assembly, member, now)
    return member


async def lapse(by: Person, assembly_id: int, member_id: int, now: datetime) -> Member:
    """The day is over and nobody answered: the seat goes to somebody else. Raises PanelRefused before that."""
    async with moving(assembly_id, now, by) as assembly:
        member = await one(assembly, member_id)
        if member.state is not S.SELECTED or member.answer_by is None:
            raise PanelRefused(_("Nobody waits for an answer about this seat."))
        if now < member.answer_by:
            said = _("They have until %(when)s to answer. If they said no on the phone, record that instead.")
            raise PanelRefused(said % {"when": moment(member.answer_by)})
        await move(
            member, "no answer", by.actor, now, state=S.DECLINED, left_at=now, left_because=_("No answer in time.")
        )
        await keep(by, "member-did-not-answer", assembly, now, member=member.id)
    return member


async def _leave(
    assembly: Assembly, member: Member, state: MemberState, reason: str, now: datetime, by: Person | None
) -> None:
    await move(
        member, state.value, actor_of(by), now, note=reason,
        state=state, left_at=now, left_because=reason, shown_name="",
    )  # fmt: skip


def checked_reason(typed: str) -> str:
    reason = one_line(typed)
    if len(reason) > LONGEST_REASON:
        raise PanelRefused(_("Shorten this to %(limit)s characters or fewer.") % {"limit": LONGEST_REASON}, "because")
    return reason


async def _journal(by: Person | None, act: str, assembly: Assembly, member: Member, now: datetime) -> None:
    if by is not None:
        await keep(by, act, assembly, now, member=member.id)


def _over(member: Member) -> str:
    if member.state is S.RESERVE:
        return _("There is no seat for this person yet: they are on the list of those who come next.")
    if member.state is S.VOID:
        return _("The draw that named this person does not count.")
    return _("This seat was given back or given to somebody else. If that is a mistake, please call us.")
