"""Merging: the ballots of a batch that was signed off go into the box with all the others."""

import secrets
from datetime import datetime

from ballot_box.elections import lock_name
from ballot_box.models import Ballot, BatchState, Channel, Election, Paper, PaperBatch, PaperState
from ballot_box.paper.comparing import agreed_marks
from ballot_box.paper.doubtful import Doubt, interpret
from ballot_box.paper.keying import TO_KEY
from ballot_box.paper.steps import lock, note
from ballot_box.papers import Definition
from ballot_box.receipts import receipt_code
from ballot_box.refusals import Settled
from database import shared_lock, transaction
from residents.people import Person
from web.language import _

AT_ONCE = 200


async def merge(by: Person, batch_id: int, now: datetime) -> PaperBatch:
    """Put each valid ballot into the box under a slot drawn by chance, and mark the others invalid with the rule.

    Slots are stored in their own order, so that not even the order of rows leads back to a serial. Raises NotAllowed,
    NotFound, PaperRefused, Settled.
    """
    by.demand("papers.manage")
    async with transaction():
        batch = await lock(batch_id, BatchState.SIGNED_OFF)
        await shared_lock(lock_name(batch.election_id))
        election = await Election.get(id=batch.election_id)
        if election.settled_at is not None:
            raise Settled(_("The roll of this vote is settled, so no more paper can come in."))
        ballots = []
        for paper in await Paper.filter(batch_id=batch.id, state__in=TO_KEY).order_by("serial"):
            read = interpret(agreed_marks(paper), Definition.of(election.definition).ranks)
            if isinstance(read, Doubt):
                await Paper.filter(id=paper.id).update(state=PaperState.INVALID, state_because=read.value)
            else:
                ballots.append(_ballot(election, batch.contest, read))
        await Ballot.bulk_create(sorted(ballots, key=lambda one: one.slot), batch_size=AT_ONCE)
        batch.state, batch.merged_at = BatchState.COUNTED, now
        await batch.save(update_fields=["state", "merged_at"])
        await note(by, batch, "merged", now, ballots=len(ballots))
    return batch


def _ballot(election: Election, contest: str, choices: list[str]) -> Ballot:
    Definition.of(election.definition).check(contest, choices)
    receipt = receipt_code(secrets.token_bytes(32), election.id, 0, "paper")  # nobody has it: a paper gives no receipt
    return Ballot(
        slot=secrets.token_hex(32), election_id=election.id, contest=contest, choices=choices,
        definition_hash=election.definition_hash, receipt=receipt, channel=Channel.PAPER.value,
    )  # fmt: skip
