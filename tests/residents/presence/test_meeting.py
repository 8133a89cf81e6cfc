"""Somebody is at the table: new, known, or of the same name as somebody we know."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ledger.models import JournalEntry
from residents.belonging import franchises
from residents.belonging.claims import ClaimRefused
from residents.models import (
    Account,
    Claim,
    ClaimState,
    ClaimStep,
    Evidence,
    Flag,
    HelperAct,
    Mark,
    Proof,
    ProofMethod,
    Role,
    Tie,
)
from residents.places.models import Neighbourhood
from residents.presence import confirming, helping, meeting
from residents.presence.refusals import OffShift, PresenceRefused
from tests.contents import contents
from tests.factories import NOW, make_account, make_claim, make_place
from tests.residents.presence.people import MARY, make_franchise, make_helper, make_venue, minutes, put_on_shift
from web.refusals import NotAllowed, NotFound

DAY = timedelta(days=1)


async def test_somebody_new_is_confirmed_and_nothing_personal_is_kept(db: None) -> None:
    await make_franchise(NOW)
    vera = await make_helper(NOW, venue=await make_venue("Hanley lounge"))

    done = await confirming.confirm(vera, MARY, "seen", NOW)

    claim = await Claim.get().select_related("account", "neighbourhood")
    proof = await Proof.get()
    assert (claim.state, claim.evidence, claim.tie, claim.neighbourhood.name) == (
        ClaimState.VERIFIED, Evidence.E2, Tie.LIVE, "Hanley",
    )  # fmt: skip
    assert (claim.account.email, claim.account.display_name) == (None, "")
    assert (proof.method, proof.verifier_id, proof.level) == (ProofMethod.IN_PERSON, vera.account_id, Evidence.E2)
    assert not done.already and await Mark.all().count() == 1
    assert [(act.act, act.account_id) for act in await HelperAct.all()] == [(helping.CONFIRMED, claim.account_id)]
    kept = str(await contents(but=["postcode"])).casefold()
    assert "malone" not in kept and "st1 1aa" not in kept and "st11aa" not in kept
    assert (await JournalEntry.get()).act == "claim.confirmed-in-person"
    assert {step.event for step in await ClaimStep.all()} == {"declared", "confirmed"}


async def test_the_second_verifier_is_told_and_keeps_no_second_proof(db: None) -> None:
    await make_franchise(NOW)
    vera = await make_helper(NOW, venue=await make_venue("Hanley lounge"))
    viv = await make_helper(NOW + DAY, venue=await make_venue("Tunstall library"), name="Viv")
    await confirming.confirm(vera, MARY, "seen", NOW)
    said = replace(MARY, name=" mary  MALONE", postcode="st11aa")

    found = await meeting.look(viv, said, NOW + DAY)
    again = await confirming.confirm(viv, said, "vouched", NOW + DAY)

    assert found.known is not None
    assert (found.known.venue, found.known.confirmed_on) == ("Hanley lounge", NOW.date())
    assert again.already and not again.alike
    assert await Proof.all().count() == 1 and await Claim.all().count() == 1 and await Account.all().count() == 3
    assert (await HelperAct.all().order_by("-id").first()).act == helping.MET  # type: ignore[union-attr]


async def test_another_person_of_the_same_name_goes_before_two_officers_and_nothing_is_merged(db: None) -> None:
    await make_franchise(NOW)
    vera = await make_helper(NOW)
    first = await confirming.confirm(vera, MARY, "seen", NOW)

    second = await confirming.confirm(vera, MARY, "seen", NOW, somebody_else=True)

    assert second.alike and second.claim.id != first.claim.id
    assert (await Flag.get()).rule == "registered_twice"
    assert {claim.state for claim in await Claim.all()} == {ClaimState.UNDER_REVIEW}
    assert await Proof.filter(revoked_at__isnull=True).count() == 2
    assert not (await confirming.confirm(vera, MARY, "seen", NOW)).alike, "the flag is raised once"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"postcode": "nonsense"}, "postcode"),
        ({"postcode": "ST1 9ZZ"}, "postcode"),
        ({"age_band": ""}, "age_band"),
        ({"age_band": "old"}, "age_band"),
        ({"tie": "visits"}, "tie"),
        ({"email": "nobody@example.com"}, "email"),
        ({"email": "no address"}, "email"),
    ],
)
async def test_what_does_not_fit_is_said_at_its_question(db: None, change: dict[str, str], field: str) -> None:
    await make_franchise(NOW)
    vera = await make_helper(NOW)
    for act in (
        lambda said: meeting.look(vera, said, NOW),
        lambda said: confirming.confirm(vera, said, "seen", NOW),
        lambda said: confirming.sign_up(vera, said, NOW),
    ):
        with pytest.raises(PresenceRefused) as refused:
            await act(replace(MARY, **change))
        assert refused.value.field == field
    assert not await Claim.all().count() and not await HelperAct.all().count()


async def test_only_on_shift_and_the_next_one_is_named(db: None) -> None:
    await make_franchise(NOW)
    vera = await make_helper(None)
    with pytest.raises(OffShift, match="no shift is planned"):
        await confirming.confirm(vera, MARY, "seen", NOW)
    assert vera.account_id is not None
    shift = await put_on_shift(vera.account_id, NOW + DAY, await make_venue("Fenton baths"))

    with pytest.raises(OffShift, match="Your next shift is at Fenton baths, from 16 June 2026 at 11am"):
        await confirming.confirm(vera, MARY, "seen", NOW)
    for moment in (shift.starts_at - minutes(1), shift.ends_at):
        with pytest.raises(OffShift):
            await confirming.confirm(vera, MARY, "seen", moment)
    await confirming.confirm(vera, MARY, "seen", shift.starts_at)


async def test_a_cancelled_shift_is_none(db: None) -> None:
    await make_franchise(NOW)
    vera = await make_helper(None)
    shift = await put_on_shift(vera.account_id or 0, NOW)
    shift.cancelled_at = NOW
    await shift.save()
    with pytest.raises(OffShift):
        await confirming.confirm(vera, MARY, "seen", NOW)


async def test_who_may_not_confirm_and_what_must_be_said(db: None) -> None:
    await make_franchise(NOW)
    femi = await make_helper(NOW, Role.FACILITATOR)
    cara = await make_helper(NOW, Role.CYCLE_OFFICER)
    with pytest.raises(NotAllowed):
        await confirming.confirm(femi, MARY, "seen", NOW)
    with pytest.raises(NotAllowed):
        await confirming.sign_up(cara, MARY, NOW)
    vera = await make_helper(NOW)
    with pytest.raises(PresenceRefused, match="Say what you went by"):
        await confirming.confirm(vera, MARY, "", NOW)


async def test_without_a_vote_that_wants_it_nobody_is_confirmed(db: None) -> None:
    await make_franchise(NOW, proofs=["letter"])
    await make_franchise_over()
    vera = await make_helper(NOW)
    with pytest.raises(PresenceRefused, match="no vote now"):
        await confirming.confirm(vera, MARY, "seen", NOW)


async def make_franchise_over() -> None:
    await franchises.settle(
        "over", "Last year", counts_from=Evidence.E2, proofs=None, confirm_by=NOW, challenge_ends_at=None
    )


async def test_a_facilitator_signs_somebody_up_and_a_verifier_confirms_them_later(db: None) -> None:
    await make_franchise(NOW)
    femi, vera = await make_helper(None, Role.FACILITATOR), await make_helper(NOW)

    signed_up = await confirming.sign_up(femi, MARY, NOW)
    again = await confirming.sign_up(femi, MARY, NOW)
    done = await confirming.confirm(vera, MARY, "vouched", NOW)

    assert (signed_up.claim.state, signed_up.claim.evidence) == (ClaimState.DECLARED, Evidence.E0)
    assert again.already and again.claim.id == signed_up.claim.id == done.claim.id
    assert done.claim.state is ClaimState.VERIFIED


async def test_somebody_with_an_account_is_confirmed_in_it(db: None) -> None:
    await make_franchise(NOW)
    vera = await make_helper(NOW)
    rosa = await make_account("Rosa", email="rosa@example.com")
    claim = await make_claim(rosa, await Neighbourhood.get())

    done = await confirming.confirm(vera, replace(MARY, email="Rosa@Example.com"), "seen", NOW)

    assert done.claim.id == claim.id and done.claim.evidence is Evidence.E2
    assert done.claim.age_band == MARY.age_band


async def test_nobody_confirms_themselves_or_moves_somebody_elsewhere(db: None) -> None:
    await make_franchise(NOW)
    vera = await make_helper(NOW)
    me = await Account.get(id=vera.account_id)
    await make_claim(me, await Neighbourhood.get())
    with pytest.raises(PresenceRefused, match="your own address"):
        await confirming.confirm(vera, replace(MARY, email=vera.email), "seen", NOW)
    moved = await make_account("Moved", email="moved@example.com")
    await make_claim(moved, await make_place("Burslem"))
    with pytest.raises(PresenceRefused, match="They told us before that they belong to Burslem"):
        await confirming.confirm(vera, replace(MARY, email="moved@example.com"), "seen", NOW)


async def test_a_claim_that_was_taken_out_is_refused_kindly(db: None) -> None:
    await make_franchise(NOW)
    vera = await make_helper(NOW)
    await confirming.sign_up(vera, MARY, NOW)
    await Claim.all().update(state=ClaimState.REJECTED)
    with pytest.raises(ClaimRefused, match="cannot be confirmed as it stands"):
        await confirming.confirm(vera, MARY, "seen", NOW)
    assert not await Proof.all().count()


async def test_the_thirty_first_in_an_hour_is_left_to_somebody_else(db: None) -> None:
    await make_franchise(NOW)
    vera, viv = await make_helper(NOW), await make_helper(NOW, name="Viv")
    people = [replace(MARY, name=f"Mary Number{'x' * number}") for number in range(1, 33)]
    for somebody in people[:30]:
        await confirming.confirm(vera, somebody, "seen", NOW)

    with pytest.raises(helping.TooManyActs, match="30 people within an hour"):
        await confirming.confirm(vera, people[30], "seen", NOW)
    with pytest.raises(helping.TooManyActs):
        await confirming.sign_up(vera, people[30], NOW)
    await confirming.confirm(viv, people[30], "seen", NOW)
    await confirming.confirm(vera, people[31], "seen", NOW + timedelta(hours=1))

    assert {act.helper_id for act in await HelperAct.all()} == {vera.account_id, viv.account_id}
    assert await HelperAct.all().count() == 32, "every act names its helper"


async def test_names_cannot_be_tried_out(db: None) -> None:
    await make_franchise(NOW)
    vera = await make_helper(NOW)
    for _ in range(helping.MOST_LOOKS):
        await meeting.look(vera, MARY, NOW)
    with pytest.raises(helping.TooManyActs):
        await meeting.look(vera, MARY, NOW)


async def test_a_mistake_can_be_taken_back_for_fifteen_minutes(db: None) -> None:
    await make_franchise(NOW)
    vera, viv = await make_helper(NOW), await make_helper(NOW, name="Viv")
    claim = (await confirming.confirm(vera, MARY, "seen", NOW)).claim

    with pytest.raises(NotFound):
        await confirming.undo(viv, claim.id, NOW + minutes(1))
    with pytest.raises(PresenceRefused, match="can no longer be taken back"):
        await confirming.undo(vera, claim.id, NOW + minutes(15))
    undone = await confirming.undo(vera, claim.id, NOW + minutes(14))

    assert (undone.state, undone.evidence) == (ClaimState.DECLARED, Evidence.E0)
    assert {entry.act for entry in await JournalEntry.all()} == {"claim.confirmed-in-person", "proof.revoked"}
    with pytest.raises(PresenceRefused):
        await confirming.undo(vera, claim.id, NOW + minutes(14))
    again = await confirming.confirm(vera, MARY, "seen", NOW + minutes(14))
    assert again.claim.id == claim.id and again.claim.state is ClaimState.VERIFIED


async def test_two_verifiers_at_once_make_one_person(own_database: str) -> None:
    now = datetime.now(UTC)
    await make_franchise(now)
    helpers = [await make_helper(now, name=f"Helper {number}") for number in range(4)]

    done = await asyncio.gather(*(confirming.confirm(one, MARY, "seen", now) for one in helpers))

    assert len({one.claim.id for one in done}) == 1
    assert sum(not one.already for one in done) == 1
    assert await Claim.all().count() == 1 and await Proof.all().count() == 1
    assert not await Flag.all().count()
