"""Putting a ballot in the box: one transaction, in which the database's clock decides whether it is in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ballot_box.elections import lock_name
from ballot_box.models import Channel, Outcome
from ballot_box.papers import Definition
from ballot_box.receipts import receipt_code, slot_of
from ballot_box.refusals import Closed, NotOpenYet, OnPaperAlready, OtherContest, StaleBallot
from database import as_time, clock, execute, row, shared_lock, transaction
from web.language import _


@dataclass(frozen=True, slots=True)
class Cast:
    """`receipt` is for the voter alone. `replaced`: an earlier ballot of theirs was thrown away."""

    receipt: str
    replaced: bool


async def cast(
    election_id: int,
    account_id: int,
    contest: str,
    choices: Sequence[str],
    *,
    definition_hash: str,
    evidence: str,
    attempt: str,
    channel: Channel = Channel.ONLINE,
) -> Cast:
    """Store this person's one ballot, or replace it. Raises BallotRefused and then stores nothing.

    `attempt` names one filled-in form: sent again, by a double click or a bad line, it changes nothing and gets the
    same receipt. The transaction begins with a write, so two at once wait for each other instead of failing.
    """
    async with transaction():
        await shared_lock(lock_name(election_id))
        first = await execute(
            """INSERT INTO roll_entry (election_id, account_id, contest, evidence, channel) VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (election_id, account_id) DO NOTHING""",
            election_id,
            account_id,
            contest,
            evidence,
            channel.value,
        )
        if not first:
            await _mark_again(election_id, account_id, channel)
        election = await row(
            f"""SELECT e.definition, e.definition_hash, e.slot_key, e.opens_at, e.closes_at, e.closed_at, r.contest,
                  {clock()} AS now
               FROM election e JOIN roll_entry r ON r.election_id = e.id AND r.account_id = ? WHERE e.id = ?""",
            account_id,
            election_id,
        )
        assert election is not None, "the entry on the roll points to it"
        check_open(election)
        _check_paper(election, contest, choices, definition_hash)
        key = bytes(election.slot_key)
        receipt = receipt_code(key, election_id, account_id, attempt)
        slot = slot_of(key, election_id, account_id)
        await _store(slot, election_id, contest, choices, definition_hash, receipt, channel)
        return Cast(receipt, replaced=not first)


async def _mark_again(election_id: int, account_id: int, channel: Channel) -> None:
    """Somebody changes their vote: they are told of it, too. Holds their row against a paper that comes in now."""
    marked = await execute(
        """UPDATE roll_entry SET channel = ?, to_be_told = ?, outcome = ?
           WHERE election_id = ? AND account_id = ? AND channel <> ?""",
        channel.value, True, Outcome.OPEN.value, election_id, account_id, Channel.PAPER.value,
    )  # fmt: skip
    if not marked:
        raise OnPaperAlready(
            _("You have voted on paper, and that vote counts. It cannot be changed here. Ask us if it was not you.")
        )


def check_open(election: Any) -> None:
    """Raises NotOpenYet or Closed. Its `now` is the database's clock, read after the lock was got."""
    opens, closes, now = as_time(election.opens_at), as_time(election.closes_at), as_time(election.now)
    assert opens and closes and now
    if now < opens:
        raise NotOpenYet(_("The vote has not opened yet. Your ballot was not stored. Come back when it opens."))
    if election.closed_at is not None or now >= closes:
        raise Closed(_("The vote is closed, so this ballot was not stored. A vote you sent before the close counts."))


def _check_paper(election: Any, contest: str, choices: Sequence[str], definition_hash: str) -> None:
    if election.contest != contest:
        raise OtherContest(
            _("You have already voted for another place. You can change that vote, but not vote in a second place."),
            election.contest,
        )
    if election.definition_hash != definition_hash:
        raise StaleBallot(
            _("The ballot has changed since you opened this page. Here is the new one. Check your choices and send it.")
        )
    Definition.of(election.definition).check(contest, choices)


async def _store(
    slot: str,
    election_id: int,
    contest: str,
    choices: Sequence[str],
    definition_hash: str,
    receipt: str,
    channel: Channel,
) -> None:
    await execute(
        """INSERT INTO ballot (slot, election_id, contest, choices, definition_hash, receipt, channel)
           VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (slot) DO UPDATE
           SET choices = excluded.choices, definition_hash = excluded.definition_hash, receipt = excluded.receipt,
               channel = excluded.channel""",
        slot,
        election_id,
        contest,
        orjson.dumps(list(choices)).decode(),
        definition_hash,
        receipt,
        channel.value,
    )


async def receipt_of(election_id: int, account_id: int) -> str | None:
    """The receipt of this person's ballot as it stands now. The only thing about a ballot that is ever read back."""
    election = await row("SELECT slot_key FROM election WHERE id = ?", election_id)
    if election is None:
        return None
    slot = slot_of(bytes(election.slot_key), election_id, account_id)
    found = await row("SELECT receipt FROM ballot WHERE slot = ?", slot)
    return found.receipt if found else None
