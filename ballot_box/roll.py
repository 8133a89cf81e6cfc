"""The roll: who may vote on which paper, fixed when they first vote; and who has voted on paper."""

import secrets
from datetime import datetime
from enum import StrEnum

from ballot_box import keys
from ballot_box.elections import lock_name
from ballot_box.models import Ballot, Channel, Election, Outcome, PaperRule, RollEntry
from ballot_box.refusals import Settled
from ballot_box.sealing.bodies import slot_of
from database import execute, row, rows, shared_lock
from residents.models import Claim
from web.language import _


class OnPaper(StrEnum):
    """What a paper ballot does to somebody's place on the roll."""

    NEW = "new"  # their first ballot
    REPLACED = "replaced"  # it took the place of a ballot on a screen, which is gone
    DUPLICATE = "duplicate"  # another ballot of theirs stands: this paper is set aside


async def voted_in(election_id: int, account_id: int) -> str | None:
    """The contest in which this person has voted, or None while they have not."""
    found = await row(
        "SELECT contest FROM roll_entry WHERE election_id = ? AND account_id = ?", election_id, account_id
    )
    return found.contest if found else None


async def mark_paper(election_id: int, account_id: int, contest: str) -> OnPaper:
    """Note that this person voted on paper, inside the caller's transaction.

    By the rule printed on the ballot either the paper stands, and a ballot cast on a screen is deleted here and now,
    or that one stands and the paper is a duplicate. A second paper is always one. Two desks at once: one of them marks.
    Raises Settled once the roll is settled.
    """
    await shared_lock(lock_name(election_id))
    election = await Election.get(id=election_id)
    if election.settled_at is not None:
        raise Settled(_("The roll of this vote is settled, so no more paper can come in."))
    new = await execute(
        """INSERT INTO roll_entry (id, election_id, account_id, contest, evidence, channel)
           VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (election_id, account_id) DO NOTHING""",
        secrets.randbits(62), election_id, account_id, contest, "E2", Channel.PAPER.value,
    )  # fmt: skip
    if new:
        return OnPaper.NEW
    await execute("UPDATE roll_entry SET evidence = evidence WHERE election_id = ? AND account_id = ?",
                  election_id, account_id)  # fmt: skip
    entry = await RollEntry.get(election_id=election_id, account_id=account_id)
    slot = slot_of(keys.read(election.key_name), election_id, account_id)
    has_ballot = entry.channel is not Channel.PAPER and await Ballot.exists(slot=slot)
    if entry.channel is Channel.PAPER or (has_ballot and election.paper_rule is PaperRule.ONLINE_STANDS):
        return OnPaper.DUPLICATE
    await Ballot.filter(slot=slot).delete()
    entry.update_from_dict({"channel": Channel.PAPER, "contest": contest, "to_be_told": True, "outcome": Outcome.OPEN})
    await entry.save(update_fields=["channel", "contest", "to_be_told", "outcome"])
    return OnPaper.REPLACED if has_ballot else OnPaper.NEW


async def take_out(claim: Claim, now: datetime) -> None:
    """Throw away the ballots, in votes not settled yet, of somebody who withdraws. A paper cannot be found again.

    Whatever settles meanwhile has the ballot already, and then it stays: a box that went over into the count leads back
    to nobody, so a place on the roll that loses its ballot afterwards would never add up.
    """
    waiting = await rows(
        """SELECT r.election_id FROM roll_entry r JOIN election e ON e.id = r.election_id
           WHERE r.account_id = ? AND e.settled_at IS NULL ORDER BY r.election_id""",
        claim.account_id,
    )
    for one in waiting:
        await shared_lock(lock_name(one.election_id))
    entries = await RollEntry.filter(
        account_id=claim.account_id, election__settled_at__isnull=True, outcome=Outcome.OPEN
    ).exclude(channel=Channel.PAPER)
    for entry in entries:
        election = await Election.get(id=entry.election_id)
        entry.outcome, entry.to_be_told = Outcome.WITHDRAWN, False
        await entry.save(update_fields=["outcome", "to_be_told"])  # first their place, then the ballot, as a cast does
        await Ballot.filter(slot=slot_of(keys.read(election.key_name), election.id, claim.account_id)).delete()
