"""What somebody in the pool finds when they come back after the last day for registering."""

from dataclasses import dataclass
from datetime import datetime

from assembly.assemblies import may_be_done
from assembly.models import Assembly, Draw, DrawState, Member, MemberState, Registration

S = MemberState
_WHAT = {
    **dict.fromkeys((S.SELECTED, S.CONFIRMED, S.ACTIVE), "drawn"),
    **dict.fromkeys((S.DECLINED, S.WITHDRAWN, S.REMOVED), "left"),
    S.RESERVE: "listed",
    S.COMPLETED: "served",
}
_FIRST = ["drawn", "listed", "served", "left"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`what`: open (people register still), cancelled, waiting (no draw yet), drawn, listed (at `place` of the drawn
    order), left, served, not (there was a draw, and they were not drawn). `draw`: its number. `in_draw`: whether they
    were in its pool."""

    what: str
    place: int = 0
    draw: int = 0
    in_draw: bool = False


async def outcome(registration: Registration, assembly: Assembly, now: datetime) -> Outcome:
    """Three queries at most. What a void draw said does not count."""
    if assembly.cancelled_at is not None and assembly.cancelled_at <= now:
        return Outcome("cancelled")
    seats = await Member.filter(registration_id=registration.id).exclude(state=S.VOID).select_related("draw")
    if seats:
        one = min(seats, key=lambda seat: (_FIRST.index(_WHAT[seat.state]), -seat.draw.number))
        place = one.reserve_place or 0
        return Outcome(_WHAT[one.state], place if one.state is S.RESERVE else 0, one.draw.number, in_draw=True)
    if "register" in await may_be_done(assembly, now):
        return Outcome("open")
    draws = Draw.filter(assembly_id=assembly.id, state=DrawState.DRAWN)
    last = await draws.order_by("-number").only("id", "number", "begun_at").first()
    if last is None:
        return Outcome("waiting")
    in_draw = registration.registered_at is not None and registration.registered_at <= last.begun_at
    return Outcome("not" if in_draw else "waiting", draw=last.number if in_draw else 0, in_draw=in_draw)
