"""Ballots of an election that was held elsewhere: brought in whole, with no roll, because nobody here cast them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from ballot_box.models import CountedBallot, Election
from ballot_box.papers import Definition
from ballot_box.refusals import BallotRefused
from web.language import _

BATCH = 1_000


async def add_ballots(election: Election, ballots: Iterable[tuple[str, Sequence[str]]], now: datetime) -> int:
    """Add pairs of a contest and its choices; call it inside one transaction. Returns how many were added.

    An empty ballot is one, too: its voter counts. Raises BallotRefused where the election is not closed.
    """
    if election.closed_at is None:
        raise BallotRefused(_("Ballots can only be brought into an election that is closed."))
    options = {contest: set(names) for contest, names in Definition.of(election.definition).contests.items()}
    waiting: list[CountedBallot] = []
    added = 0
    for contest, choices in ballots:
        if not options[contest].issuperset(choices):
            raise BallotRefused(_("A ballot names something that is not on its paper."))
        waiting.append(CountedBallot(election_id=election.id, contest=contest, choices=list(choices)))
        if len(waiting) == BATCH:
            added += await _store(waiting)
            waiting = []
    added += await _store(waiting)
    await Election.filter(id=election.id).update(settled_at=now, emptied_at=now, key_destroyed_at=now, opened_at=now)
    return added


async def _store(ballots: list[CountedBallot]) -> int:
    if ballots:
        await CountedBallot.bulk_create(ballots)
    return len(ballots)
