"""Casting a ballot: does this person belong here well enough, and which paper is theirs?"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from ballot_box import casting, spoiling
from ballot_box.casting import Cast, Filled
from ballot_box.models import Channel
from ballot_box.refusals import BallotRefused, OtherContest
from ballot_box.roll import voted_in
from ballot_box.spoiling import Opened
from ballot_box.watching import after_cast
from database import row, rows, transaction
from pb.ballots.places import nothing_to_vote_on, paper_among
from pb.ballots.votes import Vote
from residents.belonging.claims import declare, reaches, use_for
from residents.models import ClaimState, Tie
from residents.people import Person
from residents.places.postcodes import Whereabouts
from residents.presence.handovers import last_minute
from web.language import _
from web.refusals import Refused

_log = logging.getLogger("wardmote.ballots")
_DOUBTED = (ClaimState.UNDER_REVIEW, ClaimState.REJECTED, ClaimState.WITHDRAWN)


async def cast(
    vote: Vote,
    by: Person,
    choices: Sequence[str],
    *,
    definition_hash: str,
    attempt: str,
    digits: str = "",
    whereabouts: Whereabouts | None,
    now: datetime,
    device: str | None = None,
    network: str | None = None,
) -> Cast:
    """Put this person's ballot in the box, or replace the one that is there. Raises BallotRefused.

    `whereabouts` is what somebody says about where they belong, when they were asked; it is kept only with the ballot,
    and not at all once they have voted: then their paper is fixed. `device` and `network` are compared with others,
    as keyed hashes, to see bursts; they are not kept as they are.
    """
    by.demand("ballots.cast")
    assert by.account_id is not None, "the permission is for people who signed in"
    async with transaction():
        if whereabouts is not None and await voted_in(vote.election_id, by.account_id) is None:
            await declare(by.account_id, whereabouts, _tie(vote), now, franchise_id=vote.franchise_id)
        await _refuse_withdrawn(vote, choices)
        voter = await _voter(vote, by.account_id, now)
        if not reaches(voter.evidence, vote.evidence):
            raise BallotRefused(_("For this vote you have to show first that you belong here. Ask at any library."))
        filled = partial(Filled, choices=choices, definition_hash=definition_hash, attempt=attempt, digits=digits)
        channel = Channel.KIOSK if by.kiosk else Channel.ONLINE
        put = partial(casting.cast, vote.election_id, by.account_id, evidence=voter.evidence, channel=channel)
        try:
            done = await put(filled(voter.contest))
        except OtherContest as other:
            # Whoever has voted and then moved keeps the paper they voted on, and may change their vote on it.
            if not set(choices) <= set(vote.definition.contests.get(other.contest, ())):
                raise
            done = await put(filled(other.contest))
        await last_minute(by, now)
    try:
        await after_cast(vote.franchise_id, voter.claim_id, None if by.kiosk else device, network, done.alike, now)
    except Refused as refusal:  # the ballot is in the box, whatever could not be looked at
        _log.warning("a ballot could not be looked at: %s", refusal)
    return done


@dataclass(frozen=True, slots=True)
class _Voter:
    """How well this person shows that they belong here, and the paper of the place they belong to."""

    claim_id: int
    evidence: str
    contest: str


async def _voter(vote: Vote, account_id: int, now: datetime) -> _Voter:
    found = await rows(
        """SELECT c.id AS claim, c.state, c.franchise_id, c.evidence, p.id AS pot, p.neighbourhood_id FROM claim c
           LEFT JOIN pot p ON p.cycle_id = ? AND (p.neighbourhood_id = c.neighbourhood_id OR p.neighbourhood_id IS NULL)
           WHERE c.account_id = ?""",
        vote.cycle_id,
        account_id,
    )
    if not found or found[0].state == ClaimState.WITHDRAWN:
        raise BallotRefused(_("We do not know yet where you belong. Enter your postcode first."))
    if vote.franchise_id is not None and found[0].franchise_id != vote.franchise_id:
        await use_for(found[0].claim, vote.franchise_id, now)
    elif found[0].state == ClaimState.REJECTED:
        raise BallotRefused(
            _("Your claim to belong here was taken out of this vote. Your account says why, and how to appeal.")
        )
    own = paper_among(vote, {one.neighbourhood_id: str(one.pot) for one in found})
    contest = own or await voted_in(vote.election_id, account_id)
    if contest is None:
        raise BallotRefused(nothing_to_vote_on())
    return _Voter(found[0].claim, found[0].evidence, contest)


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


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a ballot will be counted as things stand. `state`: of the claim, for words about it."""

    confirmed: bool
    state: str
    confirm_by: datetime | None

    def late(self, now: datetime) -> bool:
        return not self.confirmed and self.confirm_by is not None and now >= self.confirm_by


async def standing_of(vote: Vote, by: Person) -> Standing:
    """What this person still has to do for their ballot to be counted, if anything."""
    found = await row("SELECT state, evidence FROM claim WHERE account_id = ?", by.account_id or 0)
    if found is None:
        return Standing(vote.franchise_id is None, "", vote.confirm_by)
    confirmed = reaches(found.evidence, vote.counts_from) and found.state not in _DOUBTED
    return Standing(confirmed, found.state, vote.confirm_by)


async def commitment_for(
    vote: Vote, choices: Sequence[str], *, definition_hash: str, attempt: str, digits: str = ""
) -> str:
    """The code that a ballot will have, for the page on which its voter checks it. Raises BallotRefused."""
    return await casting.commitment_for(vote.election_id, _filled(vote, choices, definition_hash, attempt, digits))


async def spoil(vote: Vote, choices: Sequence[str], *, definition_hash: str, attempt: str, digits: str = "") -> Opened:
    """Open a checked ballot instead of casting it. Raises BallotRefused."""
    return await spoiling.spoil(vote.election_id, _filled(vote, choices, definition_hash, attempt, digits))


def _filled(vote: Vote, choices: Sequence[str], definition_hash: str, attempt: str, digits: str) -> Filled:
    return Filled(vote.definition.contest_of(choices) or "", choices, definition_hash, attempt, digits)


async def receipt_of(vote: Vote, by: Person) -> tuple[str, str] | None:
    """Commitment and signature of this person's own ballot. Nobody can ask for somebody else's."""
    return await casting.receipt_of(vote.election_id, by.account_id) if by.account_id is not None else None
