"""Officers print letters, post them, cancel one, note those that come back. The address goes when the letter does."""

import asyncio
from typing import Any

import pytest

from database import rows
from ledger.models import JournalEntry
from post.models import Message, MessageState
from residents.code_letters.posting import came_back, cancel, mark_posted, numbers, to_print, waiting
from residents.code_letters.redeeming import redeem
from residents.code_letters.refusals import CodeLetterRefused
from residents.models import Claim, ClaimState, CodeLetter, CodeLetterState, Flag, FlagClaim
from tests.contents import contents
from tests.factories import NOW, days
from tests.residents.code_letters.letter_samples import (
    STREET,
    ask_for_letter,
    code_of,
    make_franchise,
    make_officer,
    make_resident,
)
from web.refusals import NotAllowed, NotFound


async def make_letters(many: int = 1, **values: Any) -> list[CodeLetter]:
    franchise = await make_franchise()
    found = []
    for _each in range(many):
        by, _claim, postcode = await make_resident(franchise)
        found.append(await ask_for_letter(by, postcode, **values))
    return found


async def test_posting_blanks_the_letter_and_starts_its_21_days(db: None) -> None:
    [letter] = await make_letters()
    done = await mark_posted(await make_officer(), [letter.id], NOW + days(1))
    assert (done.many, done.take_out) == (1, [])
    letter = await CodeLetter.get(id=letter.id)
    assert (letter.state, letter.posted_at, letter.expires_at) == (
        CodeLetterState.POSTED,
        NOW + days(1),
        NOW + days(22),
    )
    message = await Message.get(id=letter.message_id)
    assert (message.state, message.recipient, message.body) == (MessageState.SENT, "", "posted; removed")


async def test_no_table_has_the_address_or_the_code_once_the_letter_is_posted(db: None) -> None:
    """AC-079."""
    [letter] = await make_letters(name="Unusual Namesake", second="Behind the Kiln")
    code = await code_of(letter)
    await mark_posted(await make_officer(), [letter.id], NOW)
    everything = str(await contents())
    for gone in (STREET, "Slippery", "Unusual Namesake", "Behind the Kiln", code, code.replace("-", "")):
        assert gone.lower() not in everything.lower()


async def test_every_posting_is_in_the_journal_without_anybodys_name(db: None) -> None:
    letters = await make_letters(2)
    officer = await make_officer()
    await mark_posted(officer, [letter.id for letter in letters], NOW)
    entry = await JournalEntry.get(act="letters.posted")
    assert (entry.actor, entry.detail["many"]) == (officer.actor, 2)
    assert STREET not in str(entry.detail)


async def test_a_letter_cancelled_after_printing_is_to_be_taken_out_of_the_pile(db: None) -> None:
    first, second = await make_letters(2)
    officer = await make_officer()
    printed = await to_print(officer, [first.id, second.id])
    await cancel(officer, second.id, "The street has no such number.", NOW)
    done = await mark_posted(officer, [one.id for one in printed], NOW)
    assert (done.many, done.take_out) == (1, [second.reference])


async def test_a_letter_asked_for_after_printing_is_not_posted_with_the_others(db: None) -> None:
    [first] = await make_letters()
    officer = await make_officer()
    printed = await to_print(officer, [first.id])
    [later] = await make_letters()
    await mark_posted(officer, [one.id for one in printed], NOW)
    assert (await CodeLetter.get(id=later.id)).state is CodeLetterState.QUEUED


async def test_posting_the_same_pile_twice_is_refused(db: None) -> None:
    [letter] = await make_letters()
    officer = await make_officer()
    await mark_posted(officer, [letter.id], NOW)
    with pytest.raises(CodeLetterRefused, match="None of these"):
        await mark_posted(officer, [letter.id], NOW + days(1))
    with pytest.raises(CodeLetterRefused, match="None of these"):
        await mark_posted(officer, [], NOW)
    assert (await CodeLetter.get(id=letter.id)).posted_at == NOW


async def test_what_is_printed_has_the_address_and_the_text(db: None) -> None:
    [letter] = await make_letters()
    [printed] = await to_print(await make_officer(), [letter.id, 999_999])
    assert printed.lines[:3] == ["The resident", STREET, "Hanley"]
    assert await code_of(letter) in printed.body


async def test_cancelling_tells_the_person_why_and_frees_the_claim(db: None) -> None:
    [letter] = await make_letters()
    await cancel(await make_officer(), letter.id, "The street has no such number.", NOW)
    assert (await Claim.get(id=letter.claim_id)).state is ClaimState.PROVISIONAL
    email = await Message.get(channel="email")
    assert "The street has no such number." in email.body and STREET not in email.body
    assert STREET not in str(await contents())


async def test_cancelling_needs_a_reason_and_a_letter_that_waits(db: None) -> None:
    [letter] = await make_letters()
    officer = await make_officer()
    with pytest.raises(CodeLetterRefused, match="Write why"):
        await cancel(officer, letter.id, "  ", NOW)
    await mark_posted(officer, [letter.id], NOW)
    with pytest.raises(CodeLetterRefused, match="does not wait"):
        await cancel(officer, letter.id, "Too late", NOW)
    with pytest.raises(NotFound):
        await cancel(officer, 999_999, "Nobody’s", NOW)


async def test_a_letter_that_came_back_ends_and_the_person_is_told(db: None) -> None:
    [letter] = await make_letters()
    officer = await make_officer()
    await mark_posted(officer, [letter.id], NOW)
    await came_back(officer, f" {letter.reference.lower()} ", NOW + days(9))
    assert (await CodeLetter.get(id=letter.id)).state is CodeLetterState.RETURNED
    assert (await Claim.get(id=letter.claim_id)).state is ClaimState.PROVISIONAL
    assert await Message.filter(channel="email", subject="Your letter came back to us").count() == 1
    with pytest.raises(CodeLetterRefused, match="noted already"):
        await came_back(officer, letter.reference, NOW + days(10))


async def test_a_letter_that_came_back_though_its_code_was_used_is_flagged(db: None) -> None:
    franchise = await make_franchise()
    by, claim, postcode = await make_resident(franchise)
    letter = await ask_for_letter(by, postcode)
    code = await code_of(letter)
    officer = await make_officer()
    await mark_posted(officer, [letter.id], NOW)
    await redeem(by, code, NOW + days(3))
    await came_back(officer, letter.reference, NOW + days(12))
    flag = await Flag.get(rule="returned_letter_redeemed")
    assert await FlagClaim.filter(flag_id=flag.id, claim_id=claim.id).exists()
    assert (await Claim.get(id=claim.id)).state is ClaimState.UNDER_REVIEW


@pytest.mark.parametrize("reference", ["", "nonsense", "x" * 500, "ABCD2345"])
async def test_an_unknown_reference_is_said_to_be_unknown(db: None, reference: str) -> None:
    with pytest.raises(CodeLetterRefused, match="no letter with this reference"):
        await came_back(await make_officer(), reference, NOW)


async def test_a_letter_never_posted_cannot_come_back(db: None) -> None:
    [letter] = await make_letters()
    with pytest.raises(CodeLetterRefused, match="never posted"):
        await came_back(await make_officer(), letter.reference, NOW)


async def test_only_officers_of_the_roll_see_and_move_letters(db: None) -> None:
    by, _claim, postcode = await make_resident(await make_franchise())
    letter = await ask_for_letter(by, postcode)
    attempts: list[Any] = [
        to_print(by, [letter.id]),
        mark_posted(by, [letter.id], NOW),
        cancel(by, letter.id, "Mine", NOW),
        came_back(by, letter.reference, NOW),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            await attempt


async def test_the_list_names_no_person_and_no_address(db: None) -> None:
    await make_letters(3, name="Unusual Namesake")
    said = str(await waiting())
    assert "Slippery" not in said and "Unusual" not in said
    assert await numbers() == {"queued": 3}


async def test_two_officers_post_one_pile_at_once_and_a_code_is_typed_meanwhile(own_database: str) -> None:
    franchise = await make_franchise()
    by, _claim, postcode = await make_resident(franchise)
    letter = await ask_for_letter(by, postcode)
    code = await code_of(letter)
    officers = [await make_officer() for _each in range(3)]
    outcomes = await asyncio.gather(
        *(mark_posted(officer, [letter.id], NOW) for officer in officers),
        redeem(by, code, NOW),
        return_exceptions=True,
    )
    assert not [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, CodeLetterRefused)]
    letter = await CodeLetter.get(id=letter.id)
    assert letter.state is CodeLetterState.REDEEMED
    assert STREET not in str([tuple(one) for one in await rows("SELECT * FROM message")])
