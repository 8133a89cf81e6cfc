"""The box itself: one ballot a person, nothing late, nothing wrong, and nothing half done."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ballot_box import casting, closing, elections
from ballot_box.casting import Filled
from ballot_box.models import Ballot, Election, RollEntry
from ballot_box.refusals import (
    BallotRefused,
    CastAlready,
    Closed,
    NotOpened,
    NotOpenYet,
    OtherContest,
    StaleBallot,
    StillOpen,
)
from ballot_box.scrubbing import scrub
from ballot_box.sealing import receipts
from ballot_box.settling import settle
from ballot_box.spoiling import spoil
from database import database_now
from tests.boxes import choices_in_the_box, lying_in_the_box, put_in
from tests.factories import make_account, make_cycle

CONTESTS = {"3": ["11", "12", "13", "14", "15", "16"], "4": ["21", "22"]}


async def make_election(opens: float = -1, closes: float = 1, **values: Any) -> Election:
    """Open from `opens` to `closes`, in days from now."""
    now = datetime.now(UTC)
    return await elections.create(
        "Test vote",
        ranks=values.pop("ranks", 5),
        contests=values.pop("contests", CONTESTS),
        opens_at=now + timedelta(days=opens),
        closes_at=now + timedelta(days=closes),
        **values,
    )


async def vote(election: Election, account_id: int, choices: list[str], contest: str = "3", **values: Any) -> Any:
    return await put_in(election, account_id, choices, contest, **values)


async def close_now(election: Election) -> None:
    await Election.filter(id=election.id).update(closes_at=await database_now())
    await closing.close(election.id)


async def test_a_ballot_is_stored_without_a_name_or_a_time(db: None) -> None:
    election, account = await make_election(), await make_account()

    cast = await vote(election, account.id, ["12", "11"])

    ballot = await Ballot.get()
    (body,) = await lying_in_the_box()
    assert (body.choices, body.contest, ballot.commitment) == (("12", "11"), "3", cast.commitment)
    assert set(Ballot._meta.db_fields) == {"slot", "election_id", "commitment", "box"}
    assert str(account.id) not in (ballot.slot, ballot.commitment)


async def test_voting_again_replaces_the_ballot_and_its_receipt(db: None) -> None:
    election, account = await make_election(), await make_account()
    first = await vote(election, account.id, ["12"])

    second = await vote(election, account.id, ["13"], attempt="second")

    assert await choices_in_the_box() == [["13"]]
    assert (first.replaced, second.replaced) == (False, True)
    assert first.commitment != second.commitment
    assert await casting.receipt_of(election.id, account.id) == (second.commitment, second.signature)


async def test_the_same_attempt_sent_twice_gets_the_same_receipt(db: None) -> None:
    election, account = await make_election(), await make_account()

    first = await vote(election, account.id, ["12"])
    again = await vote(election, account.id, ["12"])

    assert first == again
    assert (await Ballot.all().count(), await RollEntry.all().count()) == (1, 1)


async def test_an_old_page_that_arrives_late_does_not_push_out_the_ballot_that_was_cast_since(db: None) -> None:
    election, account, other = await make_election(), await make_account(), await make_account()
    old = Filled("3", ["12"], election.definition_hash, "old page")
    await casting.cast(election.id, account.id, old, evidence="E1")
    await vote(election, account.id, ["13"], attempt="second")

    for sender in (account, other):
        with pytest.raises(CastAlready):
            await casting.cast(election.id, sender.id, old, evidence="E1")
    with pytest.raises(CastAlready):
        await spoil(election.id, old)

    assert await choices_in_the_box() == [["13"]]
    assert await RollEntry.all().count() == 1


async def test_whoever_chooses_alike_gets_another_code_which_the_site_signs(db: None) -> None:
    election = await make_election()
    cast = [await vote(election, (await make_account()).id, ["12"], attempt=str(n)) for n in range(20)]

    assert len({one.commitment for one in cast}) == 20
    public = str(election.definition["receipt_key"])
    assert all(receipts.is_signed(public, str(election.id), one.commitment, one.signature) for one in cast)
    assert not receipts.is_signed(public, str(election.id), cast[0].commitment, cast[1].signature)


@pytest.mark.parametrize(
    "choices",
    [
        [],
        ["11", "11"],
        ["11", "21"],
        ["999"],
        ["11", "12", "13", "14", "15", "16"],
        [""],
        ["-11"],
        ["11.0"],
        ["9" * 400],
        ["null"],
        ["['11']"],
    ],
)
async def test_a_ballot_that_is_wrong_is_refused_and_leaves_nothing(db: None, choices: list[str]) -> None:
    election, account = await make_election(), await make_account()

    with pytest.raises(BallotRefused):
        await vote(election, account.id, choices)

    assert (await Ballot.all().count(), await RollEntry.all().count()) == (0, 0)


async def test_a_ballot_that_is_wrong_leaves_the_one_before_it(db: None) -> None:
    election, account = await make_election(), await make_account()
    await vote(election, account.id, ["12"])

    with pytest.raises(BallotRefused):
        await vote(election, account.id, ["12", "12"], attempt="second")

    assert await choices_in_the_box() == [["12"]]


async def test_whoever_has_voted_in_one_place_cannot_vote_in_a_second(db: None) -> None:
    election, account = await make_election(), await make_account()
    await vote(election, account.id, ["12"])

    with pytest.raises(OtherContest) as refusal:
        await vote(election, account.id, ["21"], contest="4", attempt="second")

    assert refusal.value.contest == "3"
    assert (await RollEntry.get()).contest == "3"
    assert await choices_in_the_box() == [["12"]]


async def test_a_paper_that_is_not_the_frozen_one_is_refused(db: None) -> None:
    election, account = await make_election(), await make_account()

    with pytest.raises(StaleBallot):
        await vote(election, account.id, ["12"], definition_hash="0" * 64)

    assert await Ballot.all().count() == 0


async def test_a_paper_nobody_has_is_refused(db: None) -> None:
    election, account = await make_election(), await make_account()

    with pytest.raises(BallotRefused):
        await vote(election, account.id, ["12"], contest="5")


async def test_before_the_opening_and_after_the_close_nothing_is_stored(db: None) -> None:
    account = await make_account()

    with pytest.raises(NotOpenYet):
        await vote(await make_election(opens=0.5), account.id, ["12"])
    with pytest.raises(Closed):
        await vote(await make_election(opens=-2, closes=-0.001), account.id, ["12"])

    assert (await Ballot.all().count(), await RollEntry.all().count()) == (0, 0)


async def test_the_clock_of_the_web_server_does_not_matter(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock is ten minutes slow: it thinks the vote, which closed a minute ago, is still open."""
    election, account = await make_election(closes=-1 / 1440), await make_account()
    behind = datetime.now(UTC) - timedelta(minutes=10)
    monkeypatch.setattr("time.time", behind.timestamp)

    with pytest.raises(Closed):
        await vote(election, account.id, ["12"])


async def test_nothing_is_read_or_counted_before_the_close(db: None) -> None:
    election, account = await make_election(), await make_account()
    await vote(election, account.id, ["12"])

    for reading in (closing.close(election.id), closing.ballots_of(election.id, "3"), closing.roll_counts(election.id)):
        with pytest.raises(StillOpen):
            await reading


async def test_after_the_close_ballots_come_out_in_an_order_of_their_own(db: None) -> None:
    election = await make_election()
    for choices in (["13"], ["11", "12"], ["12"]):
        await vote(election, (await make_account()).id, choices)
    await close_now(election)
    with pytest.raises(NotOpened):
        await closing.ballots_of(election.id, "3")
    await settle(election.id, datetime.now(UTC))
    await scrub(election.id, datetime.now(UTC))

    assert await closing.ballots_of(election.id, "3") == [["11", "12"], ["12"], ["13"]]
    assert await closing.roll_counts(election.id) == {"3": 3}


async def test_closing_twice_keeps_the_first_time(db: None) -> None:
    election = await make_election()
    await close_now(election)
    first = (await Election.get(id=election.id)).closed_at

    await closing.close(election.id)

    assert (await Election.get(id=election.id)).closed_at == first


async def test_an_election_that_has_not_begun_can_be_taken_back_and_no_other(db: None) -> None:
    waiting, running = await make_election(opens=0.5), await make_election()
    cycle = await make_cycle("review", election=None)

    await elections.discard(waiting.id)
    with pytest.raises(BallotRefused):
        await elections.discard(running.id)

    assert [election.id for election in await Election.all()] == [running.id]
    assert cycle.election_id is None


async def test_fifty_ballots_of_one_person_at_once_are_one_ballot(own_database: str) -> None:
    election, account = await make_election(), await make_account()

    answers = await asyncio.gather(
        *(vote(election, account.id, [CONTESTS["3"][n % 6]], attempt=f"try {n}") for n in range(50)),
        return_exceptions=True,
    )

    good = [answer for answer in answers if isinstance(answer, casting.Cast)]
    assert all(isinstance(answer, casting.Cast | BallotRefused) for answer in answers), answers
    assert len(good) == 50
    assert (await Ballot.all().count(), await RollEntry.all().count()) == (1, 1)
    receipt = await casting.receipt_of(election.id, account.id)
    assert receipt in {(answer.commitment, answer.signature) for answer in good}


async def test_nothing_is_stored_after_the_close_while_ballots_are_in_flight(own_database: str) -> None:
    election = await make_election()
    people = [(await make_account()).id for _ in range(36)]
    stored: list[int] = []

    async def one(account_id: int) -> None:
        try:
            await vote(election, account_id, ["12"])
            stored.append(account_id)
        except Closed:
            return

    async def close() -> int:
        await close_now(election)
        return len(await Ballot.all())

    casts = [asyncio.create_task(one(person)) for person in people[:24]]
    await asyncio.sleep(0.01)
    at_close = asyncio.create_task(close())
    casts += [asyncio.create_task(one(person)) for person in people[24:]]
    await asyncio.gather(*casts)

    assert await at_close == await Ballot.all().count() == len(stored)
    assert stored
    with pytest.raises(Closed):
        await vote(election, people[0], ["11"], attempt="late")
