"""What people could try with accounts, claims and reports, by the numbers of the list of abuse cases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ballot_box import closing, roll
from ballot_box.models import Ballot, CountedBallot, Election, Outcome, RollEntry
from ballot_box.refusals import BallotRefused, OtherContest
from ballot_box.settling import settle
from database import transaction
from pb import ballots
from pb.ballots import vote_at
from pb.ideas.belonging import BelongingUnknown, demand
from pb.models import Idea, IdeaState
from residents import officers
from residents.belonging import claims, proofs
from residents.models import Account, Claim, Franchise, ProofMethod, Role
from residents.people import Person
from residents.places.postcodes import locate
from tests.boxes import choices_in_the_box
from tests.factories import make_account, make_idea
from tests.pb.moderation_samples import make_report
from tests.pb.test_ballots import Vote

pytestmark = pytest.mark.usefixtures("db")


def person(account: Account, *roles: Role) -> Person:
    return Person(account.id, account.display_name, account.email or "", frozenset({Role.RESIDENT, *roles}))


async def cast(it: Vote, account: Account, *choices: str, postcode: str = "", attempt: str = "one") -> Any:
    now = datetime.now(UTC)
    vote = await vote_at(now, it.cycle.slug)
    assert vote is not None
    return await ballots.cast(
        vote, person(account), choices, definition_hash=vote.definition_hash, attempt=attempt,
        whereabouts=await locate(postcode, "") if postcode else None, now=now,
    )  # fmt: skip


async def confirm(account: Account) -> None:
    async with transaction():
        claim = await claims.lock((await Claim.get(account_id=account.id)).id)
        await proofs.give(claim, ProofMethod.IN_PERSON, "account:1", datetime.now(UTC))


async def outcome(it: Vote, account: Account) -> Outcome:
    """After the close and the day for confirming."""
    election = await it.election()
    over = datetime.now(UTC) - timedelta(seconds=5)
    await Election.filter(id=election.id).update(closes_at=over)
    await Franchise.filter(id=election.franchise_id).update(confirm_by=over)
    await closing.close(election.id)
    assert (await settle(election.id, datetime.now(UTC))).faults() == []
    return (await RollEntry.get(election_id=election.id, account_id=account.id)).outcome


CONFIRMED = {"evidence": {"vote": "E1", "count": "E2"}}


async def test_ac_015_a_ballot_cast_before_an_account_was_closed_is_counted_like_any_other() -> None:
    it = await Vote.open(**CONFIRMED)
    account = await it.resident()
    await cast(it, account, *it.ids(0))
    await confirm(account)
    administrator = person(await make_account("Ada", Role.ADMINISTRATOR), Role.ADMINISTRATOR)
    await officers.close(administrator, account.id, datetime.now(UTC))

    assert await outcome(it, account) is Outcome.COUNTED


async def test_ac_028_ac_142_nobody_votes_or_supports_without_a_claim_that_reaches() -> None:
    it = await Vote.open()
    stranger = await make_account()
    with pytest.raises(BallotRefused, match="postcode"):
        await cast(it, stranger, *it.ids(0))
    with pytest.raises(BelongingUnknown):
        await demand(it.cycle, person(stranger), "support")
    assert not await Ballot.exists()


async def test_ac_048_nobody_votes_in_two_places_by_moving_between_them() -> None:
    it = await Vote.open()
    account = await make_account()
    await cast(it, account, *it.ids(0), postcode="ST1 1AA")
    await claims.declare(account.id, await locate("ST6 1AA", ""), "live", datetime.now(UTC))

    with pytest.raises(OtherContest):
        await cast(it, account, str(it.others[0].id), attempt="two")
    await cast(it, account, *it.ids(1), attempt="three")
    assert await choices_in_the_box() == [it.ids(1)]


async def test_ac_049_a_proof_taken_back_while_people_vote_changes_one_number_and_deletes_nothing() -> None:
    it = await Vote.open(**CONFIRMED)
    account = await it.resident()
    officer = person(await make_account("Rosa", Role.ROLL_OFFICER), Role.ROLL_OFFICER)
    await cast(it, account, *it.ids(0))
    async with transaction():
        claim = await claims.lock((await Claim.get(account_id=account.id)).id)
        given = await proofs.give(claim, ProofMethod.IN_PERSON, "account:1", datetime.now(UTC))
        await proofs.revoke(given.proof.id, officer, "Another person", datetime.now(UTC))

    assert await Ballot.all().count() == 1
    assert await outcome(it, account) is Outcome.UNCONFIRMED
    assert not await CountedBallot.exists()


async def test_ac_136_knowing_everything_about_somebody_does_not_touch_their_ballot() -> None:
    it = await Vote.open()
    real, other = await make_account("Sue Sample"), await make_account("Sue Sample")
    await cast(it, real, *it.ids(0), postcode="ST1 1AA")
    await cast(it, other, *it.ids(1), postcode="ST1 1AA")
    election = await it.election()
    assert await Ballot.filter(election_id=election.id).count() == 2, "it is a ballot of their own, not confirmed yet"
    assert it.ids(0) in await choices_in_the_box()


async def test_ac_143_a_disputed_ballot_is_replaced_in_person_before_the_close() -> None:
    it = await Vote.open(**CONFIRMED)
    account = await it.resident()
    await cast(it, account, *it.ids(0))
    election = await it.election()

    async with transaction():
        done = await roll.mark_paper(election.id, account.id, str(it.hanley.id))

    assert done is roll.OnPaper.REPLACED
    assert not await Ballot.filter(election_id=election.id).exists()


async def test_ac_144_many_reports_hide_nothing_without_a_person() -> None:
    it = await Vote.open()
    idea = await make_idea(it.cycle, it.hanley)
    for _one in range(30):
        await make_report(idea=idea)
    assert (await Idea.get(id=idea.id)).state is IdeaState.PUBLISHED
