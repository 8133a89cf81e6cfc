"""What deletes rows whose time is over, a table each. At most so many at once, so that nothing is locked for long."""

from datetime import datetime, timedelta

from database import execute, rows
from residents.belonging.claims import THE_SITE, lock, move, settled
from residents.belonging.proofs import best_level
from residents.models import ClaimState

A_YEAR = timedelta(days=365)
TWO_YEARS = timedelta(days=730)
A_MONTH = timedelta(days=30)
A_QUARTER = timedelta(days=90)

_OVER = "(challenge_ends_at <= ? OR (challenge_ends_at IS NULL AND confirm_by <= ?))"
_VOTES_OVER = f"SELECT id FROM franchise WHERE {_OVER}"
"""Votes whose time for questions ended by a moment; where nobody set that time, 90 days after the last day for
confirming. Takes the two parameters that `_by` makes."""


def _by(moment: datetime) -> list[datetime]:
    return [moment, moment - A_QUARTER]


async def marks(now: datetime, most: int) -> int:
    return await execute(
        f"""DELETE FROM mark WHERE id IN (SELECT m.id FROM mark m WHERE m.franchise_id IN ({_VOTES_OVER})
               OR m.franchise_id IN (SELECT id FROM franchise WHERE key_destroyed_at IS NOT NULL) LIMIT {most})""",
        *_by(now),
    )


async def code_letters(now: datetime, most: int) -> int:
    return await execute(
        f"""DELETE FROM code_letter WHERE id IN
            (SELECT l.id FROM code_letter l WHERE l.franchise_id IN ({_VOTES_OVER}) LIMIT {most})""",
        *_by(now),
    )


async def vouchers(now: datetime, most: int) -> int:
    return await execute(
        f"""DELETE FROM voucher WHERE id IN
            (SELECT v.id FROM voucher v JOIN voucher_batch b ON b.id = v.batch_id
             WHERE b.franchise_id IN ({_VOTES_OVER}) LIMIT {most})""",
        *_by(now - A_YEAR),
    )


async def messages(now: datetime, most: int) -> int:
    """Letters on paper that nobody posted yet are no messages that were sent: they wait."""
    return await execute(
        f"""DELETE FROM message WHERE id IN
            (SELECT id FROM message WHERE state IN ('sent', 'failed') AND due_at < ? LIMIT {most})""",
        now - A_MONTH,
    )


async def handovers(now: datetime, most: int) -> int:
    return await execute(
        f"DELETE FROM handover WHERE id IN (SELECT id FROM handover WHERE made_at < ? LIMIT {most})", now - A_MONTH
    )


async def kiosks(now: datetime, most: int) -> int:
    return await execute(
        f"""DELETE FROM kiosk WHERE id IN (SELECT k.id FROM kiosk k WHERE k.ended_at < ?
            AND NOT EXISTS (SELECT 1 FROM handover h WHERE h.kiosk_id = k.id) LIMIT {most})""",
        now - A_QUARTER,
    )


async def helper_acts(now: datetime, most: int) -> int:
    return await execute(
        f"DELETE FROM helper_act WHERE id IN (SELECT id FROM helper_act WHERE done_on < ? LIMIT {most})",
        (now - A_YEAR).date(),
    )


async def shifts(now: datetime, most: int) -> int:
    return await execute(
        f"DELETE FROM shift WHERE id IN (SELECT id FROM shift WHERE ends_at < ? LIMIT {most})", now - TWO_YEARS
    )


async def flags(now: datetime, most: int) -> int:
    """With the list of the claims that each was about."""
    old = await rows(f"SELECT id FROM flag WHERE franchise_id IN ({_VOTES_OVER}) LIMIT {most}", *_by(now - A_YEAR))
    for one in old:
        await execute("DELETE FROM flag_claim WHERE flag_id = ?", one.id)
        await execute("DELETE FROM flag WHERE id = ?", one.id)
    return len(old)


async def rejections(now: datetime, most: int) -> int:
    return await execute(
        f"""DELETE FROM rejection WHERE id IN (SELECT r.id FROM rejection r WHERE r.franchise_id IN ({_VOTES_OVER})
               OR (r.franchise_id IS NULL AND r.appeal_by < ?) LIMIT {most})""",
        *_by(now - A_YEAR), now - A_YEAR,
    )  # fmt: skip


async def approvals(now: datetime, most: int) -> int:
    return await execute(
        f"DELETE FROM approval WHERE id IN (SELECT id FROM approval WHERE asked_at < ? LIMIT {most})", now - TWO_YEARS
    )


async def proofs(now: datetime, most: int) -> int:
    """Never while the vote runs that the claim is used in. Whoever has no proof left is confirmed no longer."""
    day = (now - TWO_YEARS).date()
    old = await rows(
        f"""SELECT DISTINCT p.claim_id FROM proof p JOIN claim c ON c.id = p.claim_id
            WHERE p.given_on < ? AND (c.franchise_id IS NULL OR c.franchise_id IN ({_VOTES_OVER})) LIMIT {most}""",
        day, *_by(now),
    )  # fmt: skip
    gone = 0
    for one in old:
        claim = await lock(one.claim_id)
        gone += await execute("DELETE FROM proof WHERE claim_id = ? AND given_on < ?", claim.id, day)
        claim.evidence = await best_level(claim)
        await claim.save(update_fields=["evidence"])
        if claim.state is ClaimState.VERIFIED and settled(claim.evidence) is not ClaimState.VERIFIED:
            await move(claim, "proof-revoked", THE_SITE, now, to=settled(claim.evidence))
    return gone


async def claim_steps(now: datetime, most: int) -> int:
    return await execute(
        f"""DELETE FROM claim_step WHERE id IN
            (SELECT s.id FROM claim_step s JOIN claim c ON c.id = s.claim_id
             WHERE s.done_on < ? AND (c.franchise_id IS NULL OR c.franchise_id IN ({_VOTES_OVER})) LIMIT {most})""",
        (now - TWO_YEARS).date(), *_by(now),
    )  # fmt: skip


async def ended_claims(now: datetime, most: int) -> int:
    """Those taken back or too late, once nothing hangs on them any more."""
    tables = ("proof", "claim_step", "mark", "rejection", "flag_claim", "code_letter")
    bare = " AND ".join(f"NOT EXISTS (SELECT 1 FROM {table} t WHERE t.claim_id = c.id)" for table in tables)
    return await execute(
        f"""DELETE FROM claim WHERE id IN (SELECT c.id FROM claim c WHERE c.state IN ('withdrawn', 'expired')
            AND c.made_at < ? AND (c.franchise_id IS NULL OR c.franchise_id IN ({_VOTES_OVER})) AND {bare}
            LIMIT {most})""",
        now - TWO_YEARS, *_by(now),
    )  # fmt: skip


async def equality_answers(now: datetime, most: int) -> int:
    return await execute(
        f"""DELETE FROM equality_answer WHERE id IN (SELECT id FROM equality_answer WHERE about IN
            (SELECT REPLACE(key_name, '-', ':') FROM franchise WHERE {_OVER}) LIMIT {most})""",
        *_by(now - A_YEAR),
    )
