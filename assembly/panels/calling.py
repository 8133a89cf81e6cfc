"""Asking those who were drawn, and telling the first alternates that they are on the list."""

from collections import Counter
from datetime import datetime, timedelta

from assembly import secrets
from assembly.models import Assembly, Member, MemberState, Registration
from assembly.panels import PanelRefused, keep, letters, move, moving, one
from post.models import Via
from residents.people import Person
from web.language import _

PURPOSE = "seat"
_LONGEST = timedelta(days=60)


async def call(
    by: Person, assembly_id: int, answer_by: datetime | None, now: datetime, *, via: Via = Via.PRINT
) -> Counter[str]:
    """Ask everybody with a seat who was not asked yet; returns how many by which way ("" for those to be phoned).

    Raises NotAllowed, NotFound, AssemblyRefused (phase), PanelRefused: no date, or nobody to ask; KeyGone.
    """
    until = checked_date(answer_by, now)
    async with moving(assembly_id, now, by) as assembly:
        waiting = await to_call(assembly)
        listed = await to_list(assembly)
        if not waiting and not listed:
            raise PanelRefused(_("Everybody has been asked already."))
        ways: Counter[str] = Counter()
        for member in waiting:
            ways[await ask(by.actor, assembly, member, until, now, via=via)] += 1
        for member in listed:
            await _tell_place(by.actor, assembly, member, now, via)
        await keep(
            by, "panel-called", assembly, now, members=[one.id for one in waiting], answer_by=until.isoformat(),
            listed=len(listed),
        )  # fmt: skip
    return ways


async def to_call(assembly: Assembly) -> list[Member]:
    """Who has a seat and was not asked yet, with their registrations."""
    return (
        await Member.filter(assembly_id=assembly.id, state=MemberState.SELECTED, answer_by__isnull=True)
        .select_related("registration")
        .order_by("id")
    )


async def to_list(assembly: Assembly) -> list[Member]:
    """Alternates so far up in the drawn order that they are told, and were not yet."""
    return (
        await Member.filter(
            assembly_id=assembly.id, state=MemberState.RESERVE, reserve_place__lte=assembly.alternates, key_hash=""
        )
        .select_related("registration")
        .order_by("draw_id", "reserve_place")
    )


async def remind(
    by: Person,
    assembly_id: int,
    member_id: int,
    answer_by: datetime | None,
    now: datetime,
    *,
    via: Via = Via.PRINT,
) -> str:
    """Ask once more, with a new code and until another day; returns the way. For members who sit: a new code only."""
    async with moving(assembly_id, now, by) as assembly:
        member = await one(assembly, member_id)
        if member.state is MemberState.SELECTED:
            until = checked_date(answer_by, now)
            way = await ask(by.actor, assembly, member, until, now, again=member.answer_by is not None, via=via)
        elif member.state in (MemberState.CONFIRMED, MemberState.ACTIVE, MemberState.RESERVE):
            code = await _new_code(assembly, member)
            await move(member, "coded", by.actor, now)
            letter = letters.new_code(assembly, member.registration, code)
            way = await letters.tell(member.registration, letter, now, via=via)
        else:
            raise PanelRefused(_("This person has no seat to be asked about."))
        await keep(by, "member-asked-again", assembly, now, member=member.id)
    return way


async def ask(
    actor: str,
    assembly: Assembly,
    member: Member,
    until: datetime,
    now: datetime,
    *,
    again: bool = False,
    via: Via = Via.PRINT,
) -> str:
    """Inside `moving`: a personal code and a day go out to somebody with a seat. Returns the way."""
    registration: Registration = member.registration
    code = await _new_code(assembly, member)
    write = letters.reminder if again else letters.drawn
    way = await letters.tell(registration, write(assembly, registration, code, until), now, via=via)
    await move(member, "reminded" if again else "called", actor, now, note=way or "phone", answer_by=until)
    return way


async def _tell_place(actor: str, assembly: Assembly, member: Member, now: datetime, via: Via) -> None:
    code = await _new_code(assembly, member)
    letter = letters.on_the_list(assembly, member.registration, member.reserve_place or 0, code)
    way = await letters.tell(member.registration, letter, now, via=via)
    await move(member, "listed", actor, now, note=way)


async def _new_code(assembly: Assembly, member: Member) -> str:
    """The old one works no longer, nor a browser in which the page was opened with it."""
    code = secrets.personal_code()
    await Member.filter(id=member.id).update(
        key_hash=secrets.code_hash(assembly, PURPOSE, code), browser="", browser_until=None
    )
    return code


def checked_date(answer_by: datetime | None, now: datetime) -> datetime:
    if answer_by is None or not now < answer_by <= now + _LONGEST:
        raise PanelRefused(_("Choose a day and a time within the next 60 days."), "answer_by")
    return answer_by
