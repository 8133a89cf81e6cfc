"""What members are paid: for each session they came to, and expenses. Bank details never come here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assembly import assemblies
from assembly.models import Assembly, AssemblySession, Member, MemberState, Payment, PaymentWay
from assembly.panels import PanelRefused, keep, one
from database import execute, transaction
from residents.people import Person
from web.days import local_date, working_days_after
from web.language import _
from web.refusals import NotFound
from web.text import one_line

MAY = "payments.manage"
DUE_WITHIN = 10  # working days
MOST_EXPENSES = 2_000_00
_LONGEST_REFERENCE = 80
S = MemberState
_MAY_BE_PAID = (S.CONFIRMED, S.ACTIVE, S.COMPLETED, S.WITHDRAWN, S.REMOVED)


@dataclass(frozen=True, slots=True)
class Totals:
    """In pence, without what was cancelled. `donated`: members gave it away; it is paid out, but not to them."""

    due: int
    paid: int
    donated: int


async def payable(assembly: Assembly) -> list[Member]:
    """Everybody who sat for some time, those who left since included, with their registrations. One query."""
    return (
        await Member.filter(assembly_id=assembly.id, state__in=_MAY_BE_PAID, confirmed_at__isnull=False)
        .select_related("registration")
        .order_by("registration__pseudonym", "id")
    )


async def record_session(
    by: Person, assembly_id: int, session_id: int, member_ids: Sequence[int], now: datetime
) -> int:
    """These members came to the session: each is owed its payment, once. Returns how many were added.

    Who chose not to be paid is recorded with nothing. Raises NotAllowed, NotFound, PanelRefused: the session is still
    to come, somebody never sat, or has not said how to be paid.
    """
    by.demand(MAY)
    async with transaction():
        assembly = await assemblies.lock(assembly_id)
        session = await _session(assembly, session_id)
        if session.starts_at > now:
            raise PanelRefused(_("This session is still to come."), "session")
        members = {one.id: one for one in await payable(assembly)}
        if not member_ids or any(one not in members for one in member_ids):
            raise PanelRefused(_("Tick the members who came."), "members")
        chosen = [members[one] for one in dict.fromkeys(member_ids)]
        _demand_ways(chosen)
        known = {
            one.member_id
            for one in await Payment.filter(session_id=session.id, expenses=False, cancelled_at__isnull=True)
        }
        fresh = [one for one in chosen if one.id not in known]
        for member in fresh:
            await _add(by, member, PaymentWay(member.payment_way), assembly.payment_pence, session.id, now)
        if fresh:
            await keep(
                by, "payments-recorded", assembly, now, session=session.id, members=[one.id for one in fresh]
            )  # fmt: skip
    return len(fresh)


def _demand_ways(members: Sequence[Member]) -> None:
    missing = [one.registration.pseudonym for one in members if not one.payment_way]
    if missing:
        said = _("These have not said yet how they want to be paid: %(names)s. Ask them, or leave them out for now.")
        raise PanelRefused(said % {"names": ", ".join(missing)}, "members")


async def _session(assembly: Assembly, session_id: int) -> AssemblySession:
    there = 0 < session_id < 2**63
    found = await AssemblySession.get_or_none(id=session_id, assembly_id=assembly.id) if there else None
    if found is None:
        raise PanelRefused(_("Choose a session."), "session")
    return found


async def record_expenses(by: Person, assembly_id: int, member_id: int, pence: int | None, now: datetime) -> Payment:
    """A fare, a sitter. They are paid back even to somebody who takes no payment. Raises PanelRefused."""
    by.demand(MAY)
    if pence is None or not 0 < pence <= MOST_EXPENSES:
        raise PanelRefused(_("Write an amount up to £2,000."), "amount")
    async with transaction():
        assembly = await assemblies.lock(assembly_id)
        member = await one(assembly, member_id)
        if member.confirmed_at is None:
            raise PanelRefused(_("Choose a member."), "member")
        way = PaymentWay.VOUCHER if member.payment_way == PaymentWay.VOUCHER else PaymentWay.BANK
        made = await _add(by, member, way, pence, None, now)
        await keep(by, "expenses-recorded", assembly, now, member=member.id, payment=made.id, pence=pence)
    return made


async def _add(
    by: Person, member: Member, way: PaymentWay, pence: int, session_id: int | None, now: datetime
) -> Payment:
    assert by.account_id is not None, "only people record payments"
    return await Payment.create(
        member_id=member.id, session_id=session_id, way=way, expenses=session_id is None,
        amount_pence=0 if way is PaymentWay.NONE else pence,
        due_on=working_days_after(now, DUE_WITHIN), recorded_by_id=by.account_id,
    )  # fmt: skip


async def mark_paid(
    by: Person, assembly_id: int, payment_ids: Sequence[int], reference: str, paid_on: date | None, now: datetime
) -> int:
    """These went out under one reference of the council's payment system. All of them, or none."""
    by.demand(MAY)
    reference = one_line(reference)
    if not 0 < len(reference) <= _LONGEST_REFERENCE:
        raise PanelRefused(_("Write the reference of the payment run, in 80 characters or fewer."), "reference")
    if paid_on is None or paid_on > local_date(now):
        raise PanelRefused(_("Choose the day on which it was paid, today or earlier."), "paid_on")
    async with transaction():
        assembly = await assemblies.lock(assembly_id)
        wanted = sorted({one for one in payment_ids if 0 < one < 2**63})
        open_ones = await Payment.filter(
            id__in=wanted, member__assembly_id=assembly.id, paid_on__isnull=True, cancelled_at__isnull=True
        )
        if not wanted or len(open_ones) != len(wanted):
            raise PanelRefused(_("Tick payments that are not paid yet. Perhaps somebody just did this."), "payments")
        await Payment.filter(id__in=wanted).update(paid_on=paid_on, reference=reference)
        await keep(by, "payments-made", assembly, now, payments=wanted, on=paid_on.isoformat())
    return len(wanted)


async def cancel(by: Person, assembly_id: int, payment_id: int, now: datetime) -> None:
    """It was recorded by mistake. It stays on the list, struck out. Raises NotFound, PanelRefused."""
    by.demand(MAY)
    async with transaction():
        assembly = await assemblies.lock(assembly_id)
        there = 0 < payment_id < 2**63
        found = await Payment.get_or_none(id=payment_id, member__assembly_id=assembly.id) if there else None
        if found is None:
            raise NotFound(_("This payment is not there."))
        if found.cancelled_at is not None:
            return
        await execute("UPDATE assembly_payment SET cancelled_at = ? WHERE id = ?", now, found.id)
        await keep(
            by, "payment-cancelled", assembly, now, payment=found.id, was_paid=found.paid_on is not None
        )  # fmt: skip


async def payments_of(assembly: Assembly) -> list[Payment]:
    """All of them, the last first, with members, pseudonyms and sessions. One query."""
    return (
        await Payment.filter(member__assembly_id=assembly.id)
        .select_related("member__registration", "session")
        .order_by("-id")
    )


async def of_member(member: Member) -> list[Payment]:
    """What somebody may see of their own, with its sessions."""
    found = Payment.filter(member__registration_id=member.registration_id, cancelled_at__isnull=True)
    return await found.select_related("session").order_by("id")


def totals(payments: Sequence[Payment]) -> Totals:
    counted = [one for one in payments if one.cancelled_at is None]
    return Totals(
        due=sum(one.amount_pence for one in counted if one.paid_on is None),
        paid=sum(one.amount_pence for one in counted if one.paid_on is not None),
        donated=sum(one.amount_pence for one in counted if one.way is PaymentWay.DONATE),
    )


async def for_payroll(by: Person, assembly: Assembly, now: datetime) -> list[Payment]:
    """Everything that is due, for the CSV with names. Who chose not to be paid is left out. It is journalled."""
    by.demand(MAY)
    async with transaction():
        found = [
            one
            for one in await payments_of(assembly)
            if one.paid_on is None and one.cancelled_at is None and one.amount_pence
        ]
        await keep(
            by, "payroll-list-taken", assembly, now, payments=[one.id for one in found],
            members=sorted({one.member_id for one in found}),
        )  # fmt: skip
    return found
