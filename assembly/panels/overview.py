"""The panel at a glance: every seat by pseudonym, what to do next, and the quotas as they are met now."""

from dataclasses import dataclass
from datetime import datetime

from assembly.draws.pooling import SEATED, Seating
from assembly.models import Assembly, Member, MemberState, MemberStep
from assembly.panels import SITTING
from assembly.panels.terms import terms_of
from web.filters import moment
from web.language import _

S = MemberState


@dataclass(frozen=True, slots=True)
class Counts:
    confirmed: int
    waiting: int
    empty: int
    overdue: int
    to_call: int


@dataclass(frozen=True, slots=True)
class SeatRow:
    """`words` and `kind` make a tag; `todo` is what the office does next, or nothing."""

    member: Member
    pseudonym: str
    words: str
    kind: str
    todo: str


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """`has`: on the panel now. `fits`: whether that is within least and most, or the empty seats can still bring it."""

    category: str
    value: str
    has: int
    least: int
    most: int
    bring: int

    @property
    def too_many(self) -> bool:
        return self.has > self.most


async def seats_of(assembly: Assembly) -> list[Member]:
    """Everybody with a seat, with registrations, by pseudonym. One query."""
    return (
        await Member.filter(assembly_id=assembly.id, state__in=SEATED)
        .select_related("registration")
        .order_by("registration__pseudonym")
    )


async def gone_from(assembly: Assembly) -> list[Member]:
    """Who had a seat, or a place on the list, and left; the last first."""
    left = (S.DECLINED, S.WITHDRAWN, S.REMOVED, S.COMPLETED)
    return (
        await Member.filter(assembly_id=assembly.id, state__in=left)
        .select_related("registration")
        .order_by("-left_at", "-id")
    )


def counts(assembly: Assembly, seats: list[Member], now: datetime) -> Counts:
    waiting = [one for one in seats if one.state is S.SELECTED]
    return Counts(
        confirmed=sum(one.state in SITTING for one in seats),
        waiting=len(waiting),
        empty=max(0, assembly.seats - len(seats)),
        overdue=sum(one.answer_by is not None and one.answer_by <= now for one in waiting),
        to_call=sum(one.answer_by is None for one in waiting),
    )


def rows(assembly: Assembly, seats: list[Member], now: datetime) -> list[SeatRow]:
    version = terms_of(assembly).version
    return [SeatRow(one, one.registration.pseudonym, *state_words(one), todo(one, version, now)) for one in seats]


def state_words(member: Member) -> tuple[str, str]:
    """A tag and its kind."""
    return {
        S.SELECTED: (_("Drawn, not asked yet"), "") if member.answer_by is None else (_("Asked"), "wait"),
        S.RESERVE: (_("On the list"), "info"),
        S.CONFIRMED: (_("Said yes"), "info"),
        S.ACTIVE: (_("Signed"), "good"),
        S.DECLINED: (_("Said no"), "no"),
        S.WITHDRAWN: (_("Left"), "no"),
        S.REMOVED: (_("Removed"), "no"),
        S.COMPLETED: (_("Term over"), "info"),
        S.VOID: (_("Void"), "no"),
    }[member.state]


def step_words(step: MemberStep) -> str:
    """What happened, for the office; of a message also the way it went."""
    words = {
        "selected": _("drawn"),
        "offered": _("offered an empty seat"),
        "called": _("asked"),
        "reminded": _("reminded"),
        "listed": _("told their place on the list"),
        "coded": _("sent a new code"),
        "confirmed": _("said yes"),
        "signed": _("signed the terms"),
        "name chosen": _("chose a name"),
        "name taken back": _("took the name back"),
        "payment chosen": _("chose how to be paid"),
        "topic served": _("served a topic"),
        "completed": _("term over"),
        "declined": _("said no"),
        "withdrawn": _("left"),
        "no answer": _("did not answer in time"),
        "removed": _("removed by two officers"),
    }.get(step.step, step.step)
    ways = {"email": _("by email"), "letter": _("by letter"), "text": _("by text"), "phone": _("must be phoned")}
    return f"{words} ({ways[step.note]})" if step.note in ways else words


def todo(member: Member, terms_version: str, now: datetime) -> str:
    if member.state is S.SELECTED and member.answer_by is None:
        return _("Ask them.")
    if member.state is S.SELECTED and member.answer_by is not None:
        when = moment(member.answer_by)
        if member.answer_by <= now:
            return _("No answer until %(when)s. Call, remind, or give the seat on.") % {"when": when}
        return _("Has until %(when)s.") % {"when": when}
    if member.state is S.CONFIRMED:
        return _("Has to sign the terms.")
    if member.state is S.ACTIVE and member.terms_version != terms_version:
        return _("Signed an older text of the terms.")
    if member.state is S.ACTIVE and not member.payment_way:
        return _("Has not said how to be paid.")
    return ""


def quota_rows(found: Seating, names: dict[tuple[str, str], tuple[str, str]]) -> list[QuotaRow]:
    made = []
    for whole, left in zip(found.quotas, found.left, strict=True):
        has = sum(one.features.get(whole.category) == whole.value for one in found.sitting)
        made.append(QuotaRow(*names[whole.category, whole.value], has, whole.least, whole.most, left.least))
    return made


def all_met(table: list[QuotaRow]) -> bool:
    """Whether the panel as it sits keeps every quota."""
    return not any(one.too_many or one.bring for one in table)
