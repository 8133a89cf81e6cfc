"""Leaving: withdrawing, which keeps the row as it was, and erasing, which keeps nothing but a code without a person."""

import secrets as chance
from datetime import datetime
from typing import Any

from assembly.assemblies import lock, timetable_of
from assembly.models import Assembly, Draw, DrawState, InvitationKind, Registration
from assembly.models import RegistrationState as S
from assembly.panels import forgetting
from assembly.registrations import letters
from assembly.registrations.drawn import was_drawn
from assembly.registrations.refusals import RegistrationRefused
from assembly.registrations.writing import checked_reason
from database import execute, transaction
from ledger import journal
from post.models import Via
from residents.people import Person
from web.language import _
from web.refusals import NotFound

_PUBLIC = (DrawState.COMMITTED, DrawState.DRAWN, DrawState.VOID)


async def is_frozen(assembly: Assembly) -> bool:
    """Whether the pool was frozen for a draw: who leaves now stays in it as a line without a name."""
    return (await timetable_of(assembly)).draw_begun_at is not None


async def stands_in_public(assembly_id: int) -> bool:
    """Whether a draw was committed to, so that pseudonyms of its pool are public for good."""
    return await Draw.exists(assembly_id=assembly_id, state__in=_PUBLIC)


async def withdraw(
    registration_id: int, because: str, now: datetime, *, by: Person | None = None, via: Via = Via.PRINT
) -> Registration:
    """Out of the pool. `by`: the officer who was called; otherwise the person.

    Raises NotFound, RegistrationRefused for who sits on the panel: that seat is given back there. Done twice, it is
    done once.
    """
    if by is not None:
        by.demand("registrations.exclude")
    reason = checked_reason(because, "because")
    async with transaction():
        found = await locked(registration_id)
        if found.state is S.WITHDRAWN:
            return found
        if found.state is not S.POOL:
            raise NotFound(_("This registration is not in the pool."))
        await lock(found.assembly_id)  # before a panel is seated, or after it
        await _demand_no_seat(found)
        found.state, found.left_at, found.left_because = S.WITHDRAWN, now, reason
        await found.save(update_fields=["state", "left_at", "left_because"])
        if found.email or by is not None:  # what an officer did, the person hears of, by post if need be
            await letters.tell(found, letters.withdrawn(found.assembly, found), now, via=via)
        if by is not None:
            await _journal(by, "withdrawn-by-phone", found, now)
    return found


async def erase(registration_id: int, now: datetime, *, by: Person | None = None, via: Via = Via.PRINT) -> None:
    """Delete everything about the person; the row stays with its pseudonym. Raises NotFound, RegistrationRefused."""
    if by is not None:
        by.demand("registrations.exclude")
    async with transaction():
        found = await locked(registration_id)
        if found.state is S.ERASED:
            return
        if found.state is S.DRAFT:
            await execute("DELETE FROM registration WHERE id = ?", found.id)
            return
        await lock(found.assembly_id)
        await _demand_no_seat(found)
        if by is not None:
            await letters.tell(found, letters.erased(found.assembly, found), now, via=via)
        await blank([found.id], now)
        if by is not None:
            await _journal(by, "erased-by-phone", found, now)


async def locked(registration_id: int) -> Registration:
    """Inside a transaction: the row, with its assembly, and nobody else changes it until the end. Raises NotFound."""
    await execute("UPDATE registration SET version = version + 1 WHERE id = ?", registration_id)
    found = await Registration.get_or_none(id=registration_id).select_related("assembly")
    if found is None:
        raise NotFound(_("This registration is not there any more."))
    return found


async def _demand_no_seat(found: Registration) -> None:
    if await was_drawn(found.id):
        raise RegistrationRefused(
            _(
                "You were drawn: you have a seat on the panel, or a place on the list of those who come next. "
                "First say that you cannot take it, on the page that we wrote to you about, or by phone."
            )
        )


async def _journal(by: Person, act: str, found: Registration, now: datetime) -> None:
    await journal.record(
        by.actor, f"assembly.registration-{act}", f"assembly:{found.assembly_id}", at=now, registration=found.id
    )


async def blank(registration_ids: list[int], now: datetime) -> None:
    """Inside the caller's transaction: the persons of these rows are gone for good.

    Only a golden ticket stays on its row, because it was for one person and is used up.
    """
    golden = {
        one.id
        for one in await Registration.filter(
            id__in=registration_ids, invitation__batch__kind=InvitationKind.GOLDEN
        ).only("id")
    }
    marks = ", ".join("?" for _each in registration_ids) or "NULL"
    for table in ("registration_answer", "support_need"):
        await execute(f"DELETE FROM {table} WHERE registration_id IN ({marks})", *registration_ids)
    await Registration.filter(id__in=registration_ids).update(**_nobody(now))
    await Registration.filter(id__in=[one for one in registration_ids if one not in golden]).update(invitation_id=None)
    await forgetting.blank(registration_ids)
    for one in registration_ids:  # unique, and nobody's code
        await execute("UPDATE registration SET key_hash = ? WHERE id = ?", chance.token_hex(32), one)


def _nobody(now: datetime) -> dict[str, Any]:
    empty = ("salt", "name", "email", "phone", "address", "postcode", "uprn", "ward_code", "household", "answered",
             "browser", "left_because")  # fmt: skip
    nothing = ("account_id", "born_year", "born_month", "browser_until")
    return {
        **dict.fromkeys(empty, ""),
        **dict.fromkeys(nothing),
        "keep_for_others": False,
        "state": S.ERASED,
        "erased_at": now,
    }
