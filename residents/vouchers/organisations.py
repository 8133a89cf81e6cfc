"""Trusted organisations: who gets cards to hand out, and how many of theirs stand where."""

from collections.abc import Mapping
from datetime import datetime

from tortoise.exceptions import IntegrityError

from database import execute, rows, transaction
from ledger import journal
from residents.models import Organisation, VoucherState
from residents.people import Person
from residents.sign_in.addresses import one_address
from residents.vouchers.refusals import OrganisationRefused
from web.language import _
from web.refusals import NotFound

PERMISSION = "vouchers.manage"
LONGEST = 120
COUNTS = ", ".join(
    f"COALESCE(SUM(CASE WHEN v.state = '{state.value}' THEN 1 ELSE 0 END), 0) AS {state.value}"
    for state in VoucherState
)
"""One column a state, for a query in which `v` are vouchers."""


async def everyone() -> list[Mapping[str, object]]:
    """Organisations by name, those that have left last, with the number of their batches and cards."""
    found = await rows(
        f"""SELECT o.id, o.name, o.retired_at, COUNT(DISTINCT b.id) AS batches, {COUNTS}
            FROM organisation o LEFT JOIN voucher_batch b ON b.organisation_id = o.id
            LEFT JOIN voucher v ON v.batch_id = b.id
            GROUP BY o.id, o.name, o.retired_at
            ORDER BY CASE WHEN o.retired_at IS NULL THEN 0 ELSE 1 END, o.name"""
    )
    return [one._asdict() for one in found]


async def one(organisation_id: int) -> Organisation:
    """Raises NotFound."""
    found = await Organisation.get_or_none(id=organisation_id)
    if found is None:
        raise NotFound(_("There is no such organisation."))
    return found


async def add(by: Person, name: str, contact_name: str, contact_email: str, now: datetime) -> Organisation:
    """Raises NotAllowed, OrganisationRefused, SignInRefused (the address)."""
    by.demand(PERMISSION)
    values = _checked(name, contact_name, contact_email)
    try:
        async with transaction():
            organisation = Organisation(added_at=now, **values)
            await organisation.save()
            await journal.record(by.actor, "organisation.added", f"organisation:{organisation.id}", at=now)
    except IntegrityError as error:
        raise _taken() from error
    return organisation


async def change(
    by: Person, organisation_id: int, name: str, contact_name: str, contact_email: str, now: datetime
) -> None:
    """Raises NotAllowed, NotFound, OrganisationRefused, SignInRefused (the address)."""
    by.demand(PERMISSION)
    values = _checked(name, contact_name, contact_email)
    try:
        async with transaction():
            await _lock(organisation_id)
            await Organisation.filter(id=organisation_id).update(**values)
            await journal.record(by.actor, "organisation.changed", f"organisation:{organisation_id}", at=now)
    except IntegrityError as error:
        raise _taken() from error


async def retire(by: Person, organisation_id: int, now: datetime, *, back: bool = False) -> None:
    """No new cards for it from now on; `back` takes that back. Cards that people have stay good."""
    by.demand(PERMISSION)
    async with transaction():
        organisation = await _lock(organisation_id)
        if (organisation.retired_at is None) is back:
            return
        await Organisation.filter(id=organisation_id).update(retired_at=None if back else now)
        act = "organisation.back" if back else "organisation.retired"
        await journal.record(by.actor, act, f"organisation:{organisation_id}", at=now)


async def _lock(organisation_id: int) -> Organisation:
    await execute("UPDATE organisation SET name = name WHERE id = ?", organisation_id)
    return await one(organisation_id)


def _checked(name: str, contact_name: str, contact_email: str) -> dict[str, str]:
    name, contact_name, contact_email = one_line(name), one_line(contact_name), contact_email.strip()
    if not name:
        raise OrganisationRefused(_("Enter the name of the organisation."))
    if len(name) > LONGEST or len(contact_name) > LONGEST:
        raise OrganisationRefused(_("Shorten this to %(limit)s characters or fewer.") % {"limit": LONGEST})
    return {
        "name": name,
        "contact_name": contact_name,
        "contact_email": one_address(contact_email) if contact_email else "",
    }


def one_line(text: str) -> str:
    """Without line breaks, double spaces and characters that cannot be seen."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _taken() -> OrganisationRefused:
    return OrganisationRefused(_("There is an organisation of this name already."))
