"""Where an assembly stands. It follows from its dates and from recorded decisions; nobody sets it by hand. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Phase(StrEnum):
    DRAFT = "draft"
    COMMISSIONED = "commissioned"
    RECRUITING = "recruiting"
    DRAWN = "drawn"
    CLOSED = "closed"
    CANCELLED = "cancelled"


ORDER = [Phase.DRAFT, Phase.COMMISSIONED, Phase.RECRUITING, Phase.DRAWN, Phase.CLOSED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The dates and decisions of one assembly, all aware UTC; None where not set or not (yet) decided.

    `drawn_at`: when the first draw that still stands named a panel. `draw_begun_at`: when the pool was frozen for a
    draw that was not stopped or declared void. `standing`: its pool opens again after each draw.
    """

    standing: bool = False
    published_at: datetime | None = None
    commissioned_at: datetime | None = None
    recruiting_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None
    draw_begun_at: datetime | None = None
    drawn_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None


def phase_of(timetable: Timetable, now: datetime) -> Phase:
    """The phase at `now`. Recruiting begins on its day, once the assembly is commissioned, and lasts until the draw."""
    t = timetable
    if _reached(t.cancelled_at, now):
        return Phase.CANCELLED
    if _reached(t.closed_at, now):
        return Phase.CLOSED
    if _reached(t.drawn_at, now):
        return Phase.DRAWN
    if not _reached(t.commissioned_at, now):
        return Phase.DRAFT
    return Phase.RECRUITING if _reached(t.recruiting_opens_at, now) else Phase.COMMISSIONED


def registration_is_open(timetable: Timetable, now: datetime) -> bool:
    """While people can register: recruiting, before the last day, and no pool frozen for a draw.

    A standing assembly that has a panel takes people for its next rotation.
    """
    closes = timetable.registration_closes_at
    phase = phase_of(timetable, now)
    return (
        (phase is Phase.RECRUITING or (phase is Phase.DRAWN and timetable.standing))
        and (closes is None or now < closes)
        and not _reached(timetable.draw_begun_at, now)
    )


def is_public(timetable: Timetable, now: datetime) -> bool:
    return _reached(timetable.published_at, now)


ALLOWS: dict[Phase, frozenset[str]] = {
    Phase.DRAFT: frozenset({"plan", "meet", "promise", "publish", "commission", "cancel"}),
    Phase.COMMISSIONED: frozenset({"plan", "meet", "promise", "publish", "invite", "cancel"}),
    Phase.RECRUITING: frozenset(
        {"plan", "meet", "promise", "publish", "invite", "register", "withdraw", "draw", "cancel"}
    ),
    Phase.DRAWN: frozenset({"meet", "promise", "withdraw", "draw", "seat", "close", "cancel"}),
    Phase.CLOSED: frozenset(),
    Phase.CANCELLED: frozenset({"withdraw"}),
}
"""What may be done in each phase: `plan` who is recruited and how, plan how the panel can `meet`, `promise` what it is
asked, who answers and what it takes to adopt something, `publish` and `commission` it, `invite` people, `register`,
`withdraw`, `draw`, `seat` members, `close`, `cancel`."""

STANDING_ADDS = frozenset({"plan", "invite", "register"})
"""What a standing assembly goes on doing once it has a panel: it recruits for the next rotation."""

FROZEN_LEAVES_OUT = frozenset({"plan", "register", "invite"})
"""What is not possible while the pool is frozen for a draw: the phase is still recruiting."""


def allowed(timetable: Timetable, now: datetime) -> frozenset[str]:
    """Every word of ALLOWS that fits where the assembly stands at `now`."""
    phase = phase_of(timetable, now)
    found = ALLOWS[phase]
    if phase is Phase.DRAWN and timetable.standing:
        found |= STANDING_ADDS
    if not registration_is_open(timetable, now):
        found -= {"register"}
    return found - FROZEN_LEAVES_OUT if _reached(timetable.draw_begun_at, now) else found


def _reached(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now >= moment
