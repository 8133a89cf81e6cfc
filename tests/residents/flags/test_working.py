"""Working through flags: one officer may explain one away, only two together take a claim out."""

import pytest

from ledger.models import JournalEntry
from post.models import Message
from residents.approvals import ApprovalRefused
from residents.belonging import claims
from residents.flags import confirming, working
from residents.flags.refusals import FlagRefused
from residents.models import Approval, ApprovalState, ClaimState, Flag, FlagState, Rejection, Role
from tests.factories import NOW, days, make_account
from tests.residents.flags.flag_samples import (
    as_person,
    flagged,
    make_claim,
    make_claims,
    make_franchise,
    officer,
    state_of,
    steps_of,
    taken_on,
)
from web.refusals import NotAllowed, NotFound

LATER = NOW + days(15)


async def test_a_dismissed_flag_lets_every_claim_go_back_to_where_it_stood(db: None) -> None:
    franchise, by = await make_franchise(), await officer()
    states = [ClaimState.DECLARED, ClaimState.PROVISIONAL, ClaimState.VERIFIED]
    people = [await make_claim(franchise, state) for state in states]
    flag = await taken_on(by, franchise, *people)

    await working.dismiss(by, flag.id, "A shared house", NOW)

    assert [await state_of(one) for one in people] == states
    assert await steps_of(people[0]) == ["declared", "flagged", "cleared"]
    flag = await Flag.get()
    assert (flag.state, flag.because, flag.ended_by_id) == (FlagState.DISMISSED, "A shared house", by.account_id)
    acts = [one.act for one in await JournalEntry.all().order_by("id")]
    assert acts == ["flag.raised", "flag.assigned", "flag.dismissed"]


async def test_a_claim_stays_under_review_while_another_flag_holds_it(db: None) -> None:
    franchise, by = await make_franchise(), await officer()
    claim = await make_claim(franchise)
    first, second = await flagged(franchise, claim, subject="one"), await flagged(franchise, claim, subject="two")
    for flag, after in ((first, ClaimState.UNDER_REVIEW), (second, ClaimState.VERIFIED)):
        await working.take_on(by, flag.id, NOW)
        await working.dismiss(by, flag.id, "Explained", NOW)
        assert await state_of(claim) is after


async def test_a_letter_that_did_not_arrive_meanwhile_is_not_waited_for(db: None) -> None:
    franchise, by = await make_franchise(), await officer()
    claim = await make_claim(franchise, ClaimState.AWAITING_LETTER)
    flag = await taken_on(by, franchise, claim)

    await working.dismiss(by, flag.id, "Explained", NOW)

    assert await state_of(claim) is ClaimState.PROVISIONAL


async def test_who_was_too_late_while_under_review_is_too_late_afterwards(db: None) -> None:
    franchise, by = await make_franchise(expired_at=NOW), await officer()
    late, confirmed = await make_claim(franchise, ClaimState.PROVISIONAL), await make_claim(franchise)
    flag = await taken_on(by, franchise, late, confirmed)

    await working.dismiss(by, flag.id, "Explained", NOW)

    assert [await state_of(late), await state_of(confirmed)] == [ClaimState.EXPIRED, ClaimState.VERIFIED]


async def test_a_flag_has_to_be_taken_on_and_explained(db: None) -> None:
    franchise, by, other = await make_franchise(), await officer(), await officer("Omar Other")
    flag = await flagged(franchise, await make_claim(franchise))

    with pytest.raises(FlagRefused, match="Take this flag on"):
        await working.dismiss(by, flag.id, "Explained", NOW)
    await working.take_on(other, flag.id, NOW)
    with pytest.raises(FlagRefused, match="Take this flag on"):
        await working.dismiss(by, flag.id, "Explained", NOW)
    await working.take_on(by, flag.id, NOW)
    with pytest.raises(FlagRefused, match="Write down why"):
        await working.dismiss(by, flag.id, "  ", NOW)
    await working.dismiss(by, flag.id, "Explained", NOW)
    with pytest.raises(FlagRefused, match="settled already"):
        await working.take_on(other, flag.id, NOW)
    with pytest.raises(NotFound):
        await working.take_on(other, 999_999, NOW)


async def test_nobody_works_on_a_flag_about_themselves(db: None) -> None:
    franchise = await make_franchise()
    account = await make_account("Rosa Roll", Role.ROLL_OFFICER)
    flag = await flagged(franchise, await make_claim(franchise, account=account))

    with pytest.raises(FlagRefused, match="your own claim"):
        await working.take_on(as_person(account, Role.ROLL_OFFICER), flag.id, NOW)


async def test_only_officers_of_the_roll_work_on_flags(db: None) -> None:
    franchise = await make_franchise()
    flag = await flagged(franchise, await make_claim(franchise))
    verifier = as_person(await make_account("Vera", Role.VERIFIER), Role.VERIFIER)

    with pytest.raises(NotAllowed):
        await working.take_on(verifier, flag.id, NOW)
    with pytest.raises(NotAllowed):
        await working.dismiss(verifier, flag.id, "Explained", NOW)
    with pytest.raises(NotAllowed):
        await confirming.ask(verifier, flag.id, [], "Because", NOW)


async def test_each_person_is_asked_in_an_email_of_their_own(db: None) -> None:
    franchise, by = await make_franchise(), await officer()
    people = await make_claims(2, franchise)
    nobody = await make_claim(franchise, account=await make_account("No Email", email=None))
    flag = await taken_on(by, franchise, *people, nobody)

    sent = await working.contact(by, flag.id, "email", "Do you live together?", NOW)

    assert sent == 2
    letters = await Message.all()
    assert len({one.recipient for one in letters}) == 2
    assert all("Do you live together?" in one.body for one in letters)
    assert confirming.answer_by(await Flag.get()) == (NOW + days(14)).date(), "10 working days are two weeks"


async def test_how_people_were_asked_has_to_make_sense(db: None) -> None:
    franchise, by = await make_franchise(), await officer()
    flag = await taken_on(by, franchise, await make_claim(franchise, account=await make_account(email=None)))

    for how, words, sentence in (
        ("pigeon", "", "Choose how"),
        ("email", " ", "Write what"),
        ("email", "x" * 2001, "too long"),
        ("email", "Hello?", "has an email address"),
    ):
        with pytest.raises(FlagRefused, match=sentence):
            await working.contact(by, flag.id, how, words, NOW)
    assert await working.contact(by, flag.id, "phone", "", NOW) == 0
    assert (await Flag.get()).state is FlagState.CONTACTED


async def test_an_officer_alone_cannot_take_a_claim_out(db: None) -> None:
    """AC-049: nobody's ballot disappears quietly. It takes two, and the person is told why and how to appeal."""
    franchise, by = await make_franchise(), await officer(email="rosa@council.example")
    bad, good = await make_claims(2, franchise)
    flag = await taken_on(by, franchise, bad, good)
    await working.contact(by, flag.id, "letter", "", NOW)
    asked = await confirming.ask(by, flag.id, [bad.id], "Nobody lives there", LATER)

    with pytest.raises(ApprovalRefused, match="second officer has to say yes"):
        await confirming.confirm(by, flag.id, asked.id, LATER)
    same_person = await officer("Rosa R", email="rosa+second@council.example")
    with pytest.raises(ApprovalRefused, match="second officer has to say yes"):
        await confirming.confirm(same_person, flag.id, asked.id, LATER)

    assert await state_of(bad) is ClaimState.UNDER_REVIEW
    assert not await Rejection.exists()
    second = await officer("Sam Second")
    await confirming.confirm(second, flag.id, asked.id, LATER)
    assert [await state_of(bad), await state_of(good)] == [ClaimState.REJECTED, ClaimState.VERIFIED]
    rejection = await Rejection.get()
    assert (rejection.rule, rejection.because) == ("device_cap", "Nobody lives there")
    assert (rejection.asked_by_id, rejection.approved_by_id) == (by.account_id, second.account_id)
    letter = await Message.all().order_by("-id").first()
    assert letter is not None
    assert "Nobody lives there" in letter.body
    assert "appeal" in letter.body
    assert (await Flag.get()).state is FlagState.CONFIRMED


async def test_people_are_asked_first_and_have_ten_working_days(db: None) -> None:
    franchise, by = await make_franchise(), await officer()
    claim = await make_claim(franchise)
    flag = await taken_on(by, franchise, claim)

    with pytest.raises(FlagRefused, match="Get in touch"):
        await confirming.ask(by, flag.id, [claim.id], "Because", LATER)
    await working.contact(by, flag.id, "phone", "", NOW)
    with pytest.raises(FlagRefused, match="until the end of 29 June 2026"):
        await confirming.ask(by, flag.id, [claim.id], "Because", NOW + days(14))
    await confirming.ask(by, flag.id, [claim.id], "They said so", NOW, answered=True)
    await confirming.ask(by, flag.id, [claim.id], "No answer", LATER)

    assert await Approval.filter(state=ApprovalState.WAITING).count() == 1, "the newer question takes the place"


async def test_what_changed_since_it_was_asked_is_not_done(db: None) -> None:
    franchise, by, second = await make_franchise(), await officer(), await officer("Sam Second")
    claim, newcomer = await make_claims(2, franchise)
    flag = await taken_on(by, franchise, claim)
    await working.contact(by, flag.id, "phone", "", NOW)
    asked = await confirming.ask(by, flag.id, [claim.id], "Because", LATER)
    await flagged(franchise, claim, newcomer)

    with pytest.raises(ApprovalRefused, match="has changed"):
        await confirming.confirm(second, flag.id, asked.id, LATER)
    with pytest.raises(NotFound):
        await confirming.confirm(second, flag.id, 999_999, LATER)

    assert await state_of(claim) is ClaimState.UNDER_REVIEW


async def test_a_day_later_the_question_is_stale(db: None) -> None:
    franchise, by, second = await make_franchise(), await officer(), await officer("Sam Second")
    claim = await make_claim(franchise)
    flag = await taken_on(by, franchise, claim)
    await working.contact(by, flag.id, "phone", "", NOW)
    asked = await confirming.ask(by, flag.id, [claim.id], "Because", NOW, answered=True)

    with pytest.raises(ApprovalRefused, match="more than a day ago"):
        await confirming.confirm(second, flag.id, asked.id, NOW + days(1))
    assert await confirming.waiting(flag.id, NOW + days(1)) is None


async def test_the_second_officer_may_say_no_and_the_first_may_take_it_back(db: None) -> None:
    franchise, by, second = await make_franchise(), await officer(), await officer("Sam Second")
    claim = await make_claim(franchise)
    flag = await taken_on(by, franchise, claim)
    await working.contact(by, flag.id, "phone", "", NOW)

    for who in (second, by):
        asked = await confirming.ask(by, flag.id, [claim.id], "Because", NOW, answered=True)
        await confirming.refuse(who, flag.id, asked.id, NOW)
        assert await confirming.waiting(flag.id, NOW) is None
        with pytest.raises(ApprovalRefused, match="decided already"):
            await confirming.confirm(second, flag.id, asked.id, NOW)
    assert await state_of(claim) is ClaimState.UNDER_REVIEW


async def test_a_person_registered_twice_keeps_one_claim_and_it_takes_two_officers(db: None) -> None:
    franchise, by, second = await make_franchise(), await officer(), await officer("Sam Second")
    keep, other = await make_claims(2, franchise)
    flag = await taken_on(by, franchise, keep, other, rule="registered_twice")

    with pytest.raises(FlagRefused, match="has to stay"):
        await confirming.ask(by, flag.id, [keep.id, other.id], "Same", NOW)
    with pytest.raises(FlagRefused, match="Choose which claims"):
        await confirming.ask(by, flag.id, [], "Same", NOW)
    asked = await confirming.ask(by, flag.id, [other.id], "Same handwriting", NOW)
    assert await state_of(keep) is ClaimState.UNDER_REVIEW, "never merged silently"
    await confirming.confirm(second, flag.id, asked.id, NOW)

    assert [await state_of(keep), await state_of(other)] == [ClaimState.VERIFIED, ClaimState.REJECTED]
    assert (await Rejection.get()).rule == "registered_twice"


async def test_who_withdrew_meanwhile_is_left_alone(db: None) -> None:
    franchise, by = await make_franchise(), await officer()
    account = await make_account()
    claim = await make_claim(franchise, account=account)
    flag = await taken_on(by, franchise, claim)
    await claims.withdraw(as_person(account), NOW)
    await working.contact(by, flag.id, "phone", "", NOW)

    with pytest.raises(FlagRefused, match="ended already"):
        await confirming.ask(by, flag.id, [claim.id], "Because", LATER)
    await working.dismiss(by, flag.id, "They left", LATER)

    assert await state_of(claim) is ClaimState.WITHDRAWN


async def test_a_flag_of_numbers_alone_is_confirmed_by_two_as_well(db: None) -> None:
    franchise, by, second = await make_franchise(), await officer(), await officer("Sam Second")
    flag = await taken_on(by, franchise, rule="age_shape")

    with pytest.raises(FlagRefused, match="nobody to ask"):
        await working.contact(by, flag.id, "phone", "", NOW)
    asked = await confirming.ask(by, flag.id, [], "Told the returning officer", NOW)
    await confirming.confirm(second, flag.id, asked.id, NOW)

    assert (await Flag.get()).state is FlagState.CONFIRMED
