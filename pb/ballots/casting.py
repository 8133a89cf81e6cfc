"""Casting a ballot: does this person belong here well enough, and which paper is theirs?"""

from collections.abc import Sequence
from datetime import datetime

from ballot_box import casting
from ballot_box.casting import Cast
from ballot_box.refusals import BallotRefused
from ballot_box.roll import voted_in
from database import row, rows, transaction
from pb.ballots.places import contest_of
from pb.ballots.votes import Vote
from residents.claims import declare, reaches
from residents.models import Tie
from residents.people import Person
from residents.places.postcodes import Whereabouts
from web.language import _


async def cast(
    vote: Vote,
    by: Person,
    choices: Sequence[str],
    *,
    definition_hash: str,
    attempt: str,
    whereabouts: Whereabouts | None,
    now: datetime,
) -> Cast:
    """Put this person's ballot in the box, or replace the one that is there. Raises BallotRefused.

    `whereabouts` is what somebody says about where they belong, when they were asked; it is kept only with the ballot,
    and not at all once they have voted: then their paper is fixed.
    """
    by.demand("ballots.cast")
    assert by.account_id is not None, "the permission is for people who signed in"
    if whereabouts is None:
        return await _cast(vote, by.account_id, choices, definition_hash, attempt)
    async with transaction():
        if await voted_in(vote.election_id, by.account_id) is None:
            await declare(by.account_id, whereabouts, _tie(vote), now)
        return await _cast(vote, by.account_id, choices, definition_hash, attempt)


async def _cast(vote: Vote, account_id: int, choices: Sequence[str], definition_hash: str, attempt: str) -> Cast:
    await _refuse_withdrawn(vote, choices)
    claim = await row("SELECT neighbourhood_id, evidence FROM claim WHERE account_id = ?", account_id)
    if claim is None:
        raise BallotRefused(_("We do not know yet where you belong. Enter your postcode first."))
    if not reaches(claim.evidence, vote.evidence):
        raise BallotRefused(_("For this vote you have to show first that you belong here. Ask at any library."))
    contest = await voted_in(vote.election_id, account_id) or await contest_of(vote, claim.neighbourhood_id)
    return await casting.cast(
        vote.election_id,
        account_id,
        contest,
        choices,
        definition_hash=definition_hash,
        evidence=claim.evidence,
        attempt=attempt,
    )


async def _refuse_withdrawn(vote: Vote, choices: Sequence[str]) -> None:
    if not vote.withdrawn:
        return
    found = await rows("SELECT id, title FROM project WHERE cycle_id = ? AND withdrawn_at IS NOT NULL", vote.cycle_id)
    for project in found:
        if str(project.id) in choices:
            said = _("“%(title)s” was taken off the ballot. Take it out of your choices and send your vote again.")
            raise BallotRefused(said % {"title": project.title})


def _tie(vote: Vote) -> Tie:
    return Tie.LIVE if not vote.ties or Tie.LIVE in vote.ties else Tie(vote.ties[0])


async def receipt_of(vote: Vote, by: Person) -> str | None:
    """The receipt code of this person's own ballot. Nobody can ask for somebody else's."""
    return await casting.receipt_of(vote.election_id, by.account_id) if by.account_id is not None else None
