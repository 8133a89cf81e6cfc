"""“Somebody has voted as me”: a person who is on the roll says that they did not send that ballot."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ballot_box.models import Election
from ballot_box.refusals import BallotRefused
from database import as_time, execute, rows, transaction
from ledger import journal
from post.outbox import enqueue
from residents.flags import raise_flag
from residents.models import Claim, Flag, FlagState, Franchise
from residents.people import Person
from web.days import working_days_after
from web.filters import day
from web.language import _
from web.refusals import NotFound

LONGEST = 1000
DAYS = 10
"""Working days within which somebody looks at it and writes."""


class ReportRefused(BallotRefused):
    """It cannot be reported like this."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A vote in which a ballot was recorded for somebody. `open`: they can still send a ballot of their own."""

    election_id: int
    name: str
    open: bool
    reported: bool


async def recorded_for(account_id: int, now: datetime) -> list[Recorded]:
    """The votes, not settled yet, in which the roll says that this person has voted; the latest first."""
    found = await rows(
        """SELECT e.id, e.name, e.opens_at, e.closes_at, e.closed_at,
                  (SELECT COUNT(*) FROM flag f WHERE f.franchise_id = e.franchise_id AND f.rule = 'voted_as_me'
                     AND f.ended_at IS NULL AND EXISTS (SELECT 1 FROM flag_claim a JOIN claim c ON c.id = a.claim_id
                       WHERE a.flag_id = f.id AND c.account_id = r.account_id)) AS reports
           FROM roll_entry r JOIN election e ON e.id = r.election_id
           WHERE r.account_id = ? AND r.outcome = '' AND e.franchise_id IS NOT NULL AND e.settled_at IS NULL
           ORDER BY e.id DESC""",
        account_id,
    )
    return [Recorded(one.id, one.name, _is_open(one, now), bool(one.reports)) for one in found]


async def report(by: Person, election_id: int, words: str, now: datetime) -> Flag:
    """Say that the ballot recorded for oneself was somebody else's. Said twice, it is one report.

    Raises NotFound where the roll says nothing of the kind, ReportRefused.
    """
    by.demand("claims.make")
    async with transaction():
        return await _report(by.account_id or 0, election_id, words, now)


async def votes_going_on() -> list[tuple[int, str]]:
    """Votes that are not settled yet, by number and name, the latest first."""
    found = Election.filter(franchise_id__isnull=False, settled_at__isnull=True).order_by("-id")
    return [(one.id, one.name) for one in await found]


async def report_for(by: Person, claim_id: int, election_id: int, words: str, now: datetime) -> Flag:
    """The same, by an officer of the roll, for somebody on the phone or at a table. Raises NotAllowed as well.

    Other helpers hand people a device: whether somebody has voted is none of their business.
    """
    by.demand("flags.work")
    async with transaction():
        claim = await Claim.get_or_none(id=claim_id)
        if claim is None:
            raise ReportRefused(_("There is no claim with this number."))
        try:
            flag = await _report(claim.account_id, election_id, words, now)
        except NotFound as none:
            raise ReportRefused(none.sentence) from none
        await journal.record(by.actor, "ballot.disputed-for-somebody", f"flag:{flag.id}", at=now)
    return flag


async def _report(account_id: int, election_id: int, words: str, now: datetime) -> Flag:
    words = _words(words)
    await execute("UPDATE claim SET state = state WHERE account_id = ?", account_id)
    claim = await Claim.get_or_none(account_id=account_id).select_related("account")
    found = next((one for one in await recorded_for(account_id, now) if one.election_id == election_id), None)
    election = await Election.get_or_none(id=election_id).select_related("franchise")
    if claim is None or found is None or election is None or election.franchise is None:
        raise NotFound(_("No ballot is recorded in this vote."))
    standing = await _standing(election.franchise, claim.id)
    if standing is not None:
        await _add(standing, words)
        return standing
    # Each report that comes after an earlier one was settled is a flag of its own.
    before = await Flag.filter(franchise_id=election.franchise.id, rule="voted_as_me", about__claim_id=claim.id).count()
    subject = f"{election_id}|{claim.id}|{before + 1}"
    flag = await raise_flag(election.franchise, "voted_as_me", subject, [claim.id], {"election": election_id}, now)
    assert flag is not None, "this rule cannot be switched off, and the subject is new"
    await _add(flag, words)
    await enqueue(claim.account.email, *_letter(election, found.open, now), now=now)
    return flag


async def _standing(franchise: Franchise, claim_id: int) -> Flag | None:
    return await Flag.filter(
        franchise_id=franchise.id, rule="voted_as_me", about__claim_id=claim_id,
        state__in=[FlagState.RAISED, FlagState.ASSIGNED, FlagState.CONTACTED],
    ).first()  # fmt: skip


async def _add(flag: Flag, words: str) -> None:
    said = _("They say: %(words)s") % {"words": words}
    if said not in flag.because:
        flag.because = f"{flag.because}\n\n{said}".strip()
        await flag.save(update_fields=["because"])


def _words(words: str) -> str:
    words = words.strip()
    if not words:
        raise ReportRefused(_("Tell us in a few words why it was not you."))
    if len(words) > LONGEST:
        raise ReportRefused(_("This is too long. Keep it under %(most)s letters.") % {"most": LONGEST})
    return words


def _is_open(vote: Any, now: datetime) -> bool:
    opens, closes = as_time(vote.opens_at), as_time(vote.closes_at)
    assert opens and closes
    return vote.closed_at is None and opens <= now < closes


def _letter(election: Election, is_open: bool, now: datetime) -> tuple[str, str]:
    again = _(
        """The vote is still open, so you can send a ballot of your own. It takes the place of the one recorded:

{site}/vote

"""
    )
    body = _(
        """Hello,

You told us that somebody else voted as you in this vote: %(vote)s.

Nothing is counted for you until one of our officers has looked at it. They will write to you by %(day)s.

%(again)sIf you think that somebody can read your email, change its password. You can also see every place where you
are signed in here, and end it: {site}/account"""
    )
    values = {"vote": election.name, "day": day(working_days_after(now, DAYS)), "again": again if is_open else ""}
    return _("Somebody voted as you: what happens now"), body % values
