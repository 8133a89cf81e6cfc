"""Two officers: what one asks for, another has to want as well, exactly as it was asked, within a day."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from database import execute, transaction
from ledger import journal
from residents.models import Account, Approval, ApprovalState
from residents.people import Person
from residents.sign_in.addresses import same_mailbox
from web.language import _
from web.refusals import NotFound, Refused

LASTS = timedelta(hours=24)


class ApprovalRefused(Refused):
    """This needs somebody else, or cannot be approved any more."""


async def ask(
    by: Person, permission: str, act: str, thing: str, payload: Mapping[str, Any], because: str, now: datetime
) -> Approval:
    """Ask for something that two officers must want. One question about a thing waits at a time: a newer one takes
    its place. Raises NotAllowed, and ApprovalRefused without a reason."""
    by.demand(permission)
    assert by.account_id is not None, "only people ask"
    because = because.strip()
    if not because:
        raise ApprovalRefused(_("Write down why. The second officer and, later, others will read it."))
    async with transaction():
        await execute(
            "UPDATE approval SET state = ? WHERE thing = ? AND act = ? AND state = ?",
            ApprovalState.LAPSED.value, thing, act, ApprovalState.WAITING.value,
        )  # fmt: skip
        asked = await Approval.create(
            act=act, thing=thing, payload=dict(payload), payload_hash=hash_of(payload), because=because[:2000],
            asked_by_id=by.account_id, asked_at=now, expires_at=now + LASTS,
        )  # fmt: skip
        await journal.record(by.actor, f"{act}.asked", thing, at=now, approval=asked.id, payload=asked.payload_hash)
    return asked


async def approve(by: Person, permission: str, approval_id: int, payload: Mapping[str, Any], now: datetime) -> Approval:
    """Say yes to it, inside the transaction in which it is then done. `payload`: what it would be now.

    Raises NotAllowed, NotFound, and ApprovalRefused for the officer who asked, under whichever account, once a day has
    passed, and where what would be done is no longer what was asked.
    """
    asked = await _waiting(by, permission, approval_id, now)
    if hash_of(payload) != asked.payload_hash:
        raise ApprovalRefused(_("What would be done has changed since it was asked. Ask for it again."))
    await _rule(asked, by, ApprovalState.APPROVED, now)
    return asked


async def refuse(by: Person, permission: str, approval_id: int, now: datetime) -> Approval:
    """Say no to it. The officer who asked may take it back."""
    by.demand(permission)
    async with transaction():
        asked = await _locked(approval_id)
        asked.state = ApprovalState.REFUSED
        asked.ruled_at = now
        asked.ruled_by_id = by.account_id if by.account_id != asked.asked_by_id else None
        await asked.save(update_fields=["state", "ruled_at", "ruled_by_id"])
        await journal.record(by.actor, f"{asked.act}.refused", asked.thing, at=now, approval=asked.id)
    return asked


async def waiting_for(thing: str, act: str, now: datetime) -> Approval | None:
    """The question about this thing that waits for a second officer."""
    return await Approval.get_or_none(thing=thing, act=act, state=ApprovalState.WAITING, expires_at__gt=now)


def hash_of(payload: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True, separators=(",", ":"), default=str).encode()).hexdigest()


async def _waiting(by: Person, permission: str, approval_id: int, now: datetime) -> Approval:
    by.demand(permission)
    asked = await _locked(approval_id)
    if now >= asked.expires_at:
        raise ApprovalRefused(_("This was asked more than a day ago. Ask for it again, so that it is fresh."))
    asker = await Account.get(id=asked.asked_by_id)
    if asker.id == by.account_id or same_mailbox(asker.email or "", by.email):
        raise ApprovalRefused(_("You asked for this yourself. A second officer has to say yes."))
    return asked


async def _locked(approval_id: int) -> Approval:
    await execute("UPDATE approval SET state = state WHERE id = ?", approval_id)
    asked = await Approval.get_or_none(id=approval_id)
    if asked is None:
        raise NotFound(_("This is not there."))
    if asked.state is not ApprovalState.WAITING:
        raise ApprovalRefused(_("This was decided already."))
    return asked


async def _rule(asked: Approval, by: Person, state: ApprovalState, now: datetime) -> None:
    asked.state, asked.ruled_by_id, asked.ruled_at = state, by.account_id, now
    await asked.save(update_fields=["state", "ruled_by_id", "ruled_at"])
    await journal.record(by.actor, f"{asked.act}.approved", asked.thing, at=now, approval=asked.id)
