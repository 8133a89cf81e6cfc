"""Asking for a letter with a code: where it may go, how many there are, and what is kept of it."""

from typing import Any

import pytest

from post.models import Message, MessageChannel, MessageState
from post.sending import send_due
from residents.belonging.states import ClaimRefused
from residents.code_letters.asking import MOST_LETTERS
from residents.code_letters.posting import mark_posted
from residents.code_letters.refusals import CodeLetterRefused
from residents.models import Claim, ClaimState, ClaimStep, CodeLetter, CodeLetterState, Evidence, Mark, MarkKind
from residents.people import NOBODY
from tests.factories import NOW, days, make_place
from tests.residents.code_letters.letter_samples import (
    STREET,
    ask_for_letter,
    code_of,
    make_franchise,
    make_officer,
    make_resident,
    new_postcode,
)
from web.refusals import NotAllowed


async def test_a_letter_waits_with_its_code_and_the_claim_waits_for_it(db: None) -> None:
    by, claim, postcode = await make_resident(franchise := await make_franchise())
    letter = await ask_for_letter(by, postcode)
    message = await Message.get(id=letter.message_id)
    assert (message.channel, message.state) == (MessageChannel.LETTER, MessageState.WAITING)
    assert message.recipient.split("\n")[:3] == ["The resident", STREET, "Hanley"]
    assert franchise.name in message.body and STREET not in message.body
    assert (await Claim.get(id=claim.id)).state is ClaimState.AWAITING_LETTER
    assert [step.event for step in await ClaimStep.filter(claim_id=claim.id).order_by("id")] == [
        "declared",
        "letter-asked",
    ]
    assert await Mark.filter(claim_id=claim.id, kind=MarkKind.ADDRESS).count() == 1


async def test_the_code_stands_in_the_letter_alone(db: None) -> None:
    by, _claim, postcode = await make_resident(await make_franchise())
    letter = await ask_for_letter(by, postcode)
    code = await code_of(letter)
    for one in await CodeLetter.all().values_list():
        assert code not in str(one) and code.replace("-", "") not in str(one)


async def test_nobody_emails_a_letter(db: None) -> None:
    by, _claim, postcode = await make_resident(await make_franchise())
    letter = await ask_for_letter(by, postcode)
    assert await send_due("print://", "us@example.org", "http://test", NOW + days(1)) == 0
    assert (await Message.get(id=letter.message_id)).state is MessageState.WAITING


async def test_a_name_may_be_given_and_a_second_line(db: None) -> None:
    by, _claim, postcode = await make_resident(await make_franchise())
    letter = await ask_for_letter(by, postcode, name="  Sue   Sample ", second="Shelton")
    assert (await Message.get(id=letter.message_id)).recipient.split("\n")[:4] == [
        "Sue Sample",
        STREET,
        "Shelton",
        "Hanley",
    ]


@pytest.mark.parametrize(
    "line", ["No fixed abode", "NFA", "n.f.a.", "no fixed address", "Homeless", "of no fixed abode"]
)
async def test_who_has_no_address_is_shown_the_ways_that_need_none(db: None, line: str) -> None:
    by, claim, postcode = await make_resident(await make_franchise())
    with pytest.raises(CodeLetterRefused, match="You do not need an address") as refused:
        await ask_for_letter(by, postcode, first=line)
    assert refused.value.about == "first"
    assert (await Claim.get(id=claim.id)).state is ClaimState.PROVISIONAL


@pytest.mark.parametrize(
    ("field", "line", "says"),
    [
        ("first", "", "house or flat"),
        ("first", "--", "house or flat"),
        ("town", "12", "town"),
        ("town", " ", "town"),
        ("postcode", "", "Enter your postcode"),
        ("postcode", "ZZ9 9ZZ", "do not know|does not look"),
        ("first", "x" * 51, "50 characters"),
        ("name", "Sue\u202eSample", "letters, numbers"),
        ("second", "https://example.com", "letters, numbers"),
        ("name", "{site}", "letters, numbers"),
    ],
)
async def test_a_line_that_cannot_be_posted_is_refused_where_it_stands(
    db: None, field: str, line: str, says: str
) -> None:
    by, _claim, postcode = await make_resident(await make_franchise())
    typed: dict[str, Any] = {"postcode": postcode, field: line}
    with pytest.raises(CodeLetterRefused, match=says) as refused:
        await ask_for_letter(by, **typed)
    assert refused.value.about == field
    assert await CodeLetter.all().count() == await Message.all().count() == 0


async def test_a_letter_goes_only_where_the_claim_says_one_belongs(db: None) -> None:
    by, _claim, _postcode = await make_resident(await make_franchise())
    await make_place("Longton", postcode="ST31AA")
    with pytest.raises(CodeLetterRefused, match="ST3 1AA is not in the part"):
        await ask_for_letter(by, "ST3 1AA")


async def test_two_letters_leave_for_one_vote_and_no_third(db: None) -> None:
    by, claim, postcode = await make_resident(await make_franchise())
    officer = await make_officer()
    for number in range(MOST_LETTERS):
        letter = await ask_for_letter(by, postcode, now=NOW + days(2 * number))
        await mark_posted(officer, [letter.id], NOW + days(2 * number))
    with pytest.raises(CodeLetterRefused, match="two letters"):
        await ask_for_letter(by, postcode, now=NOW + days(5))
    later = await make_franchise()
    await Claim.filter(id=claim.id).update(franchise_id=later.id)
    await ask_for_letter(by, postcode, now=NOW + days(6))


async def test_a_letter_not_printed_yet_is_replaced_and_its_address_goes(db: None) -> None:
    by, claim, postcode = await make_resident(await make_franchise())
    first = await ask_for_letter(by, postcode)
    second = await ask_for_letter(by, postcode, first="19 Slippery Lane")
    first = await CodeLetter.get(id=first.id)
    assert first.state is CodeLetterState.CANCELLED
    old = await Message.get(id=first.message_id)
    assert (old.recipient, old.body) == ("", "not posted; removed")
    assert await CodeLetter.filter(claim_id=claim.id, state="queued").count() == 1
    assert await code_of(second)


async def test_asking_all_day_long_is_stopped(db: None) -> None:
    by, _claim, postcode = await make_resident(await make_franchise())
    for _time in range(6):
        await ask_for_letter(by, postcode)
    with pytest.raises(CodeLetterRefused, match="tomorrow"):
        await ask_for_letter(by, postcode)


async def test_whoever_is_confirmed_needs_no_letter(db: None) -> None:
    by, claim, postcode = await make_resident(await make_franchise())
    await Claim.filter(id=claim.id).update(state=ClaimState.VERIFIED, evidence=Evidence.E2)
    with pytest.raises(ClaimRefused, match="done already"):
        await ask_for_letter(by, postcode)


async def test_no_letter_without_a_vote_that_takes_letters(db: None) -> None:
    by, _claim, postcode = await make_resident(await make_franchise(proofs=["in_person"]))
    with pytest.raises(CodeLetterRefused, match="no vote now"):
        await ask_for_letter(by, postcode)


async def test_no_letter_after_the_day_for_confirming(db: None) -> None:
    by, _claim, postcode = await make_resident(await make_franchise())
    with pytest.raises(CodeLetterRefused, match="no vote now"):
        await ask_for_letter(by, postcode, now=NOW + days(21))


async def test_no_letter_for_strangers(db: None) -> None:
    await make_franchise()
    with pytest.raises(NotAllowed):
        await ask_for_letter(NOBODY, "ST1 1AA")


async def test_more_than_six_people_at_one_address_are_looked_at_and_all_get_their_letter(db: None) -> None:
    franchise, place = await make_franchise(), await make_place(postcode=new_postcode())
    for _number in range(7):
        by, _claim, postcode = await make_resident(franchise, place)
        await ask_for_letter(by, postcode)
    assert await CodeLetter.filter(state="queued").count() == 7
    assert await Mark.filter(kind=MarkKind.ADDRESS).count() == 7
    assert await Claim.filter(state=ClaimState.UNDER_REVIEW).count() == 7


async def test_a_claim_that_expired_for_one_vote_gets_its_letter_for_the_next(db: None) -> None:
    over = await make_franchise(confirm_by=NOW + days(1))
    by, claim, postcode = await make_resident(over)
    await Claim.filter(id=claim.id).update(state=ClaimState.EXPIRED)
    following = await make_franchise()
    letter = await ask_for_letter(by, postcode, now=NOW + days(2))
    kept = await Claim.get(id=claim.id)
    assert (letter.franchise_id, kept.franchise_id, kept.state) == (
        following.id,
        following.id,
        ClaimState.AWAITING_LETTER,
    )
