"""Elections: what stands on each paper, fixed for good when the ballot is frozen."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ballot_box.models import Ballot, Election, PaperRule, RollEntry
from ballot_box.refusals import BallotRefused
from database import database_now, exclusive_lock, transaction
from web.language import _

RANKED = "ordinal"
APPROVAL = "approval"


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
) -> Election:
    """A new election with a key of its own. `contests` gives the options of each paper, by names the caller knows.

    Without a franchise whatever is cast counts; with one, what is confirmed as it asks.
    """
    definition: dict[str, object] = {"contests": {key: list(options) for key, options in contests.items()}}
    definition |= {"kind": kind, "ranks": ranks}
    return await Election.create(
        name=name[:120],
        definition=definition,
        definition_hash=hash_of(definition),
        slot_key=secrets.token_bytes(32),
        opens_at=opens_at,
        closes_at=closes_at,
        franchise_id=franchise_id,
        paper_rule=PaperRule(paper_rule),
    )


def canonical(value: Any) -> bytes:
    """The one way to write a definition, or a list of ballots, as bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hash_of(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


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
        await election.delete()
