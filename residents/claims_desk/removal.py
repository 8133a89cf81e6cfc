"""Taking a claim out: one officer asks, another one says yes to exactly that, and then it is done at once."""

from datetime import datetime
from typing import Any

from database import execute, transaction
from residents import approvals, rejections
from residents.belonging.states import ClaimRefused, after
from residents.claims_desk.file import demand_not_own
from residents.claims_desk.words import reasons
from residents.models import Approval, Claim, Franchise, Rejection
from residents.people import Person
from web.language import _
from web.refusals import NotFound

PERMISSION = "claims.reject"
ACT = "claim.reject"


async def ask(by: Person, claim_id: int, rule: str, because: str, now: datetime) -> Approval:
    """Ask a second officer. Nothing happens to the claim before. Raises NotAllowed, NotFound, ClaimRefused,
    ApprovalRefused."""
    by.demand(PERMISSION)
    async with transaction():
        claim = await _locked(claim_id)
        await demand_not_own(by, claim)
        await _demand_possible(claim, now)
        if rule not in dict(reasons()):
            raise ClaimRefused(_("Choose a reason."))
        if len(because) > rejections.LONGEST:
            raise ClaimRefused(_("This is too long. Keep it under %(most)s letters.") % {"most": rejections.LONGEST})
        return await approvals.ask(by, PERMISSION, ACT, _thing(claim_id), payload(claim, rule, because), because, now)


def payload(claim: Claim, rule: str, because: str) -> dict[str, Any]:
    """What exactly the second officer agrees to; once any of it changes, the question is void."""
    return {
        "claim": claim.id,
        "state": claim.state.value,
        "evidence": claim.evidence.value,
        "made_at": claim.made_at.isoformat(),
        "franchise": claim.franchise_id,
        "rule": rule,
        "because": because.strip(),
    }


async def waiting(by: Person, claim_id: int, approval_id: int) -> Approval:
    """What was asked about this claim, open or not. Raises NotAllowed, NotFound."""
    by.demand(PERMISSION)
    asked = await Approval.get_or_none(id=approval_id, act=ACT, thing=_thing(claim_id))
    if asked is None:
        raise NotFound(_("This question is not there."))
    return asked


async def agree(by: Person, claim_id: int, approval_id: int, now: datetime) -> Rejection:
    """Say yes as the second officer: the claim is taken out now, and the person told. Raises as `ask` does."""
    async with transaction():
        claim = await _locked(claim_id)
        asked = await waiting(by, claim_id, approval_id)
        await demand_not_own(by, claim)
        rule, because = str(asked.payload["rule"]), str(asked.payload["because"])
        await approvals.approve(by, PERMISSION, approval_id, payload(claim, rule, because), now)
        assert by.account_id is not None, "approve() lets only officers through"
        return await rejections.reject(
            claim, rule, because, asked_by_id=asked.asked_by_id, approved_by_id=by.account_id,
            franchise_id=claim.franchise_id, now=now,
        )  # fmt: skip


async def disagree(by: Person, claim_id: int, approval_id: int, now: datetime) -> None:
    """Say no, or take one's own question back: the claim stays as it is."""
    await waiting(by, claim_id, approval_id)
    await approvals.refuse(by, PERMISSION, approval_id, now)


async def questions(by: Person, now: datetime) -> list[Approval]:
    """Those about claims that wait for a second officer, the one that lapses first before the others."""
    by.demand("claims.manage")
    return await Approval.filter(act=ACT, state="waiting", expires_at__gt=now).order_by("id").limit(100)


async def _locked(claim_id: int) -> Claim:
    if not await execute("UPDATE claim SET state = state WHERE id = ?", claim_id):
        raise NotFound(_("This claim is not there."))
    return await Claim.get(id=claim_id)


async def _demand_possible(claim: Claim, now: datetime) -> None:
    """That it could be taken out now, so that nobody is asked for nothing."""
    if claim.state != "under_review":
        after(claim.state, "flagged")
    franchise = await Franchise.get_or_none(id=claim.franchise_id) if claim.franchise_id else None
    if franchise is not None and franchise.challenge_ends_at is not None and now > franchise.challenge_ends_at:
        raise ClaimRefused(_("The time for taking claims out of this vote is over. The result stands."))


def _thing(claim_id: int) -> str:
    return f"claim:{claim_id}"
