"""“Test it instead”: the voter makes the site open a ballot whose code it has shown, and checks that it kept its word.

The site cannot know beforehand who will test. A tested ballot is open to all, and never counted.
"""

from dataclasses import dataclass

from ballot_box import keys
from ballot_box.casting import Filled, check_filled, check_open, lock_commitment
from ballot_box.elections import lock_name
from ballot_box.refusals import CastAlready
from database import clock, execute, row, shared_lock, transaction
from ledger import log
from web.language import _


@dataclass(frozen=True, slots=True)
class Opened:
    """What the voter checks: HMAC-SHA-256 of `body`, with `nonce` (hex) as the key, must be the `commitment`."""

    commitment: str
    nonce: str
    body: str


async def spoil(election_id: int, filled: Filled) -> Opened:
    """Open this ballot for good, into the record. Asked again, it says the same. Raises BallotRefused."""
    async with transaction():
        await shared_lock(lock_name(election_id))
        election = await row(
            f"""SELECT definition, definition_hash, key_name, opens_at, closes_at, closed_at, {clock()} AS now
                FROM election WHERE id = ?""",
            election_id,
        )
        assert election is not None, "pages only know votes that there are"
        check_open(election)
        check_filled(election, filled)
        ballot = filled.ballot(keys.read(election.key_name), election_id)
        opened = Opened(ballot.commitment, ballot.nonce.hex(), ballot.body.decode())
        await lock_commitment(opened.commitment)
        new = await execute(
            """INSERT INTO spoiled_ballot (commitment, election_id, nonce, body) VALUES (?, ?, ?, ?)
               ON CONFLICT (commitment) DO NOTHING""",
            opened.commitment, election_id, opened.nonce, opened.body,
        )  # fmt: skip
        leaf = {"c": opened.commitment, "e": str(election_id), "k": "spoiled"}
        if (await log.holds({**leaf, "k": "ballot"}))[0]:  # also one that was replaced since: its voter has a receipt
            raise CastAlready(_("This ballot was cast, so it cannot be opened any more. Make a new one to test."))
        if new:
            await log.append(leaf)
        return opened
