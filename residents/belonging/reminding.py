"""Before the day for confirming: two reminders. After it: what is not confirmed has expired. For the worker."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from database import exclusive_lock, execute, rows, transaction
from post.outbox import enqueue
from residents.belonging.claims import THE_SITE
from residents.belonging.methods import offered
from residents.belonging.states import OPEN
from residents.code_letters.ending import end
from residents.models import Claim, ClaimState, ClaimStep, CodeLetter, CodeLetterState, Franchise
from web.days import local_date
from web.filters import day, moment
from web.language import _

FIRST, LAST = timedelta(days=7), timedelta(days=2)
_A_DAY = timedelta(days=1)  # whoever has just voted was told what is needed a moment ago
_OPEN = ", ".join(f"'{state.value}'" for state in sorted(OPEN))
_WEAKER = {"E0": "''", "E1": "'E0'", "E2": "'E0', 'E1'", "E3": "'E0', 'E1', 'E2'"}  # than what the vote counts
REMINDED_AT_ONCE = 200
EXPIRED_AT_ONCE = 500


async def remind(now: datetime) -> int:
    """Write to people whose vote still waits to be confirmed: 7 days and 2 days before the last day, once each."""
    written = 0
    for franchise in await Franchise.filter(confirm_by__gt=now, confirm_by__lte=now + FIRST, key_destroyed_at=None):
        assert franchise.confirm_by is not None
        since = franchise.confirm_by - (LAST if now >= franchise.confirm_by - LAST else FIRST)
        while many := await _remind_some(franchise, since, now):
            written += many
    return written


async def _remind_some(franchise: Franchise, since: datetime, now: datetime) -> int:
    """One batch, all or nothing; whoever got a reminder since then gets none."""
    async with transaction():
        await exclusive_lock("reminders")
        await execute("UPDATE franchise SET name = name WHERE id = ?", franchise.id)
        due = await rows(
            f"""SELECT c.id, c.state, a.email FROM claim c JOIN account a ON a.id = c.account_id
                WHERE c.franchise_id = ? AND c.state IN ({_OPEN})
                  AND c.evidence IN ({_WEAKER[franchise.counts_from]})
                  AND a.email IS NOT NULL AND a.disabled_at IS NULL AND c.made_at <= ?
                  AND (c.reminded_on IS NULL OR c.reminded_on < ?)
                ORDER BY c.id LIMIT ?""",
            franchise.id,
            now - _A_DAY,
            local_date(since),
            REMINDED_AT_ONCE,
        )
        for one in due:
            letter_sent = ClaimState(one.state) is ClaimState.AWAITING_LETTER
            await enqueue(one.email, *reminder(franchise, letter_sent), now=now)
        await _set_reminded([int(one.id) for one in due], now)
    return len(due)


async def _set_reminded(claim_ids: Sequence[int], now: datetime) -> None:
    if claim_ids:
        places = ", ".join("?" for _one in claim_ids)
        await execute(f"UPDATE claim SET reminded_on = ? WHERE id IN ({places})", local_date(now), *claim_ids)


def reminder(franchise: Franchise, letter_sent: bool) -> tuple[str, str]:
    """What is still needed, by when, and the ways to do it: (subject, body)."""
    assert franchise.confirm_by is not None
    body = _(
        """Hello,

To have your vote in “%(vote)s” counted, confirm that you belong here. You can do it until %(until)s.

%(letter)sThe ways to do it:

%(ways)s

Start here: {site}/account/belonging/confirmation

If you did this in the last few hours, you need not do anything."""
    )
    letter = _("Has our letter come? Type its code here: {site}/l\n\n") if letter_sent else ""
    ways = "\n".join(f"* {method.title}. {method.hint}" for method in offered(franchise))
    subject = _("Confirm by %(day)s that you belong here") % {"day": day(franchise.confirm_by)}
    return subject, body % {
        "vote": franchise.name,
        "until": moment(franchise.confirm_by),
        "letter": letter,
        "ways": ways or _("* Ask us: we will help you."),
    }


async def expire(now: datetime) -> int:
    """Mark claims that were not confirmed in time, and cancel letters that would come too late.

    Where officers move the day to a later one, it runs once more after that.
    """
    ended = 0
    for franchise in await Franchise.filter(confirm_by__lte=now).order_by("id"):
        assert franchise.confirm_by is not None
        if franchise.expired_at is not None and franchise.expired_at >= franchise.confirm_by:
            continue
        while many := await _expire_some(franchise, now):
            ended += many
        await Franchise.filter(id=franchise.id).update(expired_at=now)
    return ended


async def _expire_some(franchise: Franchise, now: datetime) -> int:
    """One batch, all or nothing. Claims for which the vote asks no more than they show stay as they are."""
    late = f"""SELECT id FROM claim WHERE franchise_id = {franchise.id} AND state IN ({_OPEN})
               AND evidence IN ({_WEAKER[franchise.counts_from]}) ORDER BY id LIMIT {EXPIRED_AT_ONCE}"""
    async with transaction():
        await exclusive_lock("expiry of claims")
        await execute(f"UPDATE claim SET state = state WHERE id IN ({late})")
        due = await rows(f"SELECT id, state FROM claim WHERE id IN ({late})")
        if not due:
            return 0
        await ClaimStep.bulk_create([_step(one.id, one.state, now) for one in due])
        ids = [int(one.id) for one in due]
        await Claim.filter(id__in=ids).update(state=ClaimState.EXPIRED)
        queued = await CodeLetter.filter(claim_id__in=ids, franchise_id=franchise.id, state=CodeLetterState.QUEUED)
        await end(queued, CodeLetterState.CANCELLED, now)
    return len(due)


def _step(claim_id: int, before: str, now: datetime) -> ClaimStep:
    return ClaimStep(
        claim_id=claim_id,
        before=before,
        after=ClaimState.EXPIRED.value,
        event="expired",
        actor=THE_SITE,
        done_on=local_date(now),
    )
