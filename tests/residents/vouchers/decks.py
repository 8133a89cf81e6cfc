"""Votes, organisations and cards for these tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from residents.models import Franchise, Organisation, Role
from residents.people import Person
from residents.vouchers import batches, organisations
from residents.vouchers.batches import Minted
from tests.factories import make_account

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
NETWORK = "192.0.2.0/24"
_made = iter(range(1, 10**6))


async def make_officer(*roles: Role) -> Person:
    account = await make_account("Rolf", *(roles or (Role.ROLL_OFFICER,)))
    return Person(account.id, "Rolf", account.email or "", frozenset(roles or (Role.ROLL_OFFICER,)))


async def make_vote(**values: Any) -> Franchise:
    number = next(_made)
    fields: dict[str, Any] = {
        "name": "Summer fund",
        "key_name": f"cards-{number}",
        "proofs": ["in_person", "voucher", "letter"],
        "confirm_by": NOW + timedelta(days=30),
    }
    return await Franchise.create(**{**fields, **values})


async def make_organisation(by: Person, name: str = "") -> Organisation:
    return await organisations.add(by, name or f"Lounge {next(_made)}", "Lou", "", NOW)


async def make_cards(
    vote: Franchise | None = None, size: int = 25, signed: bool = True, now: datetime = NOW, by: Person | None = None
) -> Minted:
    """A batch in the hands of an organisation, unless it is not `signed` for."""
    officer = by or await make_officer()
    organisation = await make_organisation(officer)
    minted = await batches.mint(officer, organisation.id, (vote or await make_vote()).id, size, None, now)
    if signed:
        await batches.sign_for(officer, minted.batch.id, "Lou Lounge", now)
    return minted
