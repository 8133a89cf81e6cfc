"""Working on a flag: locks in their one order, who may, and letting claims go again."""

from collections.abc import Collection
from datetime import datetime

from database import execute
from residents.belonging import claims
from residents.flags.raising import OPEN
from residents.flags.refusals import FlagRefused
from residents.flags.rules import RULES
from residents.models import (
    Claim,
    ClaimState,
    CodeLetter,
    CodeLetterState,
    Flag,
    FlagClaim,
    Franchise,
    Rejection,
)
from residents.people import Person
from web.language import _
from web.refusals import NotFound

LONGEST = 2000


async def lock_flag(flag_id: int) -> Flag:
    """The flag, which nobody else changes before this transaction ends. Raises NotFound, FlagRefused once settled."""
    await execute("UPDATE flag SET state = state WHERE id = ?", flag_id)
    flag = await Flag.get_or_none(id=flag_id)
    if flag is None:
        raise NotFound(_("This flag is not there."))
    if flag.state not in OPEN:
        raise FlagRefused(_("This flag was settled already. Look at the page again."))
    return flag


async def lock_with_claims(flag_id: int) -> tuple[Flag, dict[int, Claim]]:
    """The flag with every claim it is about, all of them locked: the claims first, by their number."""
    about = await _about(flag_id)
    held = {one: await claims.lock(one) for one in about}
    flag = await lock_flag(flag_id)
    if await _about(flag_id) != about:
        raise FlagRefused(_("Another claim was added to this flag just now. Look at it, and then decide."))
    return flag, held


async def _about(flag_id: int) -> list[int]:
    return sorted([one.claim_id for one in await FlagClaim.filter(flag_id=flag_id)])


def demand_mine(by: Person, flag: Flag, held: Collection[Claim] = ()) -> None:
    """Raises FlagRefused for an officer who has not taken the flag on, or whom it is about."""
    demand_apart(by, held)
    if flag.assigned_to_id != by.account_id:
        raise FlagRefused(_("Take this flag on first, so that everybody knows who is working on it."))


def demand_apart(by: Person, held: Collection[Claim]) -> None:
    if any(claim.account_id == by.account_id for claim in held):
        raise FlagRefused(_("This flag is about your own claim, so somebody else has to work on it."))


def reason(text: str) -> str:
    """What an officer wrote as a reason, trimmed. Raises FlagRefused."""
    text = text.strip()
    if not text:
        raise FlagRefused(_("Write down why. Others will read it later."), "because")
    if len(text) > LONGEST:
        raise FlagRefused(_("This is too long. Keep it under %(most)s letters.") % {"most": LONGEST}, "because")
    return text


async def let_go(flag: Flag, claim: Claim, by: Person | None, now: datetime) -> bool:
    """Let a locked claim go back to where it stood, as well confirmed as it is now; says whether it went.

    It stays under review while another open flag, or an appeal, holds it.
    """
    if claim.state is not ClaimState.UNDER_REVIEW or await _held(flag, claim):
        return False
    actor = by.actor if by else claims.THE_SITE
    state = await claims.move(claim, "cleared", actor, now, to=await _back_to(flag, claim))
    if state is not ClaimState.VERIFIED and await Franchise.exists(id=claim.franchise_id, expired_at__isnull=False):
        # Those who had not confirmed in time were marked so while this claim was being looked at.
        await claims.move(claim, "expired", actor, now)
    return True


async def _held(flag: Flag, claim: Claim) -> bool:
    holding = [rule.name for rule in RULES.values() if rule.holds]
    by_flag = FlagClaim.filter(claim_id=claim.id, flag__state__in=list(OPEN), flag__rule__in=holding)
    if await by_flag.exclude(flag_id=flag.id).exists():
        return True
    return await Rejection.filter(claim_id=claim.id, appealed_at__isnull=False, ruled_at__isnull=True).exists()


async def _back_to(flag: Flag, claim: Claim) -> ClaimState:
    state = claims.settled(claim.evidence)
    if state is ClaimState.VERIFIED:
        return state
    before = (await FlagClaim.get(flag_id=flag.id, claim_id=claim.id)).state_before
    underway = [CodeLetterState.QUEUED, CodeLetterState.POSTED]
    if before is ClaimState.AWAITING_LETTER and await CodeLetter.filter(claim_id=claim.id, state__in=underway).exists():
        return before
    return state
