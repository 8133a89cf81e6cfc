"""For the world of the fuzz test: a claim in the hands of officers, with everything that has an address."""

from datetime import UTC, datetime

from residents.models import Account, Approval, Claim, ClaimState, Evidence, Franchise, Proof, Rejection, Role
from residents.places.models import Neighbourhood
from tests.factories import days, make_account


async def add_claims(place: Neighbourhood) -> dict[str, list[object]]:
    """What can stand in addresses, by the names that routes give it: one claim that could be taken out and about which
    somebody asks, and one that was, with an appeal."""
    now = datetime.now(UTC)
    franchise = await Franchise.create(name="Fund", key_name="cycle-9", proofs=["letter"], confirm_by=now + days(9))
    one, two = await make_account("One", Role.ROLL_OFFICER), await make_account("Two", Role.ROLL_OFFICER)
    standing, out = [
        await _claim(await make_account(), place, franchise, state)
        for state in (ClaimState.VERIFIED, ClaimState.UNDER_REVIEW)
    ]
    proof = await Proof.create(claim=standing, method="letter", level=Evidence.E2, given_on=now.date())
    approval = await Approval.create(
        act="claim.reject", thing=f"claim:{standing.id}", payload_hash="0" * 64, because="Why", asked_by=one,
        payload={"claim": standing.id, "rule": "not_here", "because": "Why"}, asked_at=now, expires_at=now + days(1),
    )  # fmt: skip
    rejection = await Rejection.create(
        claim=out, franchise=franchise, rule="not_here", because="Why", asked_by=one, approved_by=two, at=now,
        appeal_by=now + days(14), appeal="Because", appealed_at=now,
    )  # fmt: skip
    return {
        "claim": [standing.id, out.id],
        "proof": [proof.id],
        "approval": [approval.id],
        "rejection": [rejection.id],
        "about": ["cycle:9"],
    }


async def _claim(account: Account, place: Neighbourhood, franchise: Franchise, state: ClaimState) -> Claim:
    return await Claim.create(
        account=account, neighbourhood=place, franchise=franchise, evidence=Evidence.E2, state=state,
        made_at=datetime.now(UTC),
    )  # fmt: skip
