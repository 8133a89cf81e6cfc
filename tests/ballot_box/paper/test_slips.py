"""Slips: one person is one ballot whatever way they vote, and a slip that cannot count has a reason."""

import pytest

from ballot_box.models import (
    Ballot,
    Channel,
    Election,
    Paper,
    PaperBatch,
    PaperRule,
    PaperSlip,
    PaperState,
    RollEntry,
    SlipState,
)
from ballot_box.paper import slips
from ballot_box.paper.refusals import PaperRefused, SerialNeeded
from ballot_box.refusals import OnPaperAlready, Settled
from ledger.models import JournalEntry
from residents.belonging import claims, marks
from residents.models import Account, Claim, ClaimState, Evidence, Franchise, MarkKind, Proof, ProofMethod, Role, Tie
from residents.places.postcodes import locate
from tests.ballot_box.paper.paper_scenes import Scene, near_a_line, person, states
from tests.boxes import put_in
from tests.factories import NOW, make_account, make_place
from web.refusals import NotAllowed

NAME = "Dot Shaw"


async def known_voter(scene: Scene, *, voted: bool = True) -> Account:
    """Somebody who said online who they are, as the slip will say it, and voted."""
    account = await make_account(NAME)
    franchise = await Franchise.get(id=scene.election.franchise_id)
    claim = await claims.declare(
        account.id, await locate(scene.postcode), Tie.LIVE, scene.now, age_band="65 and over", franchise_id=franchise.id
    )
    await marks.keep(franchise, claim.id, MarkKind.PERSON, NAME, scene.postcode, "65 and over")
    if voted:
        await vote(scene, account)
    return account


async def vote(scene: Scene, account: Account) -> None:
    choice = [str(scene.projects[0].id)]
    await put_in(scene.election, account.id, choice, str(scene.pot.id))


async def test_a_voter_on_paper_gets_a_place_on_the_roll_with_a_proof(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.back()

    entered = await slips.enter(scene.roll, batch.id, scene.slip(NAME), scene.now)

    assert (entered.state, entered.because, entered.set_aside) == (SlipState.GOOD, "", None)
    entry = await RollEntry.get()
    assert (entry.channel, entry.contest, entry.evidence) == (Channel.PAPER, str(scene.pot.id), Evidence.E2)
    claim = await Claim.get(account_id=entry.account_id)
    assert (claim.state, claim.evidence, claim.age_band) == (ClaimState.VERIFIED, Evidence.E2, "65 and over")
    proof = await Proof.get(claim_id=claim.id)
    assert (proof.method, proof.venue_id) == (ProofMethod.IN_PERSON, scene.venue.id)
    assert not await Ballot.exists()


async def test_no_name_is_kept_and_no_slip_leads_to_a_ballot(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.back()
    await slips.enter(scene.roll, batch.id, scene.slip(NAME), scene.now)
    assert (await Account.all().order_by("-id").first()).display_name == ""  # type: ignore[union-attr]
    assert "serial" not in PaperSlip._meta.db_fields
    assert "account_id" not in Paper._meta.db_fields
    for entry in await JournalEntry.all():
        assert "Dot" not in str(entry.detail)
        assert "account" not in str(entry.detail)


async def test_the_paper_takes_the_ballot_from_the_screen_out_at_once(db: None) -> None:
    scene = await Scene.set(rule=PaperRule.PAPER_STANDS)
    account = await known_voter(scene)
    batch = await scene.back()

    entered = await slips.enter(scene.roll, batch.id, scene.slip("dot  SHAW"), scene.now)

    assert (entered.state, entered.replaced) == (SlipState.GOOD, True)
    assert not await Ballot.exists()
    assert (await RollEntry.get()).account_id == account.id
    with pytest.raises(OnPaperAlready):
        await vote(scene, account)


async def test_where_the_screen_stands_the_paper_is_set_aside(db: None) -> None:
    scene = await Scene.set(rule=PaperRule.ONLINE_STANDS)
    await known_voter(scene)
    batch = await scene.back()

    with pytest.raises(SerialNeeded, match="other ballot stands"):
        await slips.enter(scene.roll, batch.id, scene.slip(NAME), scene.now)
    assert not await PaperSlip.exists()
    entered = await slips.enter(scene.roll, batch.id, scene.slip(NAME, serial="HAN-01-0002"), scene.now)

    assert (entered.state, entered.set_aside) == (SlipState.DUPLICATE, 2)
    assert (await states(batch))[PaperState.SET_ASIDE] == [2]
    assert await Ballot.all().count() == 1


async def test_a_second_paper_of_one_person_never_counts(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.back()
    await slips.enter(scene.roll, batch.id, scene.slip(NAME), scene.now)
    with pytest.raises(SerialNeeded, match="other paper ballot stands"):
        await slips.enter(scene.roll, batch.id, scene.slip(NAME), scene.now)
    entered = await slips.enter(scene.roll, batch.id, scene.slip(NAME, serial="3"), scene.now)
    assert entered.state is SlipState.DUPLICATE
    assert await RollEntry.all().count() == 1


NOT_ELIGIBLE = [
    ({"promised": False}, "promise is not ticked"),
    ({"age_band": "younger"}, "too young"),
    ({"age_band": "11 to 15"}, "too young"),
    ({"tie": "volunteer"}, "does not count in this vote"),
    ({"postcode": ""}, "no postcode"),
    ({"postcode": "M1 1AE"}, "not one of this place"),
    ({"postcode": "x" * 500}, "not one of this place"),
    ({"postcode": "ST3 1AA"}, "another area"),
]


@pytest.mark.parametrize(("values", "because"), NOT_ELIGIBLE)
async def test_a_slip_that_cannot_count_has_a_reason_and_leaves_nobody_behind(
    db: None, values: dict[str, object], because: str
) -> None:
    scene = await Scene.set(age_from=16, ties=["live", "work"])
    batch = await scene.back()
    accounts = await Account.all().count()
    with pytest.raises(SerialNeeded, match=because):
        await slips.enter(scene.roll, batch.id, scene.slip(**values), scene.now)  # type: ignore[arg-type]

    entered = await slips.enter(scene.roll, batch.id, scene.slip(**{**values, "serial": "1"}), scene.now)  # type: ignore[arg-type]

    assert entered.state is SlipState.NOT_ELIGIBLE
    assert because in entered.because
    assert await Account.all().count() == accounts
    assert not await RollEntry.exists()
    assert (await Paper.get(batch_id=batch.id, serial=1)).state is PaperState.SET_ASIDE


MISTYPED = [
    ({"name": ""}, "name"),
    ({"name": "n" * 121}, "name"),
    ({"tie": "friend"}, "tie"),
    ({"age_band": ""}, "age_band"),
    ({"age_band": "12"}, "age_band"),
    ({"promised": False, "serial": "LON-02-0001"}, "serial"),
    ({"promised": False, "serial": "9"}, "serial"),
    ({"promised": False, "serial": "5"}, "serial"),  # an unused one
]


@pytest.mark.parametrize(("values", "field"), MISTYPED)
async def test_what_no_slip_says_is_refused_beside_its_question(
    db: None, values: dict[str, object], field: str
) -> None:
    scene = await Scene.set()
    batch = await scene.back()
    with pytest.raises(PaperRefused) as refused:
        await slips.enter(scene.roll, batch.id, scene.slip(**{"name": NAME, **values}), scene.now)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not await PaperSlip.exists()


async def test_one_ballot_is_set_aside_once(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.back()
    await slips.enter(scene.roll, batch.id, scene.slip(promised=False, serial="1"), scene.now)
    with pytest.raises(PaperRefused, match="still to be keyed"):
        await slips.enter(scene.roll, batch.id, scene.slip(promised=False, serial="1"), scene.now)


async def test_a_postcode_beside_a_line_is_asked_about(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.back()
    await make_place("Burslem", "E05000002")
    await near_a_line("ST15HN", "E05000002")
    with pytest.raises(PaperRefused) as refused:
        await slips.enter(scene.roll, batch.id, scene.slip(), scene.now)
    assert refused.value.field == "ward"
    side = (await locate("ST1 5HN")).ward_code
    entered = await slips.enter(scene.roll, batch.id, scene.slip(ward=side), scene.now)
    assert entered.state is SlipState.GOOD


@pytest.mark.parametrize("state", [ClaimState.REJECTED, ClaimState.UNDER_REVIEW])
async def test_a_claim_that_is_looked_into_keeps_its_ballot_on_the_screen(db: None, state: ClaimState) -> None:
    scene = await Scene.set()
    account = await known_voter(scene)
    await Claim.filter(account_id=account.id).update(state=state)
    batch = await scene.back()
    entered = await slips.enter(scene.roll, batch.id, scene.slip(NAME, serial="1"), scene.now)
    assert entered.state is SlipState.NOT_ELIGIBLE
    assert await Ballot.all().count() == 1


async def test_slips_must_be_as_many_as_ballots_or_somebody_says_why(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.back(used=4)
    for number in range(3):
        await slips.enter(scene.roll, batch.id, scene.slip(f"Voter {number}"), scene.now)
    with pytest.raises(PaperRefused, match="3 good slips for 4 ballots") as refused:
        await slips.finish(scene.roll, batch.id, "", scene.now)
    assert refused.value.field == "mismatch"
    batch = await slips.finish(scene.roll, batch.id, "One slip was blank.", scene.now)
    assert batch.mismatch == "One slip was blank."
    with pytest.raises(PaperRefused, match="entered already"):
        await slips.enter(scene.roll, batch.id, scene.slip(), scene.now)
    with pytest.raises(PaperRefused, match="entered already"):
        await slips.finish(scene.roll, batch.id, "", scene.now)


async def test_slips_are_for_roll_officers_and_for_batches_that_are_back(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.out()
    with pytest.raises(PaperRefused, match="“Out”"):
        await slips.enter(scene.roll, batch.id, scene.slip(), scene.now)
    for role in (Role.KEYER, Role.PUBLISHER, Role.VERIFIER):
        with pytest.raises(NotAllowed):
            await slips.enter(await person("X", role), batch.id, scene.slip(), scene.now)


async def test_nothing_comes_in_once_the_roll_is_settled(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.back()
    await Election.filter(id=scene.election.id).update(settled_at=NOW)
    with pytest.raises(Settled):
        await slips.enter(scene.roll, batch.id, scene.slip(), scene.now)
    assert not await Claim.exists()
    assert (await PaperBatch.get(id=batch.id)).slips_done_at is None
