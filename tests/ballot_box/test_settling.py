"""After the day for confirming: whose ballot is counted, whose is not and why, and an account that adds up."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ballot_box import closing, elections, roll
from ballot_box.accounts import BallotAccount, ContestAccount, PaperAccount
from ballot_box.models import Ballot, Channel, CountedBallot, Election, Outcome, PaperBatch, PaperRule, RollEntry
from ballot_box.refusals import NotSettled, OnPaperAlready, Settled, StillOpen
from ballot_box.scrubbing import scrub
from ballot_box.settling import linked_ballots, settle
from database import transaction
from residents.belonging import claims, franchises, proofs
from residents.models import (
    Account,
    Claim,
    Evidence,
    Flag,
    FlagClaim,
    FlagState,
    Franchise,
    Proof,
    ProofMethod,
    Rejection,
)
from residents.places.models import Neighbourhood
from tests.boxes import put_in
from tests.factories import make_account, make_place

pytestmark = pytest.mark.usefixtures("db")
NOW = datetime.now(UTC)
CONFIRM_BY = NOW + timedelta(days=10)
AFTER = CONFIRM_BY + timedelta(minutes=1)


class Vote:
    """A vote that asks for E2 by the day, and people who belong to its one place."""

    franchise: Franchise
    election: Election
    place: Neighbourhood

    @classmethod
    async def held(cls, **values: Any) -> "Vote":
        it = cls()
        it.franchise = await franchises.settle(
            "cycle-7", "Fund", counts_from="E2", proofs=None, confirm_by=CONFIRM_BY, challenge_ends_at=None
        )
        day = timedelta(days=1)
        it.election = await elections.create(
            "Fund", ranks=3, contests={"3": ["11", "12"]}, opens_at=NOW - day, closes_at=NOW + day,
            franchise_id=it.franchise.id, **values,
        )  # fmt: skip
        it.place = await make_place()
        return it

    async def person(self, evidence: Evidence = Evidence.E1) -> Claim:
        account = await make_account()
        return await Claim.create(
            account=account, neighbourhood=self.place, evidence=evidence, state=claims.settled(evidence),
            franchise=self.franchise, made_at=NOW, confirmed_at=NOW,
        )  # fmt: skip

    async def cast(self, claim: Claim, *choices: str, **values: Any) -> None:
        await put_in(self.election, claim.account_id, choices or ["11"], **values)

    async def prove(self, claim: Claim, method: ProofMethod = ProofMethod.IN_PERSON, when: datetime = NOW) -> Proof:
        async with transaction():
            return (await proofs.give(await claims.lock(claim.id), method, "account:1", when)).proof

    async def close(self) -> None:
        await Election.filter(id=self.election.id).update(closes_at=datetime.now(UTC) - timedelta(seconds=5))
        await closing.close(self.election.id)

    async def settled(self, when: datetime = AFTER) -> ContestAccount:
        account = await settle(self.election.id, when)
        assert account.faults() == []
        return account.contests["3"]

    async def outcome(self, claim: Claim) -> tuple[Outcome, str]:
        entry = await RollEntry.get(election_id=self.election.id, account_id=claim.account_id)
        return entry.outcome, entry.outcome_because


async def test_a_provisional_ballot_is_counted_when_confirmed_by_the_day_and_only_then() -> None:
    it = await Vote.held()
    before, in_time, late, never = [await it.person() for _ in range(4)]
    await it.prove(before)
    for claim in (before, in_time, late, never):
        await it.cast(claim)
    await it.close()
    await it.prove(in_time, ProofMethod.LETTER, CONFIRM_BY)
    await it.prove(late, ProofMethod.VOUCHER, CONFIRM_BY + timedelta(days=1))

    account = await it.settled()

    assert (account.voters, account.counted, account.unconfirmed) == (4, 2, 2)
    assert await it.outcome(in_time) == (Outcome.COUNTED, "")
    assert await it.outcome(late) == (Outcome.UNCONFIRMED, "")
    await scrub(it.election.id, AFTER)
    assert len(await closing.ballots_of(it.election.id, "3")) == 2
    assert len(await closing.counted_commitments(it.election.id)) == 2


async def test_only_the_ways_that_this_vote_accepts_confirm() -> None:
    it = await Vote.held()
    await Franchise.filter(id=it.franchise.id).update(proofs=["letter"])
    by_card, by_letter = await it.person(), await it.person()
    await it.cast(by_card)
    await it.cast(by_letter)
    await it.prove(by_card, ProofMethod.VOUCHER)
    await it.prove(by_letter, ProofMethod.LETTER)
    await it.close()

    assert ((await it.settled()).counted, await it.outcome(by_card)) == (1, (Outcome.UNCONFIRMED, ""))


async def test_a_proof_taken_back_no_longer_counts_and_one_of_an_old_place_does() -> None:
    it = await Vote.held()
    mistaken, moved = await it.person(), await it.person()
    for claim in (mistaken, moved):
        await it.cast(claim)
    await it.prove(moved)
    wrong = await it.prove(mistaken)
    await it.close()
    await Proof.filter(id=wrong.id).update(revoked_at=NOW, revoked_because="A mistake at the table")
    await Proof.filter(claim_id=moved.id).update(revoked_at=AFTER, revoked_because="declared anew")

    account = await it.settled(AFTER + timedelta(days=1))

    assert (account.counted, await it.outcome(mistaken)) == (1, (Outcome.UNCONFIRMED, ""))


async def test_nothing_is_settled_before_the_close_the_day_and_every_decision() -> None:
    it = await Vote.held()
    claim = await it.person()
    await it.cast(claim)
    with pytest.raises(StillOpen, match="still open"):
        await settle(it.election.id, AFTER)
    with pytest.raises(StillOpen):
        await linked_ballots(it.election.id)
    await it.close()
    with pytest.raises(StillOpen, match="confirm"):
        await settle(it.election.id, CONFIRM_BY - timedelta(seconds=1))
    flag = await Flag.create(franchise=it.franchise, rule="address_cap", subject="x", raised_at=NOW)
    await FlagClaim.create(flag=flag, claim=claim, state_before=claim.state)
    batch = await PaperBatch.create(
        election=it.election, contest="3", name="HAN-01", seal="1", issued=10, state="out", registered_at=NOW
    )
    with pytest.raises(NotSettled, match=r"1 flag, 1 batch of paper ballots"):
        await settle(it.election.id, AFTER)
    await Flag.filter(id=flag.id).update(state=FlagState.DISMISSED, ended_at=NOW)
    await PaperBatch.filter(id=batch.id).update(state="void", void_because="Lost on the way")

    account = await it.settled()
    assert (account.paper.issued, account.paper.void) == (10, 10)


async def test_a_ballot_taken_out_by_two_officers_stays_in_the_account_with_its_reason() -> None:
    it = await Vote.held()
    out, kept = await it.person(Evidence.E2), await it.person(Evidence.E2)
    officers: list[Account] = [await make_account(), await make_account()]
    for claim in (out, kept):
        await it.cast(claim)
        await it.prove(claim)
    await it.close()
    rejection = await Rejection.create(
        claim=out, franchise=it.franchise, rule="registered_twice", because="You have another claim.", at=NOW,
        asked_by=officers[0], approved_by=officers[1], appeal_by=AFTER + timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(NotSettled, match="can still appeal"):
        await settle(it.election.id, AFTER)
    await Rejection.filter(id=rejection.id).update(appeal_by=AFTER)

    account = await it.settled()

    assert (account.voters, account.counted, account.removed) == (2, 1, {"registered_twice": 1})
    assert await it.outcome(out) == (Outcome.REMOVED, "registered_twice")
    await Rejection.filter(id=rejection.id).update(appealed_at=AFTER)
    with pytest.raises(NotSettled, match="1 appeal"):
        await settle(it.election.id, AFTER)
    await Rejection.filter(id=rejection.id).update(ruled_at=AFTER, upheld=True)
    assert ((await it.settled()).counted, await it.outcome(out)) == (2, (Outcome.COUNTED, ""))
    await scrub(it.election.id, AFTER)
    assert await CountedBallot.filter(election_id=it.election.id).count() == 2


async def test_whoever_withdraws_has_no_ballot_any_more_and_may_come_back() -> None:
    it = await Vote.held()
    claim = await it.person(Evidence.E2)
    await it.cast(claim)
    async with transaction():
        await roll.take_out(claim, NOW)
    assert not await Ballot.filter(election_id=it.election.id).exists()

    await it.cast(claim, attempt="again")
    assert await it.outcome(claim) == (Outcome.OPEN, "")
    async with transaction():
        await roll.take_out(claim, NOW)
    await it.close()

    account = await it.settled()
    assert (account.voters, account.counted, account.withdrawn) == (0, 0, 1)


async def test_ac_050_paper_takes_the_place_of_a_ballot_on_a_screen_and_is_final() -> None:
    it = await Vote.held()
    claim = await it.person(Evidence.E2)
    await it.cast(claim)

    first = await roll.mark_paper(it.election.id, claim.account_id, "3")
    second = await roll.mark_paper(it.election.id, claim.account_id, "3")

    assert (first, second) == (roll.OnPaper.REPLACED, roll.OnPaper.DUPLICATE)
    assert not await Ballot.filter(election_id=it.election.id).exists()
    with pytest.raises(OnPaperAlready, match="on paper"):
        await it.cast(claim, attempt="again")
    entry = await RollEntry.get(account_id=claim.account_id)
    assert (entry.channel, entry.to_be_told) == (Channel.PAPER, True)


async def test_where_the_screen_stands_the_paper_is_a_duplicate() -> None:
    it = await Vote.held(paper_rule=PaperRule.ONLINE_STANDS)
    claim = await it.person(Evidence.E2)
    await it.cast(claim)

    assert await roll.mark_paper(it.election.id, claim.account_id, "3") is roll.OnPaper.DUPLICATE
    assert await Ballot.filter(election_id=it.election.id).count() == 1


async def test_settling_again_changes_nothing_and_then_no_paper_comes_in() -> None:
    it = await Vote.held()
    claim = await it.person()
    await it.cast(claim)
    await it.close()

    assert await it.settled() == await it.settled()
    stored = (await Election.get(id=it.election.id)).account
    assert BallotAccount.of(stored).contests["3"].unconfirmed == 1
    with pytest.raises(Settled):
        await roll.mark_paper(it.election.id, claim.account_id, "3")


async def test_people_who_registered_and_did_not_vote_are_on_the_roll_too() -> None:
    it = await Vote.held()
    await it.person()
    await it.cast(await it.person(Evidence.E2))
    await it.close()

    account = await settle(it.election.id, AFTER)
    assert (account.registered, account.on_roll) == (1, 2)


@pytest.mark.parametrize(
    ("account", "said"),
    [
        (ContestAccount(cast={"online": 3}, counted=2, ballots=2), "3 people voted"),
        (ContestAccount(cast={"online": 2}, counted=2, ballots=3), "3 ballots would be counted"),
        (ContestAccount(paper=PaperAccount(issued=60, used=41, unused=18)), "printed ballots"),
        (ContestAccount(paper=PaperAccount(issued=2, used=2, entered=2), ballots=2), "slips"),
        (ContestAccount({"paper": 1}, counted=1, paper=PaperAccount(issued=2, used=2, entered=1), ballots=1), "used"),
    ],
)  # fmt: skip
def test_an_account_that_does_not_add_up_says_what(account: ContestAccount, said: str) -> None:
    assert any(said in fault for fault in account.faults()), account.faults()


def test_what_was_written_down_when_papers_did_not_agree_is_shown_and_does_not_block() -> None:
    paper = PaperAccount(issued=60, used=41, unused=18, entered=41, mismatches=("One sheet is missing.",))
    account = ContestAccount(cast={"paper": 41}, counted=41, ballots=41, paper=paper)
    assert account.faults() == []


async def test_ballots_and_people_are_joined_in_memory_only_between_close_and_settling() -> None:
    it = await Vote.held()
    one, other = await it.person(), await it.person()
    await it.cast(one, "11", "12")
    await it.cast(other, "12")
    await it.close()
    assert await linked_ballots(it.election.id) == {one.account_id: ("11", "12"), other.account_id: ("12",)}
