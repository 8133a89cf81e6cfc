"""Everybody on the roll is told that a ballot was recorded for them: so whoever did not send one can say so.

Once a day, in the morning, and in the order of the alphabet: neither the letter nor its place among the others says
when somebody voted. What was chosen is not known here at all.
"""

from datetime import datetime, time, timedelta

from ballot_box.models import Election
from database import execute, rows, transaction, value
from post.models import Message
from residents.limits import allow
from web.days import local_date
from web.filters import LONDON
from web.language import _

FROM = time(8, 0)
_DAY = timedelta(days=1)
_LATEST = timedelta(days=30)
_AT_ONCE = 500


async def tell(now: datetime) -> int:
    """What the worker does every few minutes: write to those of each vote who have not been told yet, once a day from
    eight o'clock on. Returns how many letters were queued."""
    if now.astimezone(LONDON).time() < FROM:
        return 0
    votes = await Election.filter(franchise_id__isnull=False, opens_at__lte=now, closes_at__gt=now - _LATEST)
    return sum([await _tell(vote, now) for vote in votes])


async def _tell(election: Election, now: datetime) -> int:
    """All of them in one transaction, and with it that it was done today: killed in the middle, nobody was told and
    everybody will be."""
    async with transaction():
        if not await allow("ballot notices", f"{election.id}|{local_date(now)}", 1, _DAY, now):
            return 0
        people = await rows(
            """SELECT r.id, a.email FROM roll_entry r JOIN account a ON a.id = r.account_id
               WHERE r.election_id = ? AND r.to_be_told = ? AND a.email IS NOT NULL AND a.disabled_at IS NULL
               ORDER BY a.email""",
            election.id,
            True,
        )
        subject, body = _letter(election)
        for start in range(0, len(people), _AT_ONCE):
            part = people[start : start + _AT_ONCE]
            places = ", ".join("?" * len(part))
            await execute(
                f"UPDATE roll_entry SET to_be_told = ? WHERE id IN ({places})", False, *[one.id for one in part]
            )
            await Message.bulk_create(
                [Message(recipient=one.email, subject=subject, body=body, queued_at=now, due_at=now) for one in part]
            )
    return len(people)


async def without_email(election_id: int, now: datetime) -> int | None:
    """How many people whose ballot was recorded have to be told at a table, because they have no email address.

    None while the vote is open: it would say something about how many have voted.
    """
    election = await Election.get_or_none(id=election_id)
    if election is None or (election.closed_at is None and now < election.closes_at):
        return None
    found = await value(
        """SELECT COUNT(*) FROM roll_entry r JOIN account a ON a.id = r.account_id
           WHERE r.election_id = ? AND r.to_be_told = ? AND a.email IS NULL""",
        election_id,
        True,
    )
    return int(found)


def _letter(election: Election) -> tuple[str, str]:
    body = _(
        """Hello,

A ballot was recorded for you in this vote: %(vote)s.

If you voted, on a screen or on paper, all is well. You do not have to do anything.

If you did not vote, please tell us. Somebody may have voted as you:

{site}/vote/not-me

No page of our site shows anybody what was chosen. That is why this letter does not say it."""
    )
    return _("A ballot was recorded for you"), body % {"vote": " ".join(election.name.split())}
