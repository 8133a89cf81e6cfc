"""Casting a ballot: does this person belong here well enough, and which paper is theirs?"""

from collections.abc import Sequence
from datetime import datetime

from ballot_box import casting
from ballot_box.casting import Cast
from ballot_box.refusals import BallotRefused, OtherContest
from ballot_box.roll import voted_in
from database import rows, transaction
from pb.ballots.places import nothing_to_vote_on, paper_among
from pb.ballots.votes import Vote
from residents.belonging.claims import declare, reaches
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
    evidence, contest = await _standing(vote, account_id)
    if not reaches(evidence, vote.evidence):
        raise BallotRefused(_("For this vote you have to show first that you belong here. Ask at any library."))
    more = {"definition_hash": definition_hash, "evidence": evidence, "attempt": attempt}
    try:
        return await casting.cast(vote.election_id, account_id, contest, choices, **more)
    except OtherContest as other:
        # Whoever has voted and then moved keeps the paper they voted on, and may change their vote on it.
        if set(choices) <= set(vote.definition.contests.get(other.contest, ())):
            return await casting.cast(vote.election_id, account_id, other.contest, choices, **more)
        raise


async def _standing(vote: Vote, account_id: int) -> tuple[str, str]:
    """How well this person shows that they belong here, and the paper of the place they belong to."""
    found = await rows(
        """SELECT c.evidence, p.id AS pot, p.neighbourhood_id FROM claim c
           LEFT JOIN pot p ON p.cycle_id = ? AND (p.neighbourhood_id = c.neighbourhood_id OR p.neighbourhood_id IS NULL)
           WHERE c.account_id = ?""",
        vote.cycle_id,
        account_id,
    )
    if not found:
        raise BallotRefused(_("We do not know yet where you belong. Enter your postcode first."))
    own = paper_among(vote, {one.neighbourhood_id: str(one.pot) for one in found})
    contest = own or await voted_in(vote.election_id, account_id)
    if contest is None:
        raise BallotRefused(nothing_to_vote_on())
    return found[0].evidence, contest


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
