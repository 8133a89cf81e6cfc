"""Batches of invitations: read for the office's pages, confirmed once somebody looked at them, discarded or voided."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from assembly.assemblies import demand_phase
from assembly.assemblies import lock as lock_assembly
from assembly.invitations.refusals import InvitationsRefused
from assembly.models import Assembly, Invitation, InvitationBatch, InvitationKind, InvitationState
from database import as_time, execute, rows, transaction
from ledger import journal
from residents.people import Person
from web.days import local_date
from web.filters import LONDON
from web.language import _
from web.refusals import NotFound

PERMISSION = "invitations.manage"
LONGEST_REASON = 300
_LETTERS = {InvitationKind.ADDRESSES: "A", InvitationKind.POSTCODES: "P", InvitationKind.GOLDEN: "G"}


@dataclass(frozen=True, slots=True)
class Line:
    """A batch in the list: how it stands, and how many of its invitations do what."""

    id: int
    name: str
    kind: str
    size: int
    organisation: str
    made_at: datetime
    confirmed_at: datetime | None
    sent_at: datetime | None
    voided_at: datetime | None
    returned: int
    used: int


async def of_assembly(assembly_id: int) -> list[Line]:
    """Its batches, the newest first. One query."""
    found = await rows(
        """SELECT b.id, b.name, b.kind, b.size, b.organisation, b.made_at, b.confirmed_at, b.sent_at, b.voided_at,
                  SUM(CASE WHEN i.state = 'returned' THEN 1 ELSE 0 END) AS returned, COUNT(i.first_used_at) AS used
           FROM invitation_batch b LEFT JOIN invitation i ON i.batch_id = b.id WHERE b.assembly_id = ?
           GROUP BY b.id, b.name, b.kind, b.size, b.organisation, b.made_at, b.confirmed_at, b.sent_at, b.voided_at
           ORDER BY b.id DESC""",
        assembly_id,
    )
    return [
        Line(
            id=one.id, name=one.name, kind=str(one.kind), size=one.size, organisation=one.organisation,
            made_at=_time(one.made_at), confirmed_at=as_time(one.confirmed_at), sent_at=as_time(one.sent_at),
            voided_at=as_time(one.voided_at), returned=int(one.returned or 0), used=int(one.used or 0),
        )
        for one in found
    ]  # fmt: skip


def _time(kept: Any) -> datetime:
    found = as_time(kept)
    assert found is not None
    return found


async def one(assembly_id: int, batch_id: int) -> InvitationBatch:
    """With its assembly. Raises NotFound."""
    found = await InvitationBatch.get_or_none(id=batch_id, assembly_id=assembly_id).select_related("assembly")
    if found is None:
        raise NotFound(_("There is no such batch of invitations."))
    return found


async def lock(assembly_id: int, batch_id: int) -> InvitationBatch:
    """Inside a transaction: the batch as it stands, which nobody else changes until it ends. Raises NotFound."""
    await execute("UPDATE invitation_batch SET size = size WHERE id = ? AND assembly_id = ?", batch_id, assembly_id)
    return await one(assembly_id, batch_id)


async def new_name(assembly: Assembly, kind: InvitationKind) -> str:
    """Of the next batch: A1, A2 … Inside the transaction that holds the assembly's lock. Names are never used again."""
    made = await InvitationBatch.filter(assembly_id=assembly.id, kind=kind).count()
    return f"{_LETTERS[kind]}{made + 1}"


async def begun(by: Person, assembly_id: int, now: datetime) -> Assembly:
    """The assembly, locked, where invitations may be made for it now. Raises NotAllowed, NotFound, AssemblyRefused."""
    by.demand(PERMISSION)
    assembly = await lock_assembly(assembly_id)
    await demand_phase(assembly, "invite", now)
    return assembly


def end_of(last_day: date | None, assembly: Assembly, now: datetime) -> datetime | None:
    """When codes run out: at the end of this day, or never before registration does. Raises InvitationsRefused."""
    if last_day is None:
        return None
    closes = assembly.registration_closes_at
    if last_day < local_date(now):
        raise InvitationsRefused(_("Choose a day that is still to come."), "last_day")
    if last_day > local_date(closes or now + timedelta(days=400)):
        raise InvitationsRefused(_("Choose a day that is not after the last day of registration."), "last_day")
    return datetime.combine(last_day + timedelta(days=1), time(), LONDON)


async def confirm(by: Person, assembly_id: int, batch_id: int, now: datetime) -> None:
    """An officer looked at what was drawn, and it is as it should be: from now on it can be printed.

    Raises NotAllowed, NotFound, AssemblyRefused, InvitationsRefused.
    """
    async with transaction():
        await begun(by, assembly_id, now)
        batch = await lock(assembly_id, batch_id)
        if batch.voided_at is not None:
            raise InvitationsRefused(_("This draw was discarded, so it cannot be confirmed any more."))
        if batch.confirmed_at is not None:
            raise InvitationsRefused(_("This draw is confirmed already."))
        await InvitationBatch.filter(id=batch.id).update(confirmed_at=now)
        await journal.record(
            by.actor, "assembly.invitations-confirmed", f"assembly:{assembly_id}", at=now, batch=batch.name,
            size=batch.size,
        )  # fmt: skip


async def void(by: Person, assembly_id: int, batch_id: int, because: str, now: datetime) -> int:
    """Take a batch back: its codes stop working, and letters that still wait in the outbox are never sent.

    A draw that was not confirmed yet is discarded: its addresses go, that it was drawn stays to be seen. Returns how
    many invitations it was about. Raises NotAllowed, NotFound, InvitationsRefused.
    """
    by.demand(PERMISSION)
    because = " ".join(because.split())
    if not because or len(because) > LONGEST_REASON:
        limit = {"limit": LONGEST_REASON}
        raise InvitationsRefused(_("Say why, in %(limit)s letters or fewer.") % limit, "because")
    async with transaction():
        batch = await lock(assembly_id, batch_id)
        if batch.voided_at is not None:
            raise InvitationsRefused(_("This batch is void already."))
        drawn = Invitation.filter(batch_id=batch.id)
        discarded = batch.confirmed_at is None
        stopped = await _stop_letters(batch.id)
        many = await (drawn.delete() if discarded else drawn.update(state=InvitationState.VOID, address=""))
        await InvitationBatch.filter(id=batch.id).update(voided_at=now, voided_because=because)
        act = "assembly.invitations-discarded" if discarded else "assembly.invitations-voided"
        await journal.record(
            by.actor, act, f"assembly:{assembly_id}", at=now, batch=batch.name, size=many, stopped=stopped,
            because=because,
        )  # fmt: skip
    return many


async def _stop_letters(batch_id: int) -> int:
    """Letters of this batch that were not handed over yet go out of the outbox."""
    return await execute(
        """DELETE FROM message WHERE state = 'waiting'
           AND id IN (SELECT i.message_id FROM invitation i WHERE i.batch_id = ? AND i.message_id IS NOT NULL)""",
        batch_id,
    )


def demand_printable(batch: InvitationBatch) -> None:
    """Raises InvitationsRefused unless it is confirmed and stands."""
    if batch.voided_at is not None:
        raise InvitationsRefused(_("This batch is void, so nothing of it can be printed or sent."))
    if batch.confirmed_at is None:
        raise InvitationsRefused(_("First look at what was drawn, and confirm it."))
