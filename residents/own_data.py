"""What is kept about somebody, for themselves, by this package: no other person is named in it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from post.models import Message
from residents.models import (
    Account,
    Claim,
    ClaimStep,
    CodeLetter,
    HelperAct,
    Proof,
    Rejection,
    RoleGrant,
    Session,
)
from residents.people import Person
from web.language import _
from web.refusals import Refused

FRESH = timedelta(minutes=15)
Collect = Callable[[int], Awaitable[dict[str, Any]]]
_more: list[Collect] = []


def also(of: Collect) -> None:
    """What packages above keep about an account: called once, at the start."""
    if of not in _more:
        _more.append(of)


class NotFresh(Refused):
    """Signed in too long ago: a forgotten session on a shared computer must not give everything away."""


async def is_fresh(by: Person, now: datetime) -> bool:
    """Whether this very session began within the last minutes."""
    return await Session.filter(id_hash=by.session, account_id=by.account_id or 0, created_at__gt=now - FRESH).exists()


async def collect(by: Person, now: datetime) -> dict[str, Any]:
    """All of it, ready to be written as JSON. Raises NotFresh."""
    if by.account_id is None or not await is_fresh(by, now):
        raise NotFresh(_("Sign in again first: this works for 15 minutes after you signed in."))
    kept = {"written_at": now, **await _account(by.account_id), **await _claim(by.account_id)}
    for of in _more:
        kept |= await of(by.account_id)
    return kept


async def _account(account_id: int) -> dict[str, Any]:
    account = await Account.get(id=account_id)
    sessions = await Session.filter(account_id=account_id).order_by("-created_at").limit(1000)
    grants = await RoleGrant.filter(account_id=account_id).order_by("id")
    acts = await HelperAct.filter(account_id=account_id).order_by("id").select_related("venue")
    emails = await Message.filter(recipient=account.email).order_by("id") if account.email else []
    return {
        "account": {
            "number": account.id,
            "email": account.email,
            "name_others_see": account.display_name,
            "made_at": account.created_at,
            "officer_since": [{"role": one.role, "since": one.granted_at} for one in grants],
        },
        "signed_in": [
            {"device": one.device, "from": one.created_at, "last_used": one.last_seen_at, "ended": one.revoked_at}
            for one in sessions
        ],
        "helped_by_us": [
            {"day": one.done_on, "what": one.act, "where": one.venue.name if one.venue else ""} for one in acts
        ],
        "emails_we_sent_you": [{"subject": one.subject, "at": one.sent_at or one.queued_at} for one in emails],
    }


async def _claim(account_id: int) -> dict[str, Any]:
    """Officers stand nowhere in it: who confirmed or decided is another person."""
    claim = await Claim.get_or_none(account_id=account_id).select_related("neighbourhood", "ward", "franchise")
    if claim is None:
        return {"claim": None}
    proofs = await Proof.filter(claim_id=claim.id).order_by("id").select_related("venue", "voucher_batch__organisation")
    return {
        "claim": {
            "number": claim.id,
            "neighbourhood": claim.neighbourhood.name,
            "ward": claim.ward.name if claim.ward else None,
            "tie": claim.tie,
            "age": claim.age_band,
            "state": claim.state,
            "evidence": claim.evidence,
            "made_at": claim.made_at,
            "last_used_for": claim.franchise.name if claim.franchise else None,
            "confirmed": [
                {"how": one.method, "day": one.given_on, "where": _where(one), "taken_back": one.revoked_at}
                for one in proofs
            ],
            "letters": [
                {"reference": one.reference, "state": one.state, "asked_for": one.asked_at, "posted": one.posted_at}
                for one in await CodeLetter.filter(claim_id=claim.id).order_by("id")
            ],
            "what_happened": [
                {"day": one.done_on, "what": one.event, "from": one.before, "to": one.after}
                for one in await ClaimStep.filter(claim_id=claim.id).order_by("id")
            ],
            "taken_out": [
                {
                    "at": one.at, "why": one.because, "appeal": one.appeal, "appealed_at": one.appealed_at,
                    "ruling": one.ruling, "ruled_at": one.ruled_at, "upheld": one.upheld,
                }
                for one in await Rejection.filter(claim_id=claim.id).order_by("id")
            ],
        }
    }  # fmt: skip


def _where(proof: Proof) -> str:
    if proof.venue is not None:
        return str(proof.venue.name)
    return str(proof.voucher_batch.organisation.name) if proof.voucher_batch is not None else ""
