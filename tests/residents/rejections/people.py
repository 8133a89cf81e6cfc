"""Officers and claims for tests of taking claims out."""

from typing import Any

from residents.belonging import claims
from residents.models import Account, Claim, ClaimState, Evidence, Franchise, Proof, ProofMethod, Role
from residents.people import Person
from tests.factories import NOW, days, make_account, make_place


def as_person(account: Account, *roles: Role) -> Person:
    return Person(account.id, account.display_name, account.email or "", frozenset({Role.RESIDENT, *roles}))


async def roll_officer(name: str = "Rosa Roll", **values: Any) -> Person:
    return as_person(await make_account(name, Role.ROLL_OFFICER, **values), Role.ROLL_OFFICER)


async def make_franchise(**values: Any) -> Franchise:
    number = await Franchise.all().count() + 1
    fields = {
        "name": f"Fund {number}",
        "key_name": f"fund-{number}",
        "proofs": ["in_person", "voucher", "letter"],
        "confirm_by": NOW + days(30),
        "challenge_ends_at": NOW + days(60),
    }
    return await Franchise.create(**{**fields, **values})


async def verified_claim(account: Account | None = None, franchise: Franchise | None = None, **values: Any) -> Claim:
    """A claim confirmed in person."""
    account = account or await make_account()
    place_id = values.pop("neighbourhood_id", 0) or (await make_place()).id
    fields = {
        "neighbourhood_id": place_id,
        "franchise_id": franchise.id if franchise else None,
        "evidence": Evidence.E2,
        "state": ClaimState.VERIFIED,
        "made_at": NOW,
        "confirmed_at": NOW,
    }
    claim = await Claim.create(account_id=account.id, **{**fields, **values})
    await claims.note(claim.id, "", claim.state, "declared", f"account:{account.id}", NOW)
    if claim.evidence is Evidence.E2:
        await Proof.create(claim_id=claim.id, method=ProofMethod.IN_PERSON, level=Evidence.E2, given_on=NOW.date())
    return claim
