"""People, claims and flags for tests of flags."""

from typing import Any

from residents.belonging import claims, marks
from residents.flags import look_at_marks, raise_flag
from residents.flags.working import take_on
from residents.models import (
    Account,
    Claim,
    ClaimState,
    ClaimStep,
    Evidence,
    Flag,
    Franchise,
    MarkKind,
    Proof,
    ProofMethod,
    Role,
)
from residents.people import Person
from residents.places.models import Neighbourhood
from tests.factories import NOW, days, make_account, make_place


def as_person(account: Account, *roles: Role) -> Person:
    return Person(account.id, account.display_name, account.email or "", frozenset({Role.RESIDENT, *roles}))


async def officer(name: str = "Rosa Roll", **values: Any) -> Person:
    return as_person(await make_account(name, Role.ROLL_OFFICER, **values), Role.ROLL_OFFICER)


async def make_franchise(**values: Any) -> Franchise:
    number = await Franchise.all().count() + 1
    fields = {
        "name": f"Fund {number}",
        "key_name": f"flags-{number}",
        "proofs": ["in_person", "voucher", "letter"],
        "confirm_by": NOW + days(30),
        "challenge_ends_at": NOW + days(60),
    }
    return await Franchise.create(**{**fields, **values})


async def make_claim(
    franchise: Franchise | None = None,
    state: ClaimState = ClaimState.VERIFIED,
    place: Neighbourhood | None = None,
    account: Account | None = None,
    **values: Any,
) -> Claim:
    evidence = {ClaimState.VERIFIED: Evidence.E2, ClaimState.DECLARED: Evidence.E0}.get(state, Evidence.E1)
    evidence = values.pop("evidence", evidence)
    claim = await Claim.create(
        account_id=(account or await make_account()).id, neighbourhood_id=(place or await make_place()).id, state=state,
        franchise_id=franchise.id if franchise else None, evidence=evidence, made_at=NOW, confirmed_at=NOW, **values,
    )  # fmt: skip
    await claims.note(claim.id, "", state, "declared", "the test", NOW)
    if evidence is Evidence.E2:
        await Proof.create(claim_id=claim.id, method=ProofMethod.IN_PERSON, level=evidence, given_on=NOW.date())
    return claim


async def make_claims(number: int, franchise: Franchise, **values: Any) -> list[Claim]:
    place = values.pop("place", None) or await make_place()
    return [await make_claim(franchise, place=place, **values) for _one in range(number)]


async def flagged(franchise: Franchise, *about: Claim, rule: str = "device_cap", subject: str = "one") -> Flag:
    flag = await raise_flag(franchise, rule, subject, [one.id for one in about], {}, NOW)
    assert flag is not None
    return flag


async def taken_on(by: Person, franchise: Franchise, *about: Claim, rule: str = "device_cap") -> Flag:
    return await take_on(by, (await flagged(franchise, *about, rule=rule)).id, NOW)


async def share(franchise: Franchise, claim: Claim, kind: MarkKind, *parts: str) -> Flag | None:
    """Keep a mark and look at it, as whoever keeps marks does."""
    digest = await marks.keep(franchise, claim.id, kind, *parts)
    return await look_at_marks(franchise, claim.id, kind, digest, NOW)


async def state_of(claim: Claim) -> ClaimState:
    return (await Claim.get(id=claim.id)).state


async def steps_of(claim: Claim) -> list[str]:
    return [one.event for one in await ClaimStep.filter(claim_id=claim.id).order_by("id")]
