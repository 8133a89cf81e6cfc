"""Who took whose seat, by pseudonym: for everybody."""

from dataclasses import dataclass
from datetime import datetime

from assembly.draws.pooling import SEATED
from assembly.models import Assembly, Draw, DrawState, Member, MemberState
from assembly.panels import LEFT, SITTING, had_a_seat


@dataclass(frozen=True, slots=True)
class Change:
    """A seat that somebody left. `how` is left, or completed. `by`: who has it now, with their place in the order."""

    pseudonym: str
    at: datetime
    how: str
    by: str
    place: int | None


@dataclass(frozen=True, slots=True)
class PublicPanel:
    """`seats` by pseudonym and `names` as members chose them; which belongs to which is not said anywhere."""

    confirmed: int
    waiting: int
    empty: int
    seats: tuple[str, ...]
    names: tuple[str, ...]
    changes: tuple[Change, ...]
    draws: tuple[Draw, ...]


async def public_panel(assembly: Assembly) -> PublicPanel:
    """Two queries, however large the panel. Why somebody left is not public."""
    found = (
        await Member.filter(assembly_id=assembly.id)
        .exclude(state__in=(MemberState.RESERVE, MemberState.VOID))
        .select_related("registration")
        .order_by("id")
    )
    seats = [one for one in found if one.state in SEATED]
    by = {one.replaces_id: one for one in found if one.replaces_id is not None}
    over = (*LEFT, MemberState.COMPLETED)
    changes = [_change(one, by.get(one.id)) for one in found if one.state in over and one.left_at and had_a_seat(one)]
    draws = Draw.filter(assembly_id=assembly.id, state__in=(DrawState.DRAWN, DrawState.VOID))
    return PublicPanel(
        sum(one.state in SITTING for one in seats),
        sum(one.state is MemberState.SELECTED for one in seats),
        max(0, assembly.seats - len(seats)),
        tuple(sorted(one.registration.pseudonym for one in seats)),
        tuple(sorted((one.shown_name for one in seats if one.shown_name), key=str.casefold)),
        tuple(sorted(changes, key=lambda one: one.at, reverse=True)),
        tuple(await draws.only("id", "number", "state", "kind", "seats", "drawn_at").order_by("number")),
    )


def _change(member: Member, successor: Member | None) -> Change:
    assert member.left_at is not None
    return Change(
        member.registration.pseudonym,
        member.left_at,
        "completed" if member.state is MemberState.COMPLETED else "left",
        successor.registration.pseudonym if successor else "",
        successor.reserve_place if successor else None,
    )
