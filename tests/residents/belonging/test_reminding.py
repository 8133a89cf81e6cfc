"""Two reminders before the last day for confirming, and after it the claims that were not confirmed have expired."""

from datetime import timedelta
from typing import Any

import pytest

from post.models import Message
from residents.belonging import reminding
from residents.belonging.claims import lock
from residents.belonging.proofs import give
from residents.belonging.reminding import expire, remind
from residents.code_letters.posting import mark_posted
from residents.models import Account, Claim, ClaimState, ClaimStep, CodeLetter, Evidence, Franchise, ProofMethod
from tests.counting import CountQueries
from tests.factories import NOW, days, make_account, make_place
from tests.residents.code_letters.letter_samples import (
    STREET,
    ask_for_letter,
    code_of,
    make_franchise,
    make_officer,
    make_resident,
)

LAST_DAY = NOW + days(20)
STEP = timedelta(hours=1)


async def emails() -> list[str]:
    found = await Message.filter(channel="email").order_by("id").values_list("recipient", flat=True)
    return [str(one) for one in found]


async def make_claims(franchise: Franchise, many: int, **values: Any) -> list[Claim]:
    place = await make_place()
    accounts = [await make_account() for _each in range(many)]
    fields = {"state": ClaimState.PROVISIONAL, "evidence": Evidence.E1, "made_at": NOW, **values}
    return [
        await Claim.create(account=account, neighbourhood=place, franchise=franchise, **fields) for account in accounts
    ]


async def test_people_are_reminded_seven_and_two_days_before_once_each(db: None) -> None:
    [claim] = await make_claims(await make_franchise(), 1)
    account = await Account.get(id=claim.account_id)
    seen = []
    at = LAST_DAY - days(9)
    while at < LAST_DAY + days(1):
        if await remind(at):
            seen.append(at)
        at += STEP
    assert seen == [LAST_DAY - days(7), LAST_DAY - days(2)]
    assert await emails() == [account.email] * 2


async def test_the_reminder_says_what_is_needed_until_when_and_how(db: None) -> None:
    franchise = await make_franchise(proofs=["in_person", "letter"])
    await make_claims(franchise, 1)
    await remind(LAST_DAY - days(6))
    email = await Message.get(channel="email")
    for words in (
        franchise.name,
        "5 July 2026",
        "community lounge",
        "By letter",
        "{site}/account/belonging/confirmation",
    ):
        assert words in email.subject + email.body
    assert "card from a group" not in email.body and "Has our letter come" not in email.body


async def test_whoever_waits_for_a_letter_is_asked_about_it(db: None) -> None:
    await make_claims(await make_franchise(), 1, state=ClaimState.AWAITING_LETTER)
    await remind(LAST_DAY - days(6))
    assert "{site}/l" in (await Message.get(channel="email")).body


@pytest.mark.parametrize(
    "values",
    [
        {"state": ClaimState.VERIFIED, "evidence": Evidence.E2},
        {"state": ClaimState.UNDER_REVIEW},
        {"state": ClaimState.WITHDRAWN},
        {"evidence": Evidence.E2},
        {"made_at": LAST_DAY - days(6.5)},
    ],
)
async def test_nobody_is_reminded_of_what_is_not_needed(db: None, values: dict[str, Any]) -> None:
    await make_claims(await make_franchise(), 1, **values)
    assert await remind(LAST_DAY - days(6)) == 0


async def test_nobody_is_reminded_where_the_vote_asks_for_no_more(db: None) -> None:
    await make_claims(await make_franchise(counts_from="E1"), 1)
    assert await remind(LAST_DAY - days(6)) == 0


async def test_closed_accounts_and_people_without_email_get_nothing(db: None) -> None:
    first, second = await make_claims(await make_franchise(), 2)
    await Account.filter(id=first.account_id).update(disabled_at=NOW)
    await Account.filter(id=second.account_id).update(email=None)
    assert await remind(LAST_DAY - days(6)) == 0
    assert await emails() == []


async def test_reminders_go_out_in_batches_and_each_person_gets_one(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "REMINDED_AT_ONCE", 3)
    await make_claims(await make_franchise(), 7)
    assert await remind(LAST_DAY - days(6)) == 7
    assert await remind(LAST_DAY - days(6)) == 0
    assert len(set(await emails())) == len(await emails()) == 7


async def test_what_was_not_confirmed_expires_once(db: None) -> None:
    franchise = await make_franchise()
    [waits] = await make_claims(franchise, 1)
    [done] = await make_claims(franchise, 1, state=ClaimState.VERIFIED, evidence=Evidence.E2)
    [looked_into] = await make_claims(franchise, 1, state=ClaimState.UNDER_REVIEW)
    [elsewhere] = await make_claims(await make_franchise(confirm_by=NOW + days(90)), 1)
    assert await expire(LAST_DAY - STEP) == 0
    assert await expire(LAST_DAY) == 1
    assert await expire(LAST_DAY + STEP) == 0

    async def state(claim: Claim) -> ClaimState:
        return (await Claim.get(id=claim.id)).state

    assert await state(waits) is ClaimState.EXPIRED
    assert await state(done) is ClaimState.VERIFIED
    assert await state(looked_into) is ClaimState.UNDER_REVIEW
    assert await state(elsewhere) is ClaimState.PROVISIONAL
    step = await ClaimStep.get(claim_id=waits.id)
    assert (step.before, step.after, step.event, step.actor) == ("provisional", "expired", "expired", "the site")
    assert (await Franchise.get(id=franchise.id)).expired_at == LAST_DAY


async def test_claims_for_which_the_vote_asks_no_more_do_not_expire(db: None) -> None:
    [claim] = await make_claims(await make_franchise(counts_from="E1"), 1)
    assert await expire(LAST_DAY) == 0
    assert (await Claim.get(id=claim.id)).state is ClaimState.PROVISIONAL


async def test_where_the_last_day_is_moved_it_runs_once_more(db: None) -> None:
    franchise = await make_franchise()
    await expire(LAST_DAY)
    await Franchise.filter(id=franchise.id).update(confirm_by=LAST_DAY + days(5))
    await make_claims(franchise, 1)
    assert await expire(LAST_DAY + days(4)) == 0
    assert await expire(LAST_DAY + days(5)) == 1
    assert await expire(LAST_DAY + days(6)) == 0


async def test_a_letter_not_posted_by_then_is_cancelled_and_a_posted_one_still_works(db: None) -> None:
    franchise = await make_franchise()
    first, _claim, first_postcode = await make_resident(franchise)
    queued = await ask_for_letter(first, first_postcode)
    second, _claim, second_postcode = await make_resident(franchise)
    posted = await ask_for_letter(second, second_postcode, now=LAST_DAY - days(1))
    code = await code_of(posted)
    await mark_posted(await make_officer(), [posted.id], LAST_DAY - days(1))
    assert await expire(LAST_DAY) == 2
    assert (await CodeLetter.get(id=queued.id)).state == "cancelled"
    assert STREET not in str(await Message.all().values_list())
    assert code and (await CodeLetter.get(id=posted.id)).state == "posted"


async def test_an_expired_claim_can_still_be_confirmed(db: None) -> None:
    [claim] = await make_claims(await make_franchise(), 1)
    await expire(LAST_DAY)
    await give(await lock(claim.id), ProofMethod.IN_PERSON, "account:1", LAST_DAY + days(1))
    assert (await Claim.get(id=claim.id)).state is ClaimState.VERIFIED


async def test_thousands_expire_in_batches_with_few_statements(db: None, count_queries: CountQueries) -> None:
    franchise, place = await make_franchise(), await make_place()
    many = 1200
    await Account.bulk_create([Account(display_name=f"P{number}", created_at=NOW) for number in range(many)])
    ids: list[Any] = await Account.filter(display_name__startswith="P").values_list("id", flat=True)
    await Claim.bulk_create(
        [
            Claim(account_id=one, neighbourhood_id=place.id, franchise_id=franchise.id, made_at=NOW, evidence="E0")
            for one in ids[:many]
        ]
    )
    async with count_queries() as counted:
        assert await expire(LAST_DAY) == many
    assert counted.count < 40
    assert await ClaimStep.filter(event="expired").count() == many
