"""Taking a claim out, which only two officers together can, and the appeal against it, on which a third one rules."""

from datetime import datetime

from database import execute, transaction
from ledger import journal
from post.outbox import enqueue
from residents.belonging import claims
from residents.belonging.states import ClaimRefused
from residents.models import Account, Claim, ClaimState, Rejection
from residents.people import Person
from residents.rejections import letters
from residents.sign_in.addresses import same_mailbox
from web.days import end_of_working_day
from web.language import _
from web.refusals import NotFound

DAYS_TO_APPEAL = 10  # working days
LONGEST = 2000


class RejectionRefused(ClaimRefused):
    """It cannot be taken out, appealed against or ruled on like this."""


async def reject(
    claim: Claim,
    rule: str,
    because: str,
    *,
    asked_by_id: int,
    approved_by_id: int,
    franchise_id: int | None,
    now: datetime,
) -> Rejection:
    """Take a locked claim out, inside the caller's transaction in which the second officer's yes is kept.

    `rule`: the reason in one word, as the ballot account counts it. `because`: as the person reads it, who learns with
    it how to appeal. Raises ClaimRefused.
    """
    if asked_by_id == approved_by_id:
        raise RejectionRefused(_("Only two officers together can take a claim out."))
    because = _words(because, _("Write down why. The person will read it."))
    if await Rejection.filter(claim_id=claim.id, appealed_at__isnull=False, ruled_at__isnull=True).exists():
        raise RejectionRefused(_("The person has appealed. A third officer rules on that before anything else."))
    actor = f"account:{approved_by_id}"
    if claim.state is not ClaimState.UNDER_REVIEW:
        await claims.move(claim, "flagged", actor, now)
    await claims.move(claim, "rejected", actor, now)
    rejection = await Rejection.create(
        claim_id=claim.id, franchise_id=franchise_id, rule=rule[:30], because=because, asked_by_id=asked_by_id,
        approved_by_id=approved_by_id, at=now, appeal_by=end_of_working_day(now, DAYS_TO_APPEAL),
    )  # fmt: skip
    await journal.record(
        actor, "claim.rejected", f"claim:{claim.id}", at=now, rule=rejection.rule, asked_by=asked_by_id,
        rejection=rejection.id,
    )  # fmt: skip
    await _write(claim, letters.rejected(rejection), now)
    return rejection


async def latest_of(account_id: int) -> Rejection | None:
    """The last time this person's claim was taken out, with the `claim`."""
    return await Rejection.filter(claim__account_id=account_id).order_by("-id").select_related("claim").first()


async def appeal(by: Person, text: str, now: datetime) -> Rejection:
    """Say why one's claim should stand: an officer who had no part in it looks again. Raises ClaimRefused."""
    text = _words(text, _("Say in your own words why your claim should stand."))
    async with transaction():
        await execute("UPDATE claim SET state = state WHERE account_id = ?", by.account_id or 0)
        rejection = await latest_of(by.account_id or 0)
        if rejection is None:
            raise RejectionRefused(_("Nothing of yours was taken out, so there is nothing to appeal against."))
        if rejection.appealed_at is not None:
            raise RejectionRefused(_("You have appealed already. We write to you once somebody has ruled on it."))
        if now > rejection.appeal_by:
            raise RejectionRefused(_("The time for an appeal is over. You can still write to the people who run this."))
        claim: Claim = rejection.claim
        await claims.move(claim, "appealed", by.actor, now)
        rejection.appeal, rejection.appealed_at = text, now
        await rejection.save(update_fields=["appeal", "appealed_at"])
        await _write(claim, letters.appealed(), now)
    return rejection


async def rule_on_appeal(by: Person, rejection_id: int, upheld: bool, ruling: str, now: datetime) -> Rejection:
    """Rule on an appeal, as an officer who had no part in taking the claim out. `upheld`: the claim stands again.

    Raises NotAllowed, NotFound, ClaimRefused.
    """
    by.demand("claims.reject")
    ruling = _words(ruling, _("Write down why. The person will read it."))
    async with transaction():
        # The claim first, as everywhere: its owner may be taking it back at this moment.
        await execute(
            "UPDATE claim SET state = state WHERE id = (SELECT claim_id FROM rejection WHERE id = ?)", rejection_id
        )
        rejection = await Rejection.get_or_none(id=rejection_id).select_related("asked_by", "approved_by", "franchise")
        if rejection is None or rejection.appealed_at is None:
            raise NotFound(_("This appeal is not there."))
        if rejection.ruled_at is not None:
            raise RejectionRefused(_("Somebody has ruled on this appeal already."))
        _demand_third(by, rejection)
        claim = await Claim.get(id=rejection.claim_id)
        await _move_after_ruling(claim, rejection, upheld, by, now)
        rejection.upheld, rejection.ruling = upheld, ruling
        rejection.ruled_at, rejection.ruled_by_id = now, by.account_id
        await rejection.save(update_fields=["upheld", "ruling", "ruled_at", "ruled_by_id"])
        await journal.record(
            by.actor, "appeal.ruled", f"claim:{claim.id}", at=now, rejection=rejection.id, upheld=upheld
        )
        await _write(claim, letters.ruled(rejection), now)
    return rejection


async def close_appeal(claim: Claim, now: datetime) -> None:
    """With `when_somebody_withdraws`: who takes their claim back leaves nothing to rule on, and nothing that waits."""
    await execute(
        """UPDATE rejection SET ruled_at = ?, upheld = ?, ruling = ?
           WHERE claim_id = ? AND appealed_at IS NOT NULL AND ruled_at IS NULL""",
        now, False, _("The claim was taken back before anybody ruled."), claim.id,
    )  # fmt: skip


def _demand_third(by: Person, rejection: Rejection) -> None:
    took_part: tuple[Account, Account] = (rejection.asked_by, rejection.approved_by)
    if any(by.account_id == one.id or same_mailbox(one.email or "", by.email) for one in took_part):
        raise RejectionRefused(_("You took part in taking this claim out. Another officer has to rule on the appeal."))


async def _move_after_ruling(claim: Claim, rejection: Rejection, upheld: bool, by: Person, now: datetime) -> None:
    if not upheld:
        await claims.move(claim, "rejected", by.actor, now)
        return
    state = claims.settled(claim.evidence)
    await claims.move(claim, "cleared", by.actor, now, to=state)
    ended = rejection.franchise is not None and rejection.franchise.expired_at is not None
    if ended and state is not ClaimState.VERIFIED:
        # The others who had not confirmed in time were marked so while this one was being looked at.
        await claims.move(claim, "expired", by.actor, now)


def _words(text: str, without: str) -> str:
    text = text.strip()
    if not text:
        raise RejectionRefused(without)
    if len(text) > LONGEST:
        raise RejectionRefused(_("This is too long. Keep it under %(most)s letters.") % {"most": LONGEST})
    return text


async def _write(claim: Claim, letter: tuple[str, str], now: datetime) -> None:
    """Nothing happens for somebody without an address: officers see on the claim's page that they have to tell them."""
    account = await Account.get(id=claim.account_id)
    await enqueue(account.email, *letter, now=now)
