"""Web processes that are killed while they cast: no acknowledged ballot is lost, and none is half there."""

import asyncio
import random
from pathlib import Path
from typing import Any

import orjson
import pytest

from ballot_box import casting
from ballot_box.refusals import CastAlready
from database import rows
from ledger import log, verifying
from tests.faults.crowd import Crowd, Vote, crowd
from tests.faults.looking import look
from tests.faults.rounds import ON_POSTGRES, note, rounds

PROCESSES = 4


async def test_ac_040_no_acknowledged_ballot_is_lost_when_processes_are_killed(
    own_database: str, tmp_path: Path
) -> None:
    """F1, F2, F3: killed at random moments, round after round; then everybody who heard nothing sends once more."""
    chance = random.Random(2026)
    done = unanswered = stored = 0
    number = rounds(3, 30, 20)
    for turn in range(number):
        vote = await Vote.open(80)
        folder = tmp_path / str(turn)
        folder.mkdir()
        async with crowd(own_database, folder) as some:
            for n in range(PROCESSES):
                some.start(vote, vote.people[n::PROCESSES], tasks=4, turns=10_000, times=2)
            await some.until_done(8)
            for caster in chance.sample(some.casters, PROCESSES):
                await asyncio.sleep(chance.random() * 0.15)
                caster.kill()
            await some.wait()
            found = await look(vote, some)
            assert found.whole, (turn, found.lost[:3], found.half[:3])
            stored += await _send_again(vote, some)
            again = await look(vote, some)
            assert not again.half and again.ballots == found.ballots + await _new(vote, some, found.ballots)
            await some.do(vote, "sequence")
            recorded = {orjson.loads(one.leaf).get("c") for one in await rows("SELECT leaf FROM log_leaf")}
            assert {line[3] for line in some.all("done")} <= recorded
            done += len(some.all("done"))
            unanswered += len(_unanswered(some))
            assert some.all("failed") + some.all("refused") == []
    note(
        "F2" if ON_POSTGRES else "F1", "kill -9 of casting processes", rounds=number, acknowledged=done, lost=0, half=0
    )
    note("F3", "sent again after no answer", sent_again=unanswered, had_been_stored=stored, ballots_more_than_people=0)

    assert (await verifying.verify()).faults == []
    assert done > 20 * number


def _unanswered(some: Crowd) -> list[Any]:
    answered = {line[2] for line in some.all("done")}
    return [line for line in some.all("sent") if line[2] not in answered]


async def _send_again(vote: Vote, some: Crowd) -> int:
    """Each ballot that nobody acknowledged, twice over. Returns how many had been stored all the same."""
    stored = 0
    for _, person, attempt, choices, _ in _unanswered(some):
        before = await casting.receipt_of(vote.election.id, person)
        filled, expected = vote.filled(attempt, choices), vote.commitment(attempt, choices)
        leaf = {"c": expected, "e": str(vote.election.id), "k": "ballot"}
        if (await log.holds(leaf))[0] and before is not None and before[0] != expected:
            # Two of this person's ballots were on their way, and both were stored: the later one stays.
            with pytest.raises(CastAlready):
                await casting.cast(vote.election.id, person, filled, evidence="E1")
            assert await casting.receipt_of(vote.election.id, person) == before
            stored += 1
            continue
        first = await casting.cast(vote.election.id, person, filled, evidence="E1")
        again = await casting.cast(vote.election.id, person, filled, evidence="E1")
        assert first.commitment == again.commitment == expected and not again.replaced
        assert first.signature == again.signature
        assert await casting.receipt_of(vote.election.id, person) == (expected, first.signature)
        stored += before is not None and before[0] == expected
    return stored


async def _new(vote: Vote, some: Crowd, before: int) -> int:
    """People whose first ballot was among those nobody had acknowledged."""
    return len({line[1] for line in _unanswered(some)} | {line[1] for line in some.all("done")}) - before
