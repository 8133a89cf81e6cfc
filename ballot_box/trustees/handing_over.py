"""After the close: all counted boxes go out to the trustees as one file, and their ballots come back as another."""

import asyncio
from datetime import datetime
from typing import BinaryIO

from ballot_box import opening
from ballot_box.models import Election
from ballot_box.opening import Opening
from ballot_box.papers import Definition
from ballot_box.trustees.box_files import Boxes, read_ballots
from ballot_box.trustees.offline import fingerprint
from ballot_box.trustees.refusals import TrusteesRefused
from database import rows, transaction
from ledger import journal
from web.language import _

MOST_BYTES = 64 * 1024 * 1024
"""Of a file of ballots that a page takes: those of 250,000 people. The command takes longer ones."""


async def boxes_of(election_id: int, actor: str, now: datetime) -> bytes:
    """Every counted box of an emptied, sealed vote, as a file whose fingerprint the journal keeps. TrusteesRefused."""
    election = await Election.get(id=election_id)
    definition = Definition.of(election.definition)
    if not definition.sealed:
        raise TrusteesRefused(_("This vote was not sealed, so there is nothing to hand over."))
    if election.emptied_at is None:
        raise TrusteesRefused(_("The box has to be emptied first. Press “Count now”, then come back."))
    if election.opened_at is not None:
        raise TrusteesRefused(_("The ballots of this vote are open already."))
    found = await rows("SELECT box FROM counted_box WHERE election_id = ?", election_id)
    keys = definition.trustees
    sealed = Boxes(str(election_id), len(keys), keys, [bytes(one.box) for one in found])
    content, digest = await asyncio.to_thread(_written, sealed)
    async with transaction():
        await journal.record(
            actor, "boxes.handed-over", f"election:{election_id}", at=now, boxes=len(found), fingerprint=digest
        )
    return content


def _written(sealed: Boxes) -> tuple[bytes, str]:
    content = sealed.as_bytes()
    return content, fingerprint(content)


async def take_in(election_id: int, file: BinaryIO, actor: str, now: datetime) -> int:
    """The ballots that the trustees bring back. Returns how many.

    Raises TrusteesRefused or ScrubRefused, and keeps none, unless each counted box is opened, and nothing else.
    """
    found = await asyncio.to_thread(read_ballots, file)
    if found.election.startswith("rehearsal-"):
        raise TrusteesRefused(_("This is the test ballot of a rehearsal. It is never counted. Bring the real ballots."))
    if found.election != str(election_id):
        raise TrusteesRefused(_("This file belongs to another vote. Nothing was kept."))
    if (await Election.get(id=election_id)).opened_at is not None:
        raise TrusteesRefused(_("The ballots of this vote are open already."))
    return await opening.take_in(election_id, [Opening(*one) for one in found.ballots], actor, now)
