"""Typing in the code of a letter: it works once, for the claim it was sent for, ten tries, 21 days."""

import asyncio

import pytest

from post.models import Message
from residents.belonging import claims
from residents.code_letters.posting import LASTS, expire_letters, mark_posted
from residents.code_letters.redeeming import MOST_TRIES, redeem
from residents.code_letters.refusals import CodeLetterRefused
from residents.models import (
    Claim,
    ClaimState,
    CodeLetter,
    CodeLetterState,
    Evidence,
    Franchise,
    Proof,
    ProofMethod,
    Tie,
)
from residents.people import NOBODY, Person
from residents.places.postcodes import locate
from tests.factories import NOW, days, make_place
from tests.residents.code_letters.letter_samples import (
    STREET,
    another,
    ask_for_letter,
    code_of,
    make_franchise,
    make_officer,
    make_resident,
)
from web.refusals import NotAllowed


async def posted(franchise: Franchise | None = None) -> tuple[Person, CodeLetter, str]:
    """Somebody to whom a letter was posted, and its code."""
    by, _claim, postcode = await make_resident(franchise or await make_franchise())
    letter = await ask_for_letter(by, postcode)
    code = await code_of(letter)
    await mark_posted(await make_officer(), [letter.id], NOW)
    return by, letter, code


async def state_of(letter: CodeLetter) -> CodeLetterState:
    return (await CodeLetter.get(id=letter.id)).state


async def test_the_code_confirms_the_claim(db: None) -> None:
    by, letter, code = await posted()
    done = await redeem(by, code, NOW + days(4))
    assert (done.already, done.late) == (False, False)
    claim = await Claim.get(id=letter.claim_id)
    assert (claim.state, claim.evidence) == (ClaimState.VERIFIED, Evidence.E2)
    proof = await Proof.get(claim_id=claim.id)
    assert (proof.method, proof.given_on) == (ProofMethod.LETTER, (NOW + days(4)).date())
    assert await state_of(letter) is CodeLetterState.REDEEMED


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: code.replace("-", ""), lambda code: f"  {code[:4]} {code[5:]} "]
)
async def test_the_code_may_be_typed_in_any_way(db: None, change: object) -> None:
    by, _letter, code = await posted()
    assert not (await redeem(by, change(code), NOW)).already  # type: ignore[operator]


async def test_a_second_try_after_success_says_kindly_that_it_is_done(db: None) -> None:
    by, _letter, code = await posted()
    await redeem(by, code, NOW)
    assert (await redeem(by, code, NOW + days(1))).already
    assert await Proof.all().count() == 1


async def test_a_letter_that_nobody_marked_as_posted_works_and_its_address_goes(db: None) -> None:
    by, _claim, postcode = await make_resident(await make_franchise())
    letter = await ask_for_letter(by, postcode)
    await redeem(by, await code_of(letter), NOW)
    message = await Message.get(id=letter.message_id)
    assert STREET not in message.recipient + message.body


async def test_ten_wrong_codes_end_the_letter(db: None) -> None:
    by, letter, code = await posted()
    for number in range(1, MOST_TRIES):
        with pytest.raises(CodeLetterRefused, match=f"Tries left: {MOST_TRIES - number}"):
            await redeem(by, another(code), NOW)
    with pytest.raises(CodeLetterRefused, match="tenth try"):
        await redeem(by, another(code), NOW)
    assert await state_of(letter) is CodeLetterState.FAILED
    assert (await Claim.get(id=letter.claim_id)).state is ClaimState.PROVISIONAL
    with pytest.raises(CodeLetterRefused, match="ten wrong tries"):
        await redeem(by, code, NOW)


@pytest.mark.parametrize("typed", ["", "ABC", "K7QX-4MPDX", "0000-1111", "ILO0-1111", "ABCD EFG…"])
async def test_what_cannot_be_a_code_is_no_try(db: None, typed: str) -> None:
    by, letter, _code = await posted()
    with pytest.raises(CodeLetterRefused, match="8 letters and numbers"):
        await redeem(by, typed, NOW)
    assert (await CodeLetter.get(id=letter.id)).tries == 0


async def test_a_code_runs_out_after_21_days(db: None) -> None:
    by, letter, code = await posted(await make_franchise(confirm_by=NOW + days(60)))
    with pytest.raises(CodeLetterRefused, match="ran out"):
        await redeem(by, code, NOW + LASTS)
    assert await expire_letters(NOW + LASTS) == 1
    assert await expire_letters(NOW + LASTS) == 0
    assert await state_of(letter) is CodeLetterState.EXPIRED
    assert (await Claim.get(id=letter.claim_id)).state is ClaimState.PROVISIONAL
    assert await Message.filter(channel="email", subject__contains="has run out").count() == 1
    with pytest.raises(CodeLetterRefused, match="ran out"):
        await redeem(by, code, NOW + LASTS)


async def test_a_minute_before_that_it_works(db: None) -> None:
    by, _letter, code = await posted(await make_franchise(confirm_by=NOW + days(60)))
    assert not (await redeem(by, code, NOW + LASTS - days(0.001))).late


async def test_after_the_day_for_confirming_it_counts_for_the_next_vote(db: None) -> None:
    by, letter, code = await posted(await make_franchise(confirm_by=NOW + days(3)))
    assert (await redeem(by, code, NOW + days(4))).late
    assert (await Claim.get(id=letter.claim_id)).state is ClaimState.VERIFIED


async def test_nobody_uses_another_persons_letter(db: None) -> None:
    """AC-024: the code of A's letter does nothing for B, and B's guess costs A no try."""
    franchise = await make_franchise()
    _a, letter, code = await posted(franchise)
    b, b_claim, postcode = await make_resident(franchise)
    with pytest.raises(CodeLetterRefused, match="not sent you a letter"):
        await redeem(b, code, NOW)
    await ask_for_letter(b, postcode)
    with pytest.raises(CodeLetterRefused, match="not the code"):
        await redeem(b, code, NOW)
    assert (await Claim.get(id=b_claim.id)).state is ClaimState.AWAITING_LETTER
    mine = await CodeLetter.get(id=letter.id)
    assert (mine.state, mine.tries) == (CodeLetterState.POSTED, 0)


async def test_without_its_code_nobody_is_confirmed(db: None) -> None:
    """AC-028: asking for a letter, or looking at pages, confirms nothing."""
    by, letter, _code = await posted()
    claim = await Claim.get(id=letter.claim_id)
    assert (claim.evidence, claim.state) == (Evidence.E1, ClaimState.AWAITING_LETTER)
    assert not claims.reaches(claim.evidence, (await Franchise.get(id=letter.franchise_id)).counts_from)
    with pytest.raises(NotAllowed):
        await redeem(NOBODY, "K7QX-4MPD", NOW)
    assert by.account_id == claim.account_id


async def test_the_code_sent_to_the_old_place_does_not_confirm_the_new_one(db: None) -> None:
    by, letter, code = await posted()
    await make_place("Longton", postcode="ST31AB")
    await claims.declare(by.account_id or 0, await locate("ST3 1AB"), Tie.LIVE, NOW + days(1))
    assert await state_of(letter) is CodeLetterState.CANCELLED
    with pytest.raises(CodeLetterRefused, match="was cancelled"):
        await redeem(by, code, NOW + days(2))
    assert (await Claim.get(id=letter.claim_id)).evidence is Evidence.E1


async def test_saying_the_same_place_again_keeps_the_letter(db: None) -> None:
    by, _claim, postcode = await make_resident(await make_franchise())
    letter = await ask_for_letter(by, postcode)
    await claims.declare(by.account_id or 0, await locate(postcode), Tie.LIVE, NOW + days(1))
    assert await state_of(letter) is CodeLetterState.QUEUED


async def test_withdrawing_cancels_the_letter_and_blanks_it(db: None) -> None:
    by, _claim, postcode = await make_resident(await make_franchise())
    letter = await ask_for_letter(by, postcode)
    code = await code_of(letter)
    await claims.withdraw(by, NOW)
    assert await state_of(letter) is CodeLetterState.CANCELLED
    assert STREET not in (await Message.get(id=letter.message_id)).recipient
    with pytest.raises(CodeLetterRefused, match="cancelled"):
        await redeem(by, code, NOW)
    assert (await Claim.get(id=letter.claim_id)).state is ClaimState.WITHDRAWN


async def test_a_code_works_while_a_claim_is_looked_into_and_does_not_end_that(db: None) -> None:
    by, letter, code = await posted()
    await Claim.filter(id=letter.claim_id).update(state=ClaimState.UNDER_REVIEW)
    await redeem(by, code, NOW)
    assert await state_of(letter) is CodeLetterState.REDEEMED
    claim = await Claim.get(id=letter.claim_id)
    assert (claim.state, claim.evidence) == (ClaimState.UNDER_REVIEW, "E2")


async def test_a_code_typed_in_many_times_at_once_works_once(own_database: str) -> None:
    by, letter, code = await posted()
    outcomes = await asyncio.gather(*(redeem(by, code, NOW) for _each in range(8)))
    assert sorted(one.already for one in outcomes) == [False] + [True] * 7
    assert await Proof.all().count() == 1
    assert await state_of(letter) is CodeLetterState.REDEEMED


async def test_wrong_codes_at_once_are_all_counted(own_database: str) -> None:
    by, letter, code = await posted()
    outcomes = await asyncio.gather(
        *(redeem(by, another(code), NOW) for _each in range(MOST_TRIES + 2)), return_exceptions=True
    )
    assert all(isinstance(one, CodeLetterRefused) for one in outcomes)
    assert (await CodeLetter.get(id=letter.id)).tries == MOST_TRIES
    assert await state_of(letter) is CodeLetterState.FAILED
