"""Taking a claim out and appealing: three officers, one after another, each another person (AC-121, AC-122)."""

from datetime import UTC, datetime

import pytest

from database import transaction
from ledger.models import JournalEntry
from post.models import Message
from residents import rejections
from residents.belonging import claims
from residents.belonging.states import ClaimRefused
from residents.models import Account, Claim, ClaimState, ClaimStep, Evidence, Franchise, Rejection
from residents.people import Person
from tests.factories import NOW, days, make_account
from tests.residents.rejections.people import as_person, make_franchise, roll_officer, verified_claim
from web.refusals import NotAllowed, NotFound

BECAUSE = "The same person is registered a second time."


async def take_out(claim: Claim, asked: Person, approved: Person, because: str = BECAUSE) -> Rejection:
    assert asked.account_id and approved.account_id
    async with transaction():
        return await rejections.reject(
            await claims.lock(claim.id), "registered_twice", because, asked_by_id=asked.account_id,
            approved_by_id=approved.account_id, franchise_id=claim.franchise_id, now=NOW,
        )  # fmt: skip


async def rejected(franchise: Franchise | None = None) -> tuple[Person, Claim, Rejection, Person, Person]:
    resident = await make_account(email="sam@example.org")
    claim = await verified_claim(resident, franchise)
    one, two = await roll_officer("One"), await roll_officer("Two")
    return as_person(resident), claim, await take_out(claim, one, two), one, two


async def state_of(claim: Claim) -> ClaimState:
    return (await Claim.get(id=claim.id)).state


async def test_a_claim_taken_out_is_noted_journalled_and_told(db: None) -> None:
    _, claim, rejection, one, two = await rejected()
    assert await state_of(claim) is ClaimState.REJECTED
    steps = await ClaimStep.filter(claim_id=claim.id).order_by("id").values_list("event", "actor")
    assert steps[1:] == [("flagged", two.actor), ("rejected", two.actor)]
    entry = await JournalEntry.get(act="claim.rejected")
    assert (entry.actor, entry.detail["asked_by"], entry.detail["rule"]) == (
        two.actor,
        one.account_id,
        "registered_twice",
    )
    assert BECAUSE not in str(entry.detail)
    letter = await Message.get()
    assert letter.recipient == "sam@example.org"
    assert BECAUSE in letter.body and "/account/belonging/appeal" in letter.body and "29 June 2026" in letter.body
    assert rejection.appeal_by == datetime(2026, 6, 29, 22, 59, tzinfo=UTC)  # ten working days after Monday 15 June


async def test_one_officer_cannot_be_both(db: None) -> None:
    claim, one = await verified_claim(), await roll_officer()
    with pytest.raises(ClaimRefused, match="two officers"):
        await take_out(claim, one, one)
    with pytest.raises(ClaimRefused, match="Write down why"):
        await take_out(claim, one, await roll_officer("Two"), "  ")
    assert await state_of(claim) is ClaimState.VERIFIED
    assert not await Rejection.exists() and not await Message.exists()


async def test_somebody_without_email_is_taken_out_without_a_letter(db: None) -> None:
    paper = await Account.create(display_name="On paper", created_at=NOW)
    claim = await verified_claim(paper)
    await take_out(claim, await roll_officer("One"), await roll_officer("Two"))
    assert await state_of(claim) is ClaimState.REJECTED
    assert not await Message.exists()


async def test_a_withdrawn_claim_cannot_be_taken_out(db: None) -> None:
    claim = await verified_claim(state=ClaimState.WITHDRAWN)
    with pytest.raises(ClaimRefused, match="withdrawn"):
        await take_out(claim, await roll_officer("One"), await roll_officer("Two"))


async def test_an_appeal_puts_the_claim_on_hold_and_a_third_officer_restores_it(db: None) -> None:
    resident, claim, rejection, _, _ = await rejected()
    await rejections.appeal(resident, "  That is my sister.  ", NOW + days(1))
    assert await state_of(claim) is ClaimState.UNDER_REVIEW
    third = await roll_officer("Three")
    await rejections.rule_on_appeal(third, rejection.id, True, "They are two people.", NOW + days(2))
    kept = await Rejection.get(id=rejection.id)
    assert (kept.appeal, kept.upheld, kept.ruled_by_id) == ("That is my sister.", True, third.account_id)
    assert await state_of(claim) is ClaimState.VERIFIED
    subjects = [one.subject for one in await Message.all().order_by("id")]
    assert subjects == ["Your claim was taken out", "We have your appeal", "Your appeal succeeded"]
    with pytest.raises(ClaimRefused, match="already"):
        await rejections.rule_on_appeal(third, rejection.id, False, "No.", NOW + days(2))


async def test_an_appeal_that_fails_leaves_it_out_for_good(db: None) -> None:
    resident, claim, rejection, _, _ = await rejected()
    await rejections.appeal(resident, "Please look again.", NOW)
    await rejections.rule_on_appeal(await roll_officer("Three"), rejection.id, False, "It is one person.", NOW)
    assert await state_of(claim) is ClaimState.REJECTED
    with pytest.raises(ClaimRefused, match="appealed already"):
        await rejections.appeal(resident, "Again.", NOW)
    assert "It is one person." in (await Message.all().order_by("-id").first()).body  # type: ignore[union-attr]


async def test_neither_of_the_two_rules_nor_their_second_account(db: None) -> None:
    resident, claim, rejection, one, two = await rejected()
    await rejections.appeal(resident, "Please look again.", NOW)
    assert two.email
    plus = await roll_officer("Two again", email=two.email.replace("@", "+office@"))
    for officer in (one, two, plus):
        with pytest.raises(ClaimRefused, match="took part"):
            await rejections.rule_on_appeal(officer, rejection.id, True, "Fine.", NOW)
    with pytest.raises(NotAllowed):
        await rejections.rule_on_appeal(resident, rejection.id, True, "Fine.", NOW)
    assert await state_of(claim) is ClaimState.UNDER_REVIEW


async def test_an_appeal_has_its_time_and_its_owner(db: None) -> None:
    resident, claim, rejection, _, _ = await rejected()
    stranger = as_person(await make_account())
    with pytest.raises(ClaimRefused, match="Nothing of yours"):
        await rejections.appeal(stranger, "Let me in.", NOW)
    for text, words in (("   ", "own words"), ("x" * 2001, "too long")):
        with pytest.raises(ClaimRefused, match=words):
            await rejections.appeal(resident, text, NOW)
    with pytest.raises(ClaimRefused, match="time for an appeal is over"):
        await rejections.appeal(resident, "Too late?", rejection.appeal_by + days(1))
    assert await state_of(claim) is ClaimState.REJECTED
    with pytest.raises(NotFound):
        await rejections.rule_on_appeal(await roll_officer("Three"), rejection.id, True, "Fine.", NOW)


async def test_nothing_else_takes_a_claim_out_while_an_appeal_waits(db: None) -> None:
    resident, claim, _, one, two = await rejected()
    await rejections.appeal(resident, "Please look again.", NOW)
    with pytest.raises(ClaimRefused, match="third officer"):
        await take_out(claim, one, two)


async def test_restored_after_the_day_for_confirming_it_is_as_late_as_the_others(db: None) -> None:
    franchise = await make_franchise()
    resident = await make_account()
    claim = await verified_claim(resident, franchise, evidence=Evidence.E1, state=ClaimState.PROVISIONAL)
    rejection = await take_out(claim, await roll_officer("One"), await roll_officer("Two"))
    await rejections.appeal(as_person(resident), "Please look again.", NOW)
    await Franchise.filter(id=franchise.id).update(expired_at=NOW)
    await rejections.rule_on_appeal(await roll_officer("Three"), rejection.id, True, "Fine.", NOW)
    assert await state_of(claim) is ClaimState.EXPIRED


async def test_who_takes_their_claim_back_leaves_no_appeal_that_waits(db: None) -> None:
    resident, claim, rejection, _, _ = await rejected()
    await rejections.appeal(resident, "Please look again.", NOW)
    claims.when_somebody_withdraws(rejections.close_appeal)
    await claims.withdraw(resident, NOW)
    kept = await Rejection.get(id=rejection.id)
    assert (kept.ruled_at, kept.upheld, kept.ruled_by_id) == (NOW, False, None)
    assert await state_of(claim) is ClaimState.WITHDRAWN
    with pytest.raises(ClaimRefused, match="already"):
        await rejections.rule_on_appeal(await roll_officer("Three"), rejection.id, True, "Fine.", NOW)
