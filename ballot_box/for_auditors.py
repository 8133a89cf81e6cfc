"""What auditors get, for a closed room: what lay in each counted box, and the key of this vote's hidden hashes.

With both they can tell that the codes and the ballots that are published belong together; docs/auditing.md.
"""

import asyncio
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ballot_box import keys
from ballot_box.models import Election
from ballot_box.papers import Definition
from ballot_box.refusals import OpeningsRefused
from ballot_box.sealing import boxes
from ballot_box.trustees.box_files import Ballots
from ballot_box.trustees.offline import fingerprint
from database import rows, transaction
from ledger import journal
from web.language import _


async def openings_of(election_id: int, actor: str, now: datetime) -> bytes:
    """Body and nonce of every counted ballot, shuffled, as the trustees of a sealed vote hand them back. The journal
    keeps who asked, and the file's fingerprint. Raises OpeningsRefused."""
    election = await Election.get(id=election_id)
    if Definition.of(election.definition).sealed:
        raise OpeningsRefused(
            _("This vote was sealed, so its boxes never open here. Auditors use the file that the second trustee made.")
        )
    if election.opened_at is None:
        raise OpeningsRefused(_("The ballots of this vote are not open yet. They are once it was counted."))
    found = await rows("SELECT box FROM counted_box WHERE election_id = ?", election_id)
    if any(one.box is None for one in found):
        raise OpeningsRefused(
            _("The boxes of this vote were deleted when the time for questions about its result was over.")
        )
    # Beside the site: those of a whole city take a while.
    content = await asyncio.to_thread(_opened, str(election_id), found, keys.auditors_key())
    async with transaction():
        await journal.record(
            actor, "openings.handed-over", f"election:{election_id}",
            at=now, ballots=len(found), fingerprint=fingerprint(content),
        )  # fmt: skip
    return content


def _opened(election: str, found: Iterable[Any], key: bytes) -> bytes:
    try:
        ballots = [boxes.empty(boxes.unlock(bytes(one.box), key)) for one in found]
    except boxes.NotOpened as fault:
        raise OpeningsRefused(
            _("A box does not open, or does not hold a ballot, though it did before. Find out why first.")
        ) from fault
    secrets.SystemRandom().shuffle(ballots)
    return Ballots(election, ballots).as_bytes()


async def lists_key_of(election_id: int, actor: str, now: datetime) -> bytes:
    """The key, in hex and a line, of the hashes of ballots that are not published; of this vote and no other."""
    key = keys.lists_key(str(election_id))
    async with transaction():
        await journal.record(actor, "lists-key.handed-over", f"election:{election_id}", at=now)
    return f"{key.hex()}\n".encode()
