"""Everybody is told once a day that a ballot was recorded for them, and nothing else is said by it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ballot_box import notices
from ballot_box.models import Election, RollEntry
from post.models import Message
from residents.models import Account, Evidence
from tests.ballot_box.test_casting import close_now, make_election, vote
from tests.factories import days, make_account
from tests.residents.flags.flag_samples import make_franchise

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
MORNING = TODAY + timedelta(hours=9)


async def an_election(**values: Any) -> Election:
    return await make_election(opens=-3, franchise_id=(await make_franchise()).id, **values)


async def told() -> list[str]:
    return [one.recipient for one in await Message.all().order_by("id")]


async def test_whoever_is_on_the_roll_gets_one_letter_that_says_nothing_of_choices_or_times(db: None) -> None:
    """AC-082, AC-138"""
    election = await an_election()
    people = [await make_account(email=f"{name}@example.com") for name in ("zoe", "ann", "mia")]
    for one in people:
        await vote(election, one.id, ["13", "12"])

    assert await notices.tell(MORNING) == 3

    letters = await Message.all().order_by("id")
    assert [one.recipient for one in letters] == ["ann@example.com", "mia@example.com", "zoe@example.com"]
    assert len({(one.subject, one.body) for one in letters}) == 1, "the same words for everybody"
    body = letters[0].body
    assert "{site}/vote/not-me" in body
    assert election.name in body
    assert not any(word in body for word in ("13", "12", "o’clock", "today", "yesterday", "screen at", str(TODAY.year)))
    assert len({one.queued_at for one in letters}) == 1


async def test_nobody_is_told_before_eight_or_twice_a_day(db: None) -> None:
    """AC-082: whoever votes after the letters of a day is told the next day."""
    election = await an_election()
    first, second = await make_account(), await make_account()
    await vote(election, first.id, ["13"])

    assert await notices.tell(TODAY + timedelta(hours=5)) == 0, "before eight o'clock, in summer and in winter"
    assert await notices.tell(MORNING) == 1
    await vote(election, second.id, ["13"])
    for hour in range(1, 13):
        assert await notices.tell(MORNING + timedelta(hours=hour)) == 0
    assert await notices.tell(MORNING + days(1)) == 1

    assert await told() == [first.email, second.email]


async def test_a_ballot_sent_again_is_told_of_again(db: None) -> None:
    election, one = await an_election(), await make_account()
    await vote(election, one.id, ["13"])
    await notices.tell(MORNING)
    await RollEntry.filter(account_id=one.id).update(to_be_told=True)

    assert await notices.tell(MORNING + days(1)) == 1


async def test_killed_in_the_middle_nobody_is_forgotten_and_nobody_told_twice(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    election = await an_election()
    for _number in range(7):
        await vote(election, (await make_account()).id, ["13"])
    whole = Message.bulk_create

    async def killed(letters: list[Message], *rest: Any) -> None:
        await whole(letters, *rest)
        if await Message.all().count() > 3:
            raise asyncio.CancelledError

    monkeypatch.setattr(notices, "_AT_ONCE", 3)
    monkeypatch.setattr(Message, "bulk_create", killed)
    with pytest.raises(asyncio.CancelledError):
        await notices.tell(MORNING)
    assert await told() == []
    monkeypatch.setattr(Message, "bulk_create", whole)

    assert await notices.tell(MORNING) == 7
    assert len(set(await told())) == 7


async def test_two_workers_at_once_tell_everybody_once(own_database: str) -> None:
    election = await an_election()
    for _number in range(5):
        await vote(election, (await make_account()).id, ["13"])

    counts = await asyncio.gather(*(notices.tell(MORNING) for _worker in range(3)))

    assert sorted(counts) == [0, 0, 5]
    assert len(await told()) == 5


async def test_people_without_an_email_address_are_a_number_after_the_close(db: None) -> None:
    """AC-073: who they are is not said, and before the close not even how many."""
    election = await an_election()
    for one in (await make_account(email=None), await make_account()):
        await vote(election, one.id, ["13"], evidence=Evidence.E2.value)

    assert await notices.tell(MORNING) == 1
    assert await notices.without_email(election.id, MORNING) is None
    await close_now(election)
    assert await notices.without_email(election.id, datetime.now(UTC)) == 1
    assert await notices.without_email(999_999, MORNING) is None


async def test_closed_accounts_and_votes_held_elsewhere_get_no_letters(db: None) -> None:
    elsewhere, here = await make_election(), await an_election()
    await vote(elsewhere, (await make_account()).id, ["13"])
    await vote(here, (await make_account(disabled_at=MORNING)).id, ["13"])

    assert await notices.tell(MORNING) == 0


async def test_a_hundred_ballots_for_people_who_did_not_vote_are_told_to_a_hundred_people(db: None) -> None:
    """AC-126: whoever puts in ballots for others has those others written to."""
    election = await an_election()
    await Account.bulk_create(
        [Account(email=f"n{one}@example.com", display_name="N", created_at=MORNING) for one in range(100)]
    )
    await RollEntry.bulk_create(
        [
            RollEntry(election_id=election.id, account_id=one.id, contest="3", evidence="E2")
            for one in await Account.filter(email__startswith="n")
        ]
    )

    assert await notices.tell(MORNING) == 100
    assert len(set(await told())) == 100
