"""One claim, as an officer sees it: what happened to it and how it was shown. No name, no address, no ballot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database import as_time, execute, rows, transaction
from residents.belonging import proofs
from residents.belonging.states import ClaimRefused
from residents.models import Account, Approval, Claim, ClaimStep, Proof, Rejection
from residents.people import Person
from residents.sign_in.addresses import same_mailbox
from web.language import _
from web.refusals import NotFound

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class File:
    claim: Claim  # with its neighbourhood, ward, franchise
    has_email: bool  # without one nobody can write to them: somebody has to tell them
    steps: list[ClaimStep]
    proofs: list[Proof]  # with venue, voucher_batch__organisation
    letters: Sequence[Any]
    flags: Sequence[Any]
    rejections: list[Rejection]
    asked: Approval | None  # to take it out, and waits for a second officer


async def open_file(by: Person, claim_id: int, now: datetime) -> File:
    """Raises NotAllowed, NotFound."""
    by.demand("claims.manage")
    claim = await Claim.get_or_none(id=claim_id).select_related("neighbourhood", "ward", "franchise")
    if claim is None:
        raise NotFound(_("This claim is not there."))
    return File(
        claim,
        await Account.filter(id=claim.account_id, email__isnull=False).exists(),
        await ClaimStep.filter(claim_id=claim_id).order_by("id").limit(500),
        await Proof.filter(claim_id=claim_id).order_by("id").select_related("venue", "voucher_batch__organisation"),
        await _letters(claim_id),
        await rows(
            """SELECT f.id, f.rule, f.state FROM flag_claim fc JOIN flag f ON f.id = fc.flag_id
               WHERE fc.claim_id = ? ORDER BY f.id LIMIT 100""",
            claim_id,
        ),
        await Rejection.filter(claim_id=claim_id).order_by("id").select_related("franchise"),
        await Approval.get_or_none(thing=f"claim:{claim_id}", act="claim.reject", state="waiting", expires_at__gt=now),
    )


async def _letters(claim_id: int) -> Sequence[Any]:
    found = await rows(
        """SELECT reference, state, asked_at, posted_at, expires_at FROM code_letter WHERE claim_id = ?
           ORDER BY id LIMIT 100""",
        claim_id,
    )
    times = ("asked_at", "posted_at", "expires_at")
    return [one._replace(**{name: as_time(getattr(one, name)) for name in times}) for one in found]


async def standing_proof(by: Person, claim_id: int, proof_id: int) -> Proof:
    """One that can be taken back. Raises NotAllowed, NotFound."""
    by.demand("claims.manage")
    proof = await Proof.get_or_none(id=proof_id, claim_id=claim_id, revoked_at__isnull=True).select_related("claim")
    if proof is None:
        raise NotFound(_("This confirmation is not there, or was taken back already."))
    return proof


async def revoke(by: Person, claim_id: int, proof_id: int, because: str, now: datetime) -> None:
    """Take one proof back, with a reason. Raises NotAllowed, NotFound, ClaimRefused."""
    because = because.strip()
    if not because:
        raise ClaimRefused(_("Write down why. It stays beside the confirmation."))
    async with transaction():
        await execute("UPDATE claim SET state = state WHERE id = ?", claim_id)
        proof = await standing_proof(by, claim_id, proof_id)
        await demand_not_own(by, proof.claim)
        await proofs.revoke(proof_id, by, because[:LONGEST_REASON], now)


async def demand_not_own(by: Person, claim: Claim) -> None:
    """Nobody decides about their own claim, under whichever account."""
    account = await Account.get(id=claim.account_id)
    if account.id == by.account_id or same_mailbox(account.email or "", by.email):
        raise ClaimRefused(_("This is your own claim. Another officer has to decide about it."))
