"""Putting a ballot in the box: one transaction, in which the database's clock decides whether it is in time."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ballot_box import keys
from ballot_box.elections import lock_name
from ballot_box.models import Channel, Outcome
from ballot_box.papers import Definition
from ballot_box.refusals import CastAlready, Closed, NotOpenYet, OnPaperAlready, OtherContest, StaleBallot, Tested
from ballot_box.sealing import boxes, receipts
from ballot_box.sealing.bodies import Body, alike_of, commitment_of, nonce_of, slot_of
from database import as_time, clock, exclusive_lock, execute, row, shared_lock, transaction, value
from database.faults import reach
from ledger import log
from web.language import _


@dataclass(frozen=True, slots=True)
class Cast:
    """`commitment` (hex) is the voter's code, `signature` the site's promise that it comes into the record. `replaced`:
    an earlier ballot of theirs was thrown away. `alike`: equal for ballots with the same first choice, to see bursts of
    them; nobody can tell which it is without the vote's key. Empty where the vote is sealed."""

    commitment: str
    signature: str
    replaced: bool
    alike: str = ""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One filled-in ballot with the nonce that belongs to this attempt at it."""

    body: bytes
    nonce: bytes

    @property
    def commitment(self) -> str:
        return commitment_of(self.nonce, self.body)

    def boxed(self, definition: Definition, key: bytes) -> bytes:
        """As it lies in the box: sealed to the trustees, or where there are none locked with the vote's key."""
        plain = boxes.fill(self.body, self.nonce, definition.length)
        return boxes.seal(plain, definition.trustees) if definition.sealed else boxes.lock(plain, key)


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody filled in, as their form brings it. `attempt` names one check page: sent again, by a double click
    or over a bad line, it is the same ballot with the same code. `digits`: up to eight of the voter's own."""

    contest: str
    choices: Sequence[str]
    definition_hash: str
    attempt: str
    digits: str = ""

    def ballot(self, key: bytes, election_id: int) -> Ballot:
        body = Body(str(election_id), self.definition_hash, self.contest, tuple(self.choices), self.digits).as_bytes()
        return Ballot(body, nonce_of(key, self.attempt, body))


_ELECTION = """SELECT e.definition, e.definition_hash, e.key_name, e.opens_at, e.closes_at, e.closed_at,
                  {clock} AS now{more} FROM election e"""


async def commitment_for(election_id: int, filled: Filled) -> str:
    """The code that this ballot will have, to be shown before it is cast or tested. Stores nothing.

    Raises BallotRefused where it could not be cast as it is.
    """
    election = await row(f"{_ELECTION.format(clock=clock(), more='')} WHERE e.id = ?", election_id)
    assert election is not None, "pages only know votes that there are"
    check_open(election)
    check_filled(election, filled)
    return filled.ballot(keys.read(election.key_name), election_id).commitment


async def cast(
    election_id: int, account_id: int, filled: Filled, *, evidence: str, channel: Channel = Channel.ONLINE
) -> Cast:
    """Store this person's one ballot, or replace it. Raises BallotRefused and then stores nothing.

    The transaction begins with a write, so two at once wait for each other instead of failing.
    """
    async with transaction():
        await shared_lock(lock_name(election_id))
        first = await execute(
            """INSERT INTO roll_entry (id, election_id, account_id, contest, evidence, channel)
               VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (election_id, account_id) DO NOTHING""",
            secrets.randbits(62), election_id, account_id, filled.contest, evidence, channel.value,
        )  # fmt: skip
        if not first:
            await _mark_again(election_id, account_id, channel)
        reach("cast.marked")
        election = await row(
            f"""{_ELECTION.format(clock=clock(), more=", r.contest")}
                JOIN roll_entry r ON r.election_id = e.id AND r.account_id = ? WHERE e.id = ?""",
            account_id,
            election_id,
        )
        assert election is not None, "the entry on the roll points to it"
        check_open(election)
        if election.contest != filled.contest:
            raise OtherContest(
                _("You have already voted for another place. You can change that vote, but not vote in two."),
                election.contest,
            )
        definition = check_filled(election, filled)
        key = keys.read(election.key_name)
        ballot = filled.ballot(key, election_id)
        commitment, slot = ballot.commitment, slot_of(key, election_id, account_id)
        lies_there = None if first else await value("SELECT commitment FROM ballot WHERE slot = ?", slot)
        if lies_there != commitment:
            await _store(slot, election_id, commitment, ballot.boxed(definition, key))
        reach("cast.logged")
        signature = receipts.sign(keys.receipt_seed_for(definition.receipt_key), str(election_id), commitment)
        replaced = lies_there is not None and lies_there != commitment
        alike = "" if definition.sealed else alike_of(key, filled.contest, filled.choices[0])
        return Cast(commitment, signature, replaced, alike)


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


def check_filled(election: Any, filled: Filled) -> Definition:
    """Raises BallotRefused unless this may be cast on the paper as it was frozen."""
    if election.definition_hash != filled.definition_hash:
        raise StaleBallot(
            _("The ballot has changed since you opened this page. Here is the new one. Check your choices and send it.")
        )
    definition = Definition.of(election.definition)
    definition.check(filled.contest, filled.choices, filled.digits)
    return definition


async def _store(slot: str, election_id: int, commitment: str, box: bytes) -> None:
    await lock_commitment(commitment)
    leaf = {"c": commitment, "e": str(election_id), "k": "ballot"}
    tested, cast_before = await log.holds({**leaf, "k": "spoiled"}, leaf)
    if tested:
        raise Tested(_("This ballot was tested and is open to all, so it cannot be cast. Check your choices again."))
    if cast_before:  # somebody went back to an old page, or the line sent it late: no code stands for two ballots
        raise CastAlready(_("This ballot was cast before, on this device. Check your choices, then send your own."))
    await execute(
        """INSERT INTO ballot (slot, election_id, commitment, box) VALUES (?, ?, ?, ?)
           ON CONFLICT (slot) DO UPDATE SET commitment = excluded.commitment, box = excluded.box""",
        slot,
        election_id,
        commitment,
        box,
    )
    reach("cast.stored")
    await log.append(leaf)


async def lock_commitment(commitment: str) -> None:
    """A ballot is either cast or tested: two windows that do both at once wait for each other."""
    await exclusive_lock(f"commitment:{commitment}")


async def receipt_of(election_id: int, account_id: int) -> tuple[str, str] | None:
    """Commitment and signature of this person's ballot as it stands now: the only thing about a ballot that is ever
    read back. None once the key is destroyed: then nobody knows any more whose it was."""
    election = await row("SELECT key_name, key_destroyed_at, definition FROM election WHERE id = ?", election_id)
    if election is None or election.key_destroyed_at is not None:
        return None
    slot = slot_of(keys.read(election.key_name), election_id, account_id)
    commitment = await value("SELECT commitment FROM ballot WHERE slot = ?", slot)
    if commitment is None:
        return None
    seed = keys.receipt_seed_for(Definition.of(election.definition).receipt_key)
    return commitment, receipts.sign(seed, str(election_id), commitment)
