"""Where a cycle stands. It follows from its dates and from recorded decisions; nobody sets it by hand. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Phase(StrEnum):
    DRAFT = "draft"
    IDEAS = "ideas"
    REVIEW = "review"
    VOTING = "voting"
    CONFIRMING = "confirming"
    COUNTING = "counting"
    CHALLENGE = "challenge"
    DELIVERY = "delivery"
    CLOSED = "closed"
    CANCELLED = "cancelled"


ORDER = [
    Phase.DRAFT,
    Phase.IDEAS,
    Phase.REVIEW,
    Phase.VOTING,
    Phase.CONFIRMING,
    Phase.COUNTING,
    Phase.CHALLENGE,
    Phase.DELIVERY,
    Phase.CLOSED,
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The dates and decisions of one cycle, all aware UTC; None where not set or not (yet) decided."""

    published_at: datetime | None = None
    ideas_open_at: datetime | None = None
    ideas_close_at: datetime | None = None
    voting_opens_at: datetime | None = None
    voting_closes_at: datetime | None = None
    confirm_by: datetime | None = None
    challenge_ends_at: datetime | None = None
    delivery_ends_at: datetime | None = None
    ballot_frozen_at: datetime | None = None
    result_published_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None


def phase_of(timetable: Timetable, now: datetime) -> Phase:
    """The phase at `now`.

    Voting needs both its date and the officer's decision that froze the ballot; without the decision a cycle stays in
    review however late it is. The challenge period begins when the result is published, and counting lasts until then.
    """
    t = timetable
    if t.cancelled_at is not None and now >= t.cancelled_at:
        return Phase.CANCELLED
    if t.published_at is None or now < t.published_at:
        return Phase.DRAFT
    if t.closed_at is not None and now >= t.closed_at:
        return Phase.CLOSED
    if t.result_published_at is not None and now >= t.result_published_at:
        return _after_result(t, now)
    return _before_result(t, now)


def _before_result(t: Timetable, now: datetime) -> Phase:
    if t.ballot_frozen_at is not None and t.voting_opens_at is not None and now >= t.voting_opens_at:
        if t.voting_closes_at is None or now < t.voting_closes_at:
            return Phase.VOTING
        if t.confirm_by is not None and now < t.confirm_by:
            return Phase.CONFIRMING
        return Phase.COUNTING
    if t.ideas_close_at is not None and now < t.ideas_close_at:
        return Phase.IDEAS
    return Phase.REVIEW


def _after_result(t: Timetable, now: datetime) -> Phase:
    if t.challenge_ends_at is not None and now < t.challenge_ends_at:
        return Phase.CHALLENGE
    if t.delivery_ends_at is not None and now >= t.delivery_ends_at:
        return Phase.CLOSED
    return Phase.DELIVERY


def ideas_are_open(timetable: Timetable, now: datetime) -> bool:
    """A published cycle waits in the ideas phase until its first day; only from then on can ideas be sent."""
    return phase_of(timetable, now) is Phase.IDEAS and (
        timetable.ideas_open_at is None or now >= timetable.ideas_open_at
    )


def ballot_is_frozen(timetable: Timetable, now: datetime) -> bool:
    return timetable.ballot_frozen_at is not None and now >= timetable.ballot_frozen_at


ALLOWS: dict[Phase, frozenset[str]] = {
    Phase.DRAFT: frozenset({"plan", "publish", "review", "cancel"}),
    Phase.IDEAS: frozenset({"plan", "submit", "edit", "withdraw", "support", "comment", "review", "cancel"}),
    Phase.REVIEW: frozenset({"plan", "edit", "withdraw", "support", "comment", "review", "freeze", "cancel"}),
    Phase.VOTING: frozenset({"vote", "comment", "extend", "cancel"}),
    Phase.CONFIRMING: frozenset({"comment", "cancel"}),
    Phase.COUNTING: frozenset({"count", "comment", "cancel"}),
    Phase.CHALLENGE: frozenset({"comment", "decide"}),
    Phase.DELIVERY: frozenset({"comment", "decide", "close"}),
    Phase.CLOSED: frozenset(),
    Phase.CANCELLED: frozenset(),
}
"""What may be done in each phase: `plan` and `publish` the cycle, `submit`/`edit`/`withdraw`/`support`/`comment` on
ideas, `review` them, `freeze` the ballot, `vote`, `extend` the vote, `count`, `decide` on the result, `close`,
`cancel`."""

FROZEN_ALLOWS = frozenset({"support", "comment", "unfreeze", "extend", "cancel"})
"""What is left between freezing the ballot and the opening of the vote: the phase is still review."""


def allows(phase: Phase, doing: str) -> bool:
    """Whether the phase as such allows it. `allowed` knows more: a first day still to come, a frozen ballot."""
    return doing in ALLOWS[phase]


def allowed(timetable: Timetable, now: datetime) -> frozenset[str]:
    """Everything that may be done at `now`, in the words of ALLOWS."""
    phase = phase_of(timetable, now)
    if phase is Phase.REVIEW and ballot_is_frozen(timetable, now):
        return FROZEN_ALLOWS
    if phase is Phase.IDEAS and not ideas_are_open(timetable, now):
        return ALLOWS[phase] - {"submit"}
    return ALLOWS[phase]


@dataclass(frozen=True, slots=True)
class Span:
    """When a phase begins and ends by the plan; None where the plan does not say. `state`: done, now or next."""

    phase: Phase
    begins: datetime | None
    ends: datetime | None
    state: str


def spans(timetable: Timetable, now: datetime) -> list[Span]:
    """The phases that people see, in order. Confirming and challenge are left out where the plan has none."""
    t = timetable
    plan = [
        (Phase.IDEAS, t.ideas_open_at, t.ideas_close_at),
        (Phase.REVIEW, t.ideas_close_at, t.voting_opens_at),
        (Phase.VOTING, t.voting_opens_at, t.voting_closes_at),
        (Phase.CONFIRMING, t.voting_closes_at, t.confirm_by),
        (Phase.COUNTING, t.confirm_by or t.voting_closes_at, t.result_published_at),
        (Phase.CHALLENGE, t.result_published_at, t.challenge_ends_at),
        (Phase.DELIVERY, t.challenge_ends_at or t.result_published_at, t.delivery_ends_at),
    ]
    phase = phase_of(t, now)
    optional = {Phase.CONFIRMING: t.confirm_by, Phase.CHALLENGE: t.challenge_ends_at}
    return [
        Span(name, begins, ends, _state(name, phase, t, now))
        for name, begins, ends in plan
        if name not in optional or optional[name] is not None
    ]


def _state(span: Phase, phase: Phase, t: Timetable, now: datetime) -> str:
    if phase is Phase.CANCELLED:
        return "next"
    if span is phase:
        return "now" if span is not Phase.IDEAS or ideas_are_open(t, now) else "next"
    return "done" if ORDER.index(span) < ORDER.index(phase) else "next"
