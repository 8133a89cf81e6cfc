"""The sample can be built at any phase, over and over, and never in the place of something real."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from ballot_box.models import Ballot, BatchState, CountedBallot, PaperBatch, RollEntry
from pb import demo
from pb.cycles import current_cycle, phase_at
from pb.demo import DemoRefused
from pb.models import Comment, Cycle, Idea, IdeaState, Pot, Project, ProjectTally, Support, Tally
from pb.phases import Phase
from pb.sample import stories
from pb.sample.people import SampleRefused
from post.models import Message, MessageChannel, MessageState
from residents.models import (
    Account,
    Claim,
    ClaimState,
    CodeLetter,
    CodeLetterState,
    Flag,
    FlagState,
    Franchise,
    Proof,
    Role,
    RoleGrant,
    Shift,
    VoucherBatch,
)
from residents.places.models import Neighbourhood
from residents.presence.shifts import LONGEST
from tests.factories import make_account, make_cycle
from web.keys import folder


async def build(phase: str) -> Cycle:
    await demo.load(phase, fresh=False, production=False)
    cycle = await current_cycle(datetime.now(UTC))
    assert cycle is not None
    return cycle


async def states(cycle: Cycle) -> Counter[IdeaState]:
    return Counter(idea.state for idea in await Idea.filter(cycle=cycle))


async def test_the_money_is_shared_half_equally_and_half_by_need(db: None) -> None:
    cycle = await build("ideas")
    pots = {pot.name: pot.amount_pence // 100 for pot in await Pot.filter(cycle=cycle)}
    assert pots == {
        "Tunstall": 13_500,
        "Burslem": 16_500,
        "Hanley": 22_000,
        "Stoke-upon-Trent": 9_500,
        "Fenton": 10_000,
        "Longton": 18_500,
    }


async def test_while_ideas_are_open_some_wait_for_a_moderator(db: None) -> None:
    cycle = await build("ideas")
    now = datetime.now(UTC)
    assert phase_at(cycle, now) is Phase.IDEAS
    found = await states(cycle)
    assert set(found) == {IdeaState.PUBLISHED, IdeaState.RECEIVED}
    assert found.total() == 45
    assert all(idea.submitted_at and idea.submitted_at < now for idea in await Idea.filter(cycle=cycle))


async def test_in_review_ideas_stand_at_every_step(db: None) -> None:
    cycle = await build("review")
    assert phase_at(cycle, datetime.now(UTC)) is Phase.REVIEW
    found = await states(cycle)
    assert found.total() == 45
    assert min(found[state] for state in (IdeaState.PUBLISHED, IdeaState.COSTING, IdeaState.ON_BALLOT)) > 5
    for state in (IdeaState.CHANGES_WANTED, IdeaState.NOT_FEASIBLE, IdeaState.MERGED, IdeaState.WITHDRAWN):
        assert found[state] == 1


async def test_the_vote_is_open_with_every_ballot_in_the_box(db: None) -> None:
    cycle = await build("voting")
    assert phase_at(cycle, datetime.now(UTC)) is Phase.VOTING
    found = await states(cycle)
    assert (found[IdeaState.ON_BALLOT], found.total()) == (41, 45)
    assert await Project.filter(cycle=cycle).count() == 41
    on_screens = await Ballot.filter(election_id=cycle.election_id).count()
    on_paper = await CountedBallot.filter(election_id=cycle.election_id).count()
    assert (on_screens, on_paper) == (1054, 445)
    assert await RollEntry.filter(election_id=cycle.election_id).count() == 1499
    refused = await Idea.filter(cycle=cycle, state=IdeaState.NOT_FEASIBLE)
    assert all(idea.reason and idea.elsewhere and idea.decided_by for idea in refused)


async def test_the_result_was_counted_by_one_officer_and_published_by_another(db: None) -> None:
    cycle = await build("result")
    assert phase_at(cycle, datetime.now(UTC)) is Phase.CHALLENGE
    tally = await Tally.get(cycle=cycle)
    assert tally.ballots == 1238  # the others were not confirmed in time
    assert tally.counted_by_id and tally.published_by_id and tally.counted_by_id != tally.published_by_id
    assert await ProjectTally.filter(tally=tally).count() == 41


async def test_the_pilot_of_the_year_before_has_a_result_that_the_council_decided(db: None) -> None:
    await build("ideas")
    cycle = await Cycle.get(slug="two-towns-pilot")
    assert phase_at(cycle, datetime.now(UTC)) is Phase.DELIVERY
    assert cycle.decision_by and cycle.decision_on
    tally = await Tally.get(cycle=cycle)
    assert tally.ballots == 200
    outcomes = await ProjectTally.filter(tally=tally)
    assert len(outcomes) == 12
    assert 3 <= sum(one.funded for one in outcomes) <= 9
    assert cycle.slug != (await build("ideas")).slug


async def test_everybody_in_it_is_a_sample(db: None) -> None:
    await build("voting")
    assert not await Account.filter(sample=False).exists()
    assert not await Cycle.filter(sample=False).exists()
    assert not await Message.filter(channel=MessageChannel.EMAIL).exists()
    assert {grant.role for grant in await RoleGrant.all()} == set(Role) - {Role.RESIDENT}
    assert await Claim.all().count() > 50


async def test_while_people_vote_others_are_confirmed_and_wait(db: None) -> None:
    cycle = await build("voting")
    now = datetime.now(UTC)
    mine = await claims_of_residents()
    assert mine == Counter(one["state"] for one in stories.claims())
    last_year = await Cycle.get(slug="two-towns-pilot")
    late = await Claim.filter(state=ClaimState.EXPIRED)
    assert {claim.franchise_id for claim in late} == {last_year.franchise_id}
    assert await Flag.filter(franchise_id=cycle.franchise_id, state=FlagState.RAISED).count() == 2

    assert await Message.filter(channel=MessageChannel.LETTER, state=MessageState.WAITING).count() == 6
    assert await CodeLetter.filter(state=CodeLetterState.QUEUED).count() == 6
    batches = await VoucherBatch.all().select_related("organisation")
    assert len({batch.organisation.name for batch in batches}) == len(batches) == 6
    assert all(batch.assigned_at and "Sample" in batch.organisation.name for batch in batches)
    on_shift = await Shift.filter(starts_at__lte=now, ends_at__gt=now).select_related("account")
    assert sorted(shift.account.display_name.split()[0] for shift in on_shift) == ["Fatima", "Vera", "Victor"]
    assert [batch.name for batch in await PaperBatch.filter(state=BatchState.OUT)] == ["HAN-01"]


@pytest.mark.parametrize("now", ["2026-03-28T23:40", "2026-10-25T00:30", "2026-10-24T13:00"])
async def test_the_shifts_of_the_sample_fit_at_any_time_of_day(db: None, now: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    await demo.build("voting", at)
    for shift in await Shift.all():
        assert shift.ends_at - shift.starts_at <= LONGEST
    assert await Shift.filter(starts_at__lte=at, ends_at__gt=at).count() == 3


@pytest.mark.parametrize("phase", ["ideas", "review", "result"])
async def test_while_nobody_votes_claims_stand_as_they_are_confirmed(db: None, phase: str) -> None:
    await build(phase)
    assert await claims_of_residents() == {"verified": 18, "provisional": 24, "declared": 12}
    assert await Proof.filter(claim__state=ClaimState.VERIFIED, claim__account__email__isnull=False).count() == 18
    assert not await Flag.exists()


async def claims_of_residents() -> Counter[str]:
    """By their state. Neighbours, who have no name of their own, are left out."""
    found = Claim.exclude(account__display_name="A neighbour (sample)")
    return Counter(claim.state.value for claim in await found)


async def test_a_sample_that_is_replaced_leaves_no_keys_behind(db: None) -> None:
    await build("voting")
    first = {folder() / f"{one.key_name}.key" for one in await Franchise.all()}
    assert any(path.exists() for path in first)
    await build("ideas")
    now = {folder() / f"{one.key_name}.key" for one in await Franchise.all()}
    assert first.isdisjoint(now)
    assert not any(path.exists() for path in first)


async def test_supports_and_comments_agree_with_the_counts_kept_with_ideas(db: None) -> None:
    cycle = await build("review")
    for idea in await Idea.filter(cycle=cycle):
        assert await Comment.filter(idea=idea).count() == idea.comments_count
        assert await Support.filter(idea=idea).count() == idea.supports
    assert await Support.all().count() > 2000


async def test_another_phase_takes_the_place_of_the_one_before(db: None) -> None:
    await build("voting")
    cycle = await build("ideas")
    assert cycle.ballot_frozen_at is None
    assert not await Ballot.filter(election_id=cycle.election_id or 0).exists()
    assert await Neighbourhood.all().count() == 6


async def test_a_fund_that_is_no_sample_is_never_thrown_away_unasked(db: None) -> None:
    real = await make_cycle(name="A real fund")
    with pytest.raises(SampleRefused, match="not a sample: A real fund"):
        await demo.load("ideas", fresh=False, production=False)
    assert await Cycle.exists(id=real.id)
    await demo.load("ideas", fresh=True, production=False)
    assert not await Cycle.exists(name="A real fund")


async def test_in_production_there_is_no_sample(db: None) -> None:
    with pytest.raises(DemoRefused, match="production"):
        await demo.load("ideas", fresh=True, production=True)
    assert not await Cycle.exists()


async def test_the_first_start_fills_an_empty_database_and_the_second_leaves_it(db: None) -> None:
    assert await demo.load_if_empty()
    before = await Cycle.all().values_list("id", flat=True)
    assert await demo.load_if_empty()
    assert await Cycle.all().values_list("id", flat=True) == before


async def test_a_database_in_use_is_left_as_it_is(db: None) -> None:
    await make_account()
    assert not await demo.load_if_empty()
    assert not await Cycle.exists()
