"""Helpers on shift at a venue, and somebody who comes to their table."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from residents import sessions
from residents.belonging import franchises
from residents.models import Account, Evidence, Franchise, Role, SessionKind, Shift, Venue
from residents.people import Person
from residents.presence.meeting import Said
from tests.factories import make_account, make_place

_number = count(1)
POSTCODE = "ST1 1AA"
MARY = Said(name="Mary Malone", postcode=POSTCODE, age_band="65 and over")


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


async def make_franchise(now: datetime, **values: Any) -> Franchise:
    """A vote in which people can be confirmed for two more weeks; ST1 1AA belongs to Hanley."""
    await make_place("Hanley", postcode="ST11AA")
    options = {"counts_from": Evidence.E2, "proofs": None, "confirm_by": now + timedelta(days=14), **values}
    return await franchises.settle(f"test-{next(_number)}", "Street fund", challenge_ends_at=None, **options)


async def make_venue(name: str = "", **values: Any) -> Venue:
    return await Venue.create(name=name or f"Lounge {next(_number)}", added_at=datetime.now(UTC), **values)


async def make_helper(now: datetime | None, *roles: Role, venue: Venue | None = None, name: str = "Vera") -> Person:
    """A verifier and facilitator, unless `roles` say otherwise; on shift around `now`, unless that is None."""
    roles = roles or (Role.VERIFIER, Role.FACILITATOR)
    account = await make_account(name, *roles)
    if now is not None:
        await put_on_shift(account.id, now, venue)
    session = await sessions.begin(account.id, SessionKind.OFFICER, "test", now or datetime.now(UTC))
    return await as_person(account, session, *roles)


async def as_person(account: Account, session: str, *roles: Role) -> Person:
    return Person(
        account.id, account.display_name, account.email or "", frozenset({Role.RESIDENT, *roles}),
        sessions.hash_of(session),
    )  # fmt: skip


async def put_on_shift(account_id: int, now: datetime, venue: Venue | None = None) -> Shift:
    venue = venue or await make_venue()
    return await Shift.create(
        account_id=account_id, venue=venue, starts_at=now - timedelta(hours=2), ends_at=now + timedelta(hours=2)
    )
