"""The people of the sample: officers, residents, and neighbours who support and vote."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyotp

from pb.sample import claims, stories
from residents.accounts import make_sample_officer
from residents.models import Account, Role
from residents.people import Person
from residents.places.models import Neighbourhood
from web.refusals import Refused

_OFFICERS = {
    "moderator": ("Mo (sample)", {Role.MODERATOR}),
    "reviewer": ("Rita, Parks (sample)", {Role.REVIEWER}),
    "reviewer2": ("Raj, Highways (sample)", {Role.REVIEWER}),
    "officer": ("Cara (sample)", {Role.CYCLE_OFFICER}),
    "officer2": ("Colin (sample)", {Role.CYCLE_OFFICER}),
    "publisher": ("Petra (sample)", {Role.PUBLISHER}),
    "publisher2": ("Percy (sample)", {Role.PUBLISHER}),
    "administrator": ("Ada (sample)", {Role.ADMINISTRATOR}),
    "verifier": ("Vera (sample)", {Role.VERIFIER}),
    "verifier2": ("Victor (sample)", {Role.VERIFIER}),
    "facilitator": ("Fatima (sample)", {Role.FACILITATOR}),
    "roll": ("Rob, elections (sample)", {Role.ROLL_OFFICER}),
    "roll2": ("Rosa, elections (sample)", {Role.ROLL_OFFICER}),
    "roll3": ("Rhys, elections (sample)", {Role.ROLL_OFFICER}),
    "keyer": ("Kim (sample)", {Role.KEYER}),
    "keyer2": ("Ken (sample)", {Role.KEYER}),
    "assembly": ("Asma, assembly (sample)", {Role.ASSEMBLY_OFFICER}),
    "assembly2": ("Alun, assembly (sample)", {Role.ASSEMBLY_OFFICER}),
}


@dataclass(frozen=True, slots=True)
class Residents:
    """Accounts of the sample's residents, and towns by the slug of the neighbourhood."""

    everybody: list[Account]
    of_town: dict[str, list[Account]]


class SampleRefused(Refused):
    """The sample cannot be built here."""


async def towns() -> dict[str, Neighbourhood]:
    """The six towns by slug. Raises SampleRefused where the site has other neighbourhoods."""
    found = {place.slug: place for place in await Neighbourhood.filter(retired_at__isnull=True)}
    missing = [town["name"] for town in stories.city()["towns"] if town["id"] not in found]
    if missing:
        raise SampleRefused(f"The sample is about six towns, and here there is no {missing[0]}. Use an empty database.")
    return found


async def officers() -> dict[str, Person]:
    """Officers by a word for what they do. Nobody knows their passwords: they use the list of sample sign-ins."""
    found = {}
    for word, (name, roles) in _OFFICERS.items():
        email = f"{word}@example.com"
        account = await make_sample_officer(email, name, roles, secrets.token_urlsafe(24), pyotp.random_base32())
        found[word] = Person(account.id, name, email, frozenset({Role.RESIDENT, *roles}))
    return found


async def residents(now: datetime) -> Residents:
    """60 people, most of them with an address at example.com. What they claim is put in later."""
    told = stories.claims()
    last = await _last_account()
    await Account.bulk_create(
        Account(email=claims.email_of(one), display_name=one["display_name"], sample=True, created_at=now)
        for one in told
    )
    accounts = await Account.filter(id__gt=last).order_by("id")
    of_town: dict[str, list[Account]] = {}
    for account, one in zip(accounts, told, strict=True):
        of_town.setdefault(one["town"], []).append(account)
    return Residents(accounts, of_town)


async def _last_account() -> int:
    last: Any = await Account.all().order_by("-id").first().values_list("id", flat=True)
    return last or 0


async def neighbours(count: int, now: datetime) -> list[int]:
    """Accounts without an email address, as of people who come to a library; returns their ids."""
    last = await _last_account()
    await Account.bulk_create(
        [Account(display_name="A neighbour (sample)", sample=True, created_at=now) for _ in range(count)],
        batch_size=500,
    )
    found = await Account.filter(id__gt=last, email__isnull=True).order_by("id").values_list("id", flat=True)
    return [int(number) for number in found]  # type: ignore[call-overload]
