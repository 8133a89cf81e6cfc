"""Proofs: that something was shown, and what it does to the claim. Every method of proving ends here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from database import rows
from ledger import journal
from residents.belonging.claims import move, reaches, settled
from residents.belonging.states import OPEN, ClaimRefused
from residents.models import Claim, ClaimState, Evidence, Proof, ProofMethod
from residents.people import Person
from web.days import local_date
from web.language import _

LEVELS = {
    ProofMethod.CONTACT: Evidence.E1,
    ProofMethod.IN_PERSON: Evidence.E2,
    ProofMethod.VOUCHER: Evidence.E2,
    ProofMethod.LETTER: Evidence.E2,
    ProofMethod.REFERENCE: Evidence.E2,
    ProofMethod.ONE_LOGIN: Evidence.E3,
}
DAY_ONE = (ProofMethod.IN_PERSON, ProofMethod.VOUCHER, ProofMethod.LETTER)
"""The methods that confirm an address or a presence and need nothing from outside."""


@dataclass(frozen=True, slots=True)
class Given:
    """`already`: the claim was as strong before; then no second proof is kept."""

    proof: Proof
    already: bool


async def give(
    claim: Claim,
    method: ProofMethod,
    actor: str,
    now: datetime,
    *,
    venue_id: int | None = None,
    verifier_id: int | None = None,
    voucher_batch_id: int | None = None,
) -> Given:
    """Keep a proof of a locked claim, inside the caller's transaction, and let the claim rise by it.

    A claim under review rises as well, and stays under review: to flag is not to block. Raises ClaimRefused where the
    claim is not one that can be confirmed now.
    """
    level = LEVELS[method]
    standing = await Proof.filter(claim_id=claim.id, revoked_at__isnull=True).order_by("id")
    for one in standing:
        if reaches(one.level, level):
            return Given(one, already=True)
    if claim.state not in OPEN | {ClaimState.VERIFIED, ClaimState.EXPIRED, ClaimState.UNDER_REVIEW}:
        raise ClaimRefused(_("This claim cannot be confirmed as it stands. Ask the people who look after the vote."))
    proof = await Proof.create(
        claim_id=claim.id,
        method=method,
        level=level,
        given_on=local_date(now),
        ward_id=claim.ward_id,
        venue_id=venue_id,
        verifier_id=verifier_id,
        voucher_batch_id=voucher_batch_id,
    )
    if not reaches(claim.evidence, level):
        claim.evidence = level
        claim.confirmed_at = claim.confirmed_at or now
        await claim.save(update_fields=["evidence", "confirmed_at"])
    if claim.state not in (settled(claim.evidence), ClaimState.UNDER_REVIEW):
        event = "confirmed" if reaches(level, Evidence.E2) else "contact-confirmed"
        await move(claim, event, actor, now, to=settled(claim.evidence))
    return Given(proof, already=False)


async def revoke(proof_id: int, by: Person, because: str, now: datetime) -> Proof:
    """Take a proof back: an officer's mistake, a letter that came back. Inside a transaction, with the claim locked."""
    proof = await Proof.get(id=proof_id).select_related("claim")
    if proof.revoked_at is not None:
        return proof
    proof.revoked_at, proof.revoked_because = now, because[:300]
    await proof.save(update_fields=["revoked_at", "revoked_because"])
    claim: Claim = proof.claim
    left = await best_level(claim)
    claim.evidence = left
    await claim.save(update_fields=["evidence"])
    if claim.state is ClaimState.VERIFIED and settled(left) is not ClaimState.VERIFIED:
        await move(claim, "proof-revoked", by.actor, now, to=settled(left))
    await journal.record(by.actor, "proof.revoked", f"claim:{claim.id}", at=now, method=proof.method, because=because)
    return proof


async def best_level(claim: Claim) -> Evidence:
    """What its standing proofs, and a confirmed email address, show."""
    levels = [proof.level for proof in await Proof.filter(claim_id=claim.id, revoked_at__isnull=True)]
    contact = await rows("SELECT 1 FROM account WHERE id = ? AND email IS NOT NULL", claim.account_id)
    return max([Evidence.E1 if contact else Evidence.E0, *levels], key=list(Evidence).index)


async def level_by(claim_ids: Collection[int], accepted: Collection[str], day: date | None) -> dict[int, Evidence]:
    """The best level that standing proofs of each claim reach by that day, of the methods accepted. Others: none."""
    best: dict[int, Evidence] = {}
    wanted = set(claim_ids)
    found = await rows("SELECT claim_id, method, level, given_on FROM proof WHERE revoked_at IS NULL")
    for one in found:
        given = date.fromisoformat(str(one.given_on)[:10])
        if one.claim_id not in wanted or one.method not in accepted or (day is not None and given > day):
            continue
        level = Evidence(one.level)
        if level > best.get(one.claim_id, Evidence.E0):
            best[one.claim_id] = level
    return best
