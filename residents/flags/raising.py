"""Raising a flag: something odd is written down, and the claims it is about wait until an officer has looked.

Locks are taken in one order everywhere, so that nobody waits in a circle: claims by their number, then the flag, then
the journal. Whoever raises a flag holds a claim already (their own), so another claim that is busy is left for
`watching.catch_up`, which comes by every few minutes.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

import orjson

from database import execute, on_postgres, rows, transaction
from ledger import journal
from residents.belonging import claims
from residents.flags.rules import RULES, in_use
from residents.models import Claim, ClaimState, Flag, FlagClaim, FlagState, Franchise

OPEN = frozenset({FlagState.RAISED, FlagState.ASSIGNED, FlagState.CONTACTED})
OPEN_SQL = ", ".join(f"'{state.value}'" for state in sorted(OPEN))
CAN_WAIT = frozenset({ClaimState.DECLARED, ClaimState.PROVISIONAL, ClaimState.AWAITING_LETTER, ClaimState.VERIFIED})
"""States from which a claim goes under review."""


async def raise_flag(
    franchise: Franchise,
    rule: str,
    subject: str,
    claim_ids: Collection[int],
    detail: Mapping[str, object],
    now: datetime,
) -> Flag | None:
    """Flag what a rule found, once for each subject; claims that are new to an open flag are added to it.

    Each claim waits under review where the rule holds claims. `detail` has numbers only. Returns None where officers
    switched the rule off, or settled this very thing before. Part of the caller's transaction, or one of its own: call
    it last there, for a claim that the caller still has in hand may have changed.
    """
    assert rule in RULES, f"no such rule: {rule}"
    if not in_use(franchise, rule):
        return None
    numbers = orjson.dumps(dict(detail)).decode()
    async with transaction():
        new = await execute(
            """INSERT INTO flag (franchise_id, rule, subject, detail, state, raised_at, because)
               VALUES (?, ?, ?, ?, ?, ?, '') ON CONFLICT (franchise_id, rule, subject) DO NOTHING""",
            franchise.id, rule, subject, numbers, FlagState.RAISED.value, now,
        )  # fmt: skip
        await execute(
            "UPDATE flag SET detail = ? WHERE franchise_id = ? AND rule = ? AND subject = ?",
            numbers, franchise.id, rule, subject,
        )  # fmt: skip
        flag = await Flag.get(franchise_id=franchise.id, rule=rule, subject=subject)
        again = flag.state not in OPEN
        if again:
            known = {one.claim_id for one in await FlagClaim.filter(flag_id=flag.id)}
            if not _has_grown(flag, known, set(claim_ids)):
                return None
            claim_ids = known | set(claim_ids)
            await _open_again(flag, now)
        added = await add_claims(flag, claim_ids, now)
        if new or again or added:
            act = "flag.raised" if new or again else "flag.grown"
            await journal.record(claims.THE_SITE, act, f"flag:{flag.id}", at=now, rule=rule, claims=added)
        return flag


async def add_claims(flag: Flag, claim_ids: Collection[int], now: datetime) -> int:
    """Put claims to a flag and have those wait that are not busy; returns how many were new to it."""
    known = {one.claim_id for one in await FlagClaim.filter(flag_id=flag.id)}
    fresh = sorted(set(claim_ids) - known)
    if not fresh:
        return 0
    free = await _lock_free(fresh)
    states = {one.id: one.state for one in await Claim.filter(id__in=fresh)}
    before = await _before(fresh, flag.id)
    await FlagClaim.bulk_create(
        [FlagClaim(flag_id=flag.id, claim_id=one, state_before=before.get(one, states[one])) for one in fresh]
    )
    if RULES[flag.rule].holds:
        for one in await Claim.filter(id__in=sorted(free)).order_by("id"):
            await have_wait(one, now)
    return len(fresh)


async def have_wait(claim: Claim, now: datetime) -> bool:
    """Put a locked claim under review, where it stands so that it can; says whether it did."""
    if claim.state not in CAN_WAIT:
        return False
    await claims.move(claim, "flagged", claims.THE_SITE, now)
    return True


async def _lock_free(claim_ids: Collection[int]) -> set[int]:
    """Lock those claims that nobody else has in hand right now."""
    if not on_postgres():
        return set(claim_ids)  # a transaction that writes is alone there
    marks = ", ".join("?" for _one in claim_ids)
    found = await rows(f"SELECT id FROM claim WHERE id IN ({marks}) ORDER BY id FOR UPDATE SKIP LOCKED", *claim_ids)
    return {int(one.id) for one in found}


async def _before(claim_ids: Collection[int], flag_id: int) -> dict[int, ClaimState]:
    """Where claims stood before the first open flag made them wait."""
    earlier = await FlagClaim.filter(claim_id__in=list(claim_ids), flag__state__in=list(OPEN)).exclude(flag_id=flag_id)
    return {one.claim_id: one.state_before for one in earlier if one.state_before is not ClaimState.UNDER_REVIEW}


def _has_grown(flag: Flag, known: Collection[int], claim_ids: Collection[int]) -> bool:
    fresh = set(claim_ids) - set(known)
    if flag.state is FlagState.CONFIRMED:
        return bool(fresh)
    return bool(fresh) and len(fresh) + len(known) >= RULES[flag.rule].again * len(known)


async def _open_again(flag: Flag, now: datetime) -> None:
    """Everybody it is about is looked at anew, from where they stand today."""
    await FlagClaim.filter(flag_id=flag.id).delete()
    flag.state, flag.raised_at, flag.ended_at, flag.contacted_at = FlagState.RAISED, now, None, None
    flag.assigned_to_id = flag.ended_by_id = None
    await flag.save()
