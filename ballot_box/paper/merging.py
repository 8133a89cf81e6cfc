"""Merging: the ballots of a batch that was signed off go among those that are counted."""

from collections.abc import Sequence
from datetime import datetime

from ballot_box import keys
from ballot_box.elections import lock_name
from ballot_box.models import BatchState, CountedBallot, Election, Paper, PaperBatch, PaperState
from ballot_box.paper.comparing import agreed_marks
from ballot_box.paper.doubtful import Doubt, interpret
from ballot_box.paper.keying import TO_KEY
from ballot_box.paper.steps import lock, note
from ballot_box.papers import Definition
from ballot_box.refusals import Settled
from ballot_box.sealing.bodies import canonical
from database import shared_lock, transaction
from ledger import log
from residents.people import Person
from web.language import _

AT_ONCE = 200


async def merge(by: Person, batch_id: int, now: datetime) -> PaperBatch:
    """Keep each valid ballot for the count, and mark the others invalid with the rule.

    They are stored in the order of their content, so that not even the order of rows leads back to a serial. A hash
    of them that gives nothing away goes into the record. Raises NotAllowed, NotFound, PaperRefused, Settled.
    """
    by.demand("papers.manage")
    async with transaction():
        batch = await lock(batch_id, BatchState.SIGNED_OFF)
        await shared_lock(lock_name(batch.election_id))
        election = await Election.get(id=batch.election_id)
        if election.settled_at is not None:
            raise Settled(_("The roll of this vote is settled, so no more paper can come in."))
        definition = Definition.of(election.definition)
        ballots: list[list[str]] = []
        for paper in await Paper.filter(batch_id=batch.id, state__in=TO_KEY).order_by("serial"):
            read = interpret(agreed_marks(paper), definition.ranks)
            if isinstance(read, Doubt):
                await Paper.filter(id=paper.id).update(state=PaperState.INVALID, state_because=read.value)
            else:
                definition.check(batch.contest, read)
                ballots.append(read)
        ballots.sort()
        await keep(batch, ballots)
        batch.state, batch.merged_at = BatchState.COUNTED, now
        await batch.save(update_fields=["state", "merged_at"])
        await note(by, batch, "merged", now, ballots=len(ballots))
    return batch


async def keep(batch: PaperBatch, ballots: Sequence[Sequence[str]]) -> None:
    """Store the sorted ballots of a batch, and put their hash into the record. Inside the caller's transaction."""
    await CountedBallot.bulk_create(
        (
            CountedBallot(
                election_id=batch.election_id, contest=batch.contest, choices=list(choices), batch_id=batch.id
            )
            for choices in ballots
        ),
        batch_size=AT_ONCE,
    )
    content = canonical([batch.name, batch.contest, ballots])
    found = {"batch": keys.hidden_hash("batch", content), "e": str(batch.election_id)}
    await log.append({**found, "k": "paper", "n": len(ballots)})
