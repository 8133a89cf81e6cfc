"""Ballots of an election that was held elsewhere: brought in whole, with no roll, because nobody here cast them."""

import secrets
from collections.abc import Iterable, Sequence

from ballot_box.models import Ballot, Election
from ballot_box.papers import Definition
from ballot_box.refusals import BallotRefused
from web.language import _

BATCH = 1_000


async def add_ballots(election: Election, ballots: Iterable[tuple[str, Sequence[str]]]) -> int:
    """Add pairs of a contest and its choices; call it inside one transaction. Returns how many were added.

    An empty ballot is one, too: its voter counts. Raises BallotRefused where the election is not closed.
    """
    if election.closed_at is None:
        raise BallotRefused(_("Ballots can only be brought into an election that is closed."))
    options = {contest: set(names) for contest, names in Definition.of(election.definition).contests.items()}
    waiting: list[Ballot] = []
    added = 0
    for contest, choices in ballots:
        if not options[contest].issuperset(choices):
            raise BallotRefused(_("A ballot names something that is not on its paper."))
        waiting.append(_ballot(election, contest, choices))
        if len(waiting) == BATCH:
            added += await _store(waiting)
            waiting = []
    return added + await _store(waiting)


def _ballot(election: Election, contest: str, choices: Sequence[str]) -> Ballot:
    return Ballot(
        slot=secrets.token_hex(32),
        election_id=election.id,
        contest=contest,
        choices=list(choices),
        definition_hash=election.definition_hash,
        receipt=secrets.token_hex(16),
        channel="imported",
    )


async def _store(ballots: list[Ballot]) -> int:
    if ballots:
        await Ballot.bulk_create(ballots)
    return len(ballots)
