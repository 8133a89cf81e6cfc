"""Officers look after claims: what they see, what they find, and what needs two of them (AC-073, AC-121, AC-122)."""

from datetime import timedelta

import pytest

from ledger.models import JournalEntry
from residents.approvals import ApprovalRefused
from residents.belonging.states import ClaimRefused
from residents.claims_desk import file, queue, removal
from residents.claims_desk.words import reason_words
from residents.models import Approval, Claim, ClaimState, Evidence, Proof, Rejection, Role
from residents.people import Person
from tests.factories import NOW, days, make_account, make_place
from tests.residents.rejections.people import as_person, make_franchise, roll_officer, verified_claim
from web.refusals import NotAllowed, NotFound

BECAUSE = "We met the same person twice."


async def test_the_queue_holds_one_vote_in_one_state_the_oldest_first(db: None) -> None:
    officer, here, there = await roll_officer(), await make_franchise(), await make_franchise()
    state, evidence = ClaimState.PROVISIONAL, Evidence.E1
    first = await verified_claim(franchise=here, state=state, evidence=evidence)
    declared = await verified_claim(franchise=here, state=ClaimState.DECLARED, evidence=Evidence.E0)
    await verified_claim(franchise=there, state=state, evidence=evidence)
    confirmed = await verified_claim(franchise=here)
    unused = await verified_claim()
    found = await queue.find(officer, queue.Wish(franchise_id=here.id), NOW)
    assert [one.id for one in found.claims] == [first.id, declared.id]
    assert found.claims[0].days_left == 30
    assert (found.counts["open"], found.counts["verified"], found.counts["rejected"]) == (2, 1, 0)
    found = await queue.find(officer, queue.Wish(franchise_id=here.id, part="verified"), NOW)
    assert [(one.id, one.days_left) for one in found.claims] == [(confirmed.id, None)]
    found = await queue.find(officer, queue.Wish(part="verified"), NOW)
    assert [one.id for one in found.claims] == [unused.id]


async def test_the_queue_of_one_neighbourhood_and_the_next_page(db: None) -> None:
    officer, franchise, place = await roll_officer(), await make_franchise(), await make_place("Burslem")
    await verified_claim(franchise=franchise)
    mine = [(await verified_claim(franchise=franchise, neighbourhood_id=place.id)).id for _one in range(queue.PAGE + 2)]
    wish = queue.Wish(franchise_id=franchise.id, part="verified", neighbourhood_id=place.id)
    found = await queue.find(officer, wish, NOW)
    assert [one.id for one in found.claims] == mine[: queue.PAGE]
    assert {one.neighbourhood for one in found.claims} == {"Burslem"}
    assert found.more is not None and found.more == mine[queue.PAGE - 1]
    later = await queue.find(
        officer,
        queue.Wish(franchise_id=franchise.id, part="verified", neighbourhood_id=place.id, after=found.more),
        NOW,
    )
    assert [one.id for one in later.claims] == mine[queue.PAGE :]
    assert later.more is None


async def test_the_vote_with_the_next_day_for_confirming_comes_first(db: None) -> None:
    over = await make_franchise(confirm_by=NOW - days(1))
    later, sooner = await make_franchise(confirm_by=NOW + days(9)), await make_franchise(confirm_by=NOW + days(2))
    undated = await make_franchise(confirm_by=None)
    assert [one.id for one in await queue.franchises(NOW)] == [sooner.id, later.id, undated.id, over.id]
    assert queue.days_left(over, NOW) == -1
    assert queue.days_left(undated, NOW) is None


async def test_a_claim_is_found_by_its_number_and_by_the_exact_email(db: None) -> None:
    officer = await roll_officer()
    claim = await verified_claim(await make_account(email="sam@example.org"))
    for typed in (str(claim.id), f"C{claim.id}", f"claim {claim.id}", " SAM@example.org "):
        assert await queue.look_up(officer, typed) == claim.id
    for typed in ("", "sam@example", "sam", "%", "9" * 30, "٣", str(claim.id + 1)):
        assert await queue.look_up(officer, typed) is None
    with pytest.raises(NotAllowed):
        await queue.look_up(as_person(await make_account(), Role.MODERATOR), str(claim.id))


async def test_a_file_tells_how_it_was_shown_and_nothing_of_who_it_is(db: None) -> None:
    account = await make_account("Samira Secret", email="samira@example.org")
    claim = await verified_claim(account)
    found = await file.open_file(await roll_officer(), claim.id, NOW)
    assert [proof.method for proof in found.proofs] == ["in_person"]
    assert found.has_email
    assert "Samira" not in repr(found) and "samira" not in repr(found)
    with pytest.raises(NotFound):
        await file.open_file(await roll_officer("Two"), claim.id + 1, NOW)


async def test_a_confirmation_is_taken_back_with_a_reason(db: None) -> None:
    officer, claim = await roll_officer(), await verified_claim()
    proof = await Proof.get(claim_id=claim.id)
    with pytest.raises(ClaimRefused, match="Write down why"):
        await file.revoke(officer, claim.id, proof.id, "  ", NOW)
    await file.revoke(officer, claim.id, proof.id, "Meant for the neighbour.", NOW)
    claim = await Claim.get(id=claim.id)
    assert (claim.state, claim.evidence) == (ClaimState.PROVISIONAL, Evidence.E1)
    assert (await Proof.get(id=proof.id)).revoked_because == "Meant for the neighbour."
    assert await JournalEntry.filter(act="proof.revoked", thing=f"claim:{claim.id}").count() == 1
    with pytest.raises(NotFound, match="already"):
        await file.revoke(officer, claim.id, proof.id, "Again.", NOW)


async def test_a_proof_of_another_claim_is_not_there(db: None) -> None:
    officer, mine, other = await roll_officer(), await verified_claim(), await verified_claim()
    proof = await Proof.get(claim_id=other.id)
    with pytest.raises(NotFound):
        await file.revoke(officer, mine.id, proof.id, "Mixed up.", NOW)
    assert (await Claim.get(id=other.id)).state is ClaimState.VERIFIED


async def test_nobody_decides_about_their_own_claim(db: None) -> None:
    account = await make_account(email="rosa@example.org")
    claim = await verified_claim(account)
    proof = await Proof.get(claim_id=claim.id)
    second = await roll_officer("Rosa at work", email="rosa+work@example.org")
    for me in (as_person(account, Role.ROLL_OFFICER), second):
        with pytest.raises(ClaimRefused, match="your own claim"):
            await file.revoke(me, claim.id, proof.id, "Mine.", NOW)
        with pytest.raises(ClaimRefused, match="your own claim"):
            await removal.ask(me, claim.id, "not_here", BECAUSE, NOW)
    asked = await removal.ask(await roll_officer(), claim.id, "not_here", BECAUSE, NOW)
    with pytest.raises(ClaimRefused, match="your own claim"):
        await removal.agree(second, claim.id, asked.id, NOW)


# Two officers


async def asked_for(claim: Claim) -> tuple[Person, Approval]:
    officer = await roll_officer()
    return officer, await removal.ask(officer, claim.id, "registered_twice", BECAUSE, NOW)


async def is_out(claim: Claim) -> bool:
    rejected = (await Claim.get(id=claim.id)).state is ClaimState.REJECTED
    assert rejected is await Rejection.filter(claim_id=claim.id).exists()
    return rejected


async def test_one_officer_alone_takes_nothing_out(db: None) -> None:
    claim = await verified_claim(franchise=await make_franchise())
    one, asked = await asked_for(claim)
    assert not await is_out(claim)
    with pytest.raises(ApprovalRefused, match="second officer"):
        await removal.agree(one, claim.id, asked.id, NOW)
    assert one.email
    plus = await roll_officer("Same person", email=one.email.replace("@", "+second@"))
    with pytest.raises(ApprovalRefused, match="second officer"):
        await removal.agree(plus, claim.id, asked.id, NOW)
    assert not await is_out(claim)


async def test_a_second_officer_takes_it_out_at_once(db: None) -> None:
    franchise = await make_franchise()
    claim = await verified_claim(franchise=franchise)
    one, asked = await asked_for(claim)
    two = await roll_officer("Two")
    await removal.agree(two, claim.id, asked.id, NOW)
    assert await is_out(claim)
    kept = await Rejection.get()
    assert (kept.asked_by_id, kept.approved_by_id) == (one.account_id, two.account_id)
    assert (kept.rule, kept.because, kept.franchise_id) == ("registered_twice", BECAUSE, franchise.id)
    with pytest.raises(ApprovalRefused, match="decided already"):
        await removal.agree(await roll_officer("Three"), claim.id, asked.id, NOW)


async def test_a_question_dies_when_the_claim_changes_or_a_day_has_passed(db: None) -> None:
    claim = await verified_claim()
    _one, asked = await asked_for(claim)
    two = await roll_officer("Two")
    with pytest.raises(ApprovalRefused, match="more than a day ago"):
        await removal.agree(two, claim.id, asked.id, NOW + timedelta(hours=24))
    proof = await Proof.get(claim_id=claim.id)
    await file.revoke(two, claim.id, proof.id, "A mistake.", NOW)
    with pytest.raises(ApprovalRefused, match="has changed"):
        await removal.agree(two, claim.id, asked.id, NOW)
    assert not await is_out(claim)


async def test_a_changed_reason_is_not_what_was_agreed_to(db: None) -> None:
    claim = await verified_claim()
    _one, asked = await asked_for(claim)
    await Approval.filter(id=asked.id).update(payload={**asked.payload, "because": "Because I say so."})
    with pytest.raises(ApprovalRefused, match="has changed"):
        await removal.agree(await roll_officer("Two"), claim.id, asked.id, NOW)
    assert not await is_out(claim)


async def test_a_question_about_one_claim_says_nothing_about_another(db: None) -> None:
    claim, other = await verified_claim(), await verified_claim()
    _one, asked = await asked_for(claim)
    with pytest.raises(NotFound):
        await removal.agree(await roll_officer("Two"), other.id, asked.id, NOW)
    assert not await is_out(other)


async def test_no_leaves_it_as_it_is_and_a_newer_question_takes_the_older_ones_place(db: None) -> None:
    claim = await verified_claim()
    one, asked = await asked_for(claim)
    await removal.disagree(await roll_officer("Two"), claim.id, asked.id, NOW)
    _one, asked = await asked_for(claim)
    again = await removal.ask(one, claim.id, "not_here", BECAUSE, NOW)
    assert [question.id for question in await removal.questions(one, NOW)] == [again.id]
    await removal.disagree(one, claim.id, again.id, NOW)
    assert await removal.questions(one, NOW) == []
    assert not await is_out(claim)


async def test_nobody_is_asked_for_what_cannot_be(db: None) -> None:
    officer = await roll_officer()
    gone = await verified_claim(state=ClaimState.WITHDRAWN)
    with pytest.raises(ClaimRefused, match="withdrawn"):
        await removal.ask(officer, gone.id, "not_here", BECAUSE, NOW)
    claim = await verified_claim(franchise=await make_franchise(challenge_ends_at=NOW - days(1)))
    with pytest.raises(ClaimRefused, match="result stands"):
        await removal.ask(officer, claim.id, "not_here", BECAUSE, NOW)
    plain = await verified_claim()
    with pytest.raises(ClaimRefused, match="Choose a reason"):
        await removal.ask(officer, plain.id, "because", BECAUSE, NOW)
    with pytest.raises(ClaimRefused, match="too long"):
        await removal.ask(officer, plain.id, "not_here", "x" * 2001, NOW)
    with pytest.raises(ApprovalRefused, match="Write down why"):
        await removal.ask(officer, plain.id, "not_here", " ", NOW)
    with pytest.raises(NotFound):
        await removal.ask(officer, plain.id + 1, "not_here", BECAUSE, NOW)
    with pytest.raises(NotAllowed):
        await removal.ask(as_person(await make_account(), Role.VERIFIER), plain.id, "not_here", BECAUSE, NOW)
    assert not await Approval.exists()


def test_every_reason_has_words_whoever_gave_it() -> None:
    assert reason_words("not_here").startswith("The person does not live")
    assert reason_words("address_cap") == "Many people at one address"
    assert reason_words("from_elsewhere") == "From elsewhere"
