"""Elections: what stands on each paper, fixed for good when the ballot is frozen."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ballot_box import keys
from ballot_box.models import Ballot, Election, PaperRule, RollEntry
from ballot_box.refusals import BallotRefused
from ballot_box.sealing import receipts
from ballot_box.sealing.bodies import canonical, sha256
from ballot_box.sealing.boxes import plain_length
from database import database_now, exclusive_lock, transaction
from ledger import log
from web.language import _

RANKED = "ordinal"
APPROVAL = "approval"
DISCLOSURE = {"full_percent": 10, "least": 500, "pattern": 10, "suppressed_percent": 20}
"""When the ballots of a contest are published whole, cut short, or only added up: docs/recount-packs.md."""


async def create(
    name: str,
    *,
    ranks: int,
    contests: Mapping[str, Sequence[str]],
    opens_at: datetime,
    closes_at: datetime,
    kind: str = RANKED,
    franchise_id: int | None = None,
    paper_rule: PaperRule | str = PaperRule.PAPER_STANDS,
    trustees: Sequence[str] = (),
    about: Mapping[str, Any] | None = None,
) -> Election:
    """A new election with a key of its own, its definition's hash in the record. `contests` gives the options of each
    paper, by names the caller knows; `about` whatever else has to be fixed with it, such as how it is counted.

    Without a franchise whatever is cast counts; with one, what is confirmed as it asks. `trustees`: public keys that
    ballots are sealed to; without any the site itself can open them after the close.
    """
    key_name = secrets.token_hex(12)
    keys.make(key_name)
    async with transaction():
        election = await Election.create(
            name=name[:120],
            definition={},
            definition_hash="",
            key_name=key_name,
            opens_at=opens_at,
            closes_at=closes_at,
            franchise_id=franchise_id,
            paper_rule=PaperRule(paper_rule),
        )
        named = str(election.id)
        papers = {key: list(options) for key, options in contests.items()}
        election.definition = {
            "about": dict(about or {}), "contests": papers, "disclosure": DISCLOSURE, "election": named, "kind": kind,
            "length": plain_length(named, papers, ranks), "name": election.name, "ranks": ranks,
            "receipt_key": receipts.public_key(keys.receipt_seed()), "trustees": list(trustees), "v": 1,
        }  # fmt: skip
        election.definition_hash = hash_of(election.definition)
        await election.save(update_fields=["definition", "definition_hash"])
        await log.append({"d": election.definition_hash, "e": named, "k": "freeze"})
    return election


def hash_of(value: Any) -> str:
    return sha256(canonical(value))


def lock_name(election_id: int) -> str:
    """Votes hold this lock together; the close holds it alone."""
    return f"election:{election_id}"


async def move_close(election_id: int, closes_at: datetime) -> None:
    """Let the vote last longer. Raises BallotRefused once it is over, or for a close before the announced one."""
    async with transaction():
        await exclusive_lock(lock_name(election_id))
        election = await Election.get(id=election_id)
        if election.closed_at is not None or await database_now() >= election.closes_at:
            raise BallotRefused(_("The vote has closed, so it can no longer last longer."))
        if closes_at < election.closes_at:
            raise BallotRefused(_("The vote can only close later than announced, never earlier."))
        election.closes_at = closes_at
        await election.save(update_fields=["closes_at"])


async def discard(election_id: int) -> None:
    """Take back an election that has not begun. Raises BallotRefused once it has, or once somebody is on its roll."""
    async with transaction():
        await exclusive_lock(lock_name(election_id))
        election = await Election.get(id=election_id)
        begun = await database_now() >= election.opens_at
        if begun or await Ballot.exists(election_id=election_id) or await RollEntry.exists(election_id=election_id):
            raise BallotRefused(_("The vote has begun, so the ballot can no longer be taken back."))
        await election.delete()  # its key stays behind, and leads to nothing: a file cannot come back with a rollback
