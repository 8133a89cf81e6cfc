"""Which paper somebody gets: by the vote they cast before, by the postcode they typed, or by what we know of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from ballot_box.refusals import BallotRefused
from ballot_box.roll import voted_in
from database import rows
from pb.ballots.votes import Vote
from residents.belonging.claims import claim_of
from residents.people import Person
from residents.places.postcodes import Whereabouts, locate
from web.language import _


@dataclass(frozen=True, slots=True)
class Place:
    """`contest` names the paper, or is empty while we have to ask on which side of a line somebody lives.

    `whereabouts`: where the typed postcode lies, to be declared when the ballot is cast.
    """

    contest: str
    whereabouts: Whereabouts | None = None
    voted: bool = False


async def place_of(vote: Vote, by: Person, postcode: str = "", ward_code: str = "") -> Place | None:
    """None when we cannot know before somebody gives a postcode. Raises PostcodeRefused and BallotRefused."""
    if by.account_id is not None and (contest := await voted_in(vote.election_id, by.account_id)):
        return Place(contest, voted=True)
    claim = await claim_of(by.account_id) if by.account_id is not None else None
    if postcode:
        whereabouts = await locate(postcode, ward_code)
        if whereabouts.other_wards:
            return Place("", whereabouts)
        contest = await contest_of(vote, whereabouts.neighbourhood_id)
        known = claim is not None and claim.neighbourhood_id == whereabouts.neighbourhood_id
        return Place(contest, None if known else whereabouts)
    return Place(await contest_of(vote, claim.neighbourhood_id)) if claim else None


async def contest_of(vote: Vote, neighbourhood_id: int | None) -> str:
    """The paper of the neighbourhood's own pot, or else of the whole city's. Raises BallotRefused."""
    pots = await rows("SELECT id, neighbourhood_id FROM pot WHERE cycle_id = ?", vote.cycle_id)
    mine = (neighbourhood_id, None)
    contest = paper_among(vote, {pot.neighbourhood_id: str(pot.id) for pot in pots if pot.neighbourhood_id in mine})
    if contest is None:
        raise BallotRefused(nothing_to_vote_on())
    return contest


def paper_among(vote: Vote, pots: Mapping[int | None, str]) -> str | None:
    """Of somebody's own pot and the whole city's (None) the one whose paper they get: their own, if it has one."""
    own_first = sorted(pots.items(), key=lambda pot: pot[0] is None)
    return next((contest for _place, contest in own_first if contest in vote.definition.contests), None)


def nothing_to_vote_on() -> str:
    return _("There is nothing to vote on for this postcode this time. You can still look at what other places chose.")
