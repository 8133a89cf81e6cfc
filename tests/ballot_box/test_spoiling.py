"""A ballot is either cast or tested: what is tested is open to all, and what is cast stays closed."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ballot_box import casting, elections, refusals
from ballot_box.casting import Filled
from ballot_box.models import Ballot, Election, RollEntry, SpoiledBallot
from ballot_box.refusals import BallotRefused, CastAlready, Closed, NotOpenYet, StaleBallot
from ballot_box.spoiling import Opened, spoil
from ledger.models import LogPending
from tests.factories import make_account

pytestmark = pytest.mark.usefixtures("db")


async def make_election(opens: float = -1, closes: float = 1) -> Election:
    now = datetime.now(UTC)
    return await elections.create(
        "Vote", ranks=2, contests={"3": ["11", "12"], "4": ["21"]}, opens_at=now + timedelta(days=opens),
        closes_at=now + timedelta(days=closes),
    )  # fmt: skip


def filled(election: Election, attempt: str = "one", **values: object) -> Filled:
    given: dict[str, object] = {"contest": "3", "choices": ["12"], "definition_hash": election.definition_hash}
    return Filled(attempt=attempt, **{**given, **values})  # type: ignore[arg-type]


async def leaves(kind: str) -> list[dict[str, object]]:
    found = [json.loads(one.leaf) for one in await LogPending.all()]
    return [one for one in found if one["k"] == kind]


async def test_anybody_can_check_that_the_code_was_of_this_very_ballot() -> None:
    election = await make_election()
    shown = await casting.commitment_for(election.id, filled(election, digits="4711"))

    opened = await spoil(election.id, filled(election, digits="4711"))

    assert opened.commitment == shown
    assert hmac.new(bytes.fromhex(opened.nonce), opened.body.encode(), hashlib.sha256).hexdigest() == shown
    body = json.loads(opened.body)
    assert (body["r"], body["x"], body["d"], body["e"]) == (["12"], "4711", election.definition_hash, str(election.id))
    assert await leaves("spoiled") == [{"c": shown, "e": str(election.id), "k": "spoiled"}]
    assert not await Ballot.exists() and not await RollEntry.exists()


async def test_a_tested_ballot_cannot_be_cast_and_asked_again_it_says_the_same() -> None:
    election, account = await make_election(), await make_account()
    opened = await spoil(election.id, filled(election))

    assert await spoil(election.id, filled(election)) == opened
    with pytest.raises(refusals.Tested):
        await casting.cast(election.id, account.id, filled(election), evidence="E1")

    assert not await Ballot.exists() and not await RollEntry.exists()
    assert len(await leaves("spoiled")) == await SpoiledBallot.all().count() == 1
    cast = await casting.cast(election.id, account.id, filled(election, "two"), evidence="E1")
    assert cast.commitment != opened.commitment


async def test_a_cast_ballot_is_never_opened() -> None:
    election, account = await make_election(), await make_account()
    await casting.cast(election.id, account.id, filled(election), evidence="E1")

    with pytest.raises(CastAlready):
        await spoil(election.id, filled(election))

    assert not await SpoiledBallot.exists() and not await leaves("spoiled")


async def test_somebody_else_cannot_send_a_ballot_again_that_lies_in_the_box() -> None:
    """The page of whoever voted before on the same device: their ballot stays theirs."""
    election, one, other = await make_election(), await make_account(), await make_account()
    first = await casting.cast(election.id, one.id, filled(election), evidence="E1")

    with pytest.raises(CastAlready):
        await casting.cast(election.id, other.id, filled(election), evidence="E1")

    assert [entry.account_id for entry in await RollEntry.all()] == [one.id]
    assert await casting.receipt_of(election.id, one.id) == (first.commitment, first.signature)


@pytest.mark.parametrize(
    ("opens", "closes", "changed", "refusal"),
    [
        (0.5, 1, {}, NotOpenYet),
        (-2, -0.5, {}, Closed),
        (-1, 1, {"definition_hash": "0" * 64}, StaleBallot),
        (-1, 1, {"choices": []}, BallotRefused),
        (-1, 1, {"choices": ["21"]}, BallotRefused),
        (-1, 1, {"choices": ["11", "11"]}, BallotRefused),
        (-1, 1, {"contest": ""}, BallotRefused),
        (-1, 1, {"digits": "12345678901"}, BallotRefused),
        (-1, 1, {"digits": "four"}, BallotRefused),
        (-1, 1, {"digits": "١٢"}, BallotRefused),
    ],
)
async def test_what_could_not_be_cast_gets_no_code_and_is_not_tested(
    opens: float, closes: float, changed: dict[str, Any], refusal: type[BallotRefused]
) -> None:
    election = await make_election(opens, closes)
    with pytest.raises(refusal):
        await casting.commitment_for(election.id, filled(election, **changed))
    with pytest.raises(refusal):
        await spoil(election.id, filled(election, **changed))
    assert not await SpoiledBallot.exists()


async def test_what_the_record_says_of_a_tested_ballot_is_told_apart_from_what_is_counted() -> None:
    election = await make_election()
    opened: Opened = await spoil(election.id, filled(election))
    assert {one["c"] for one in await leaves("ballot")}.isdisjoint({opened.commitment})
