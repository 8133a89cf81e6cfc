"""Many who cast at once, in several processes: one ballot each, no error, and none after the close."""

import asyncio
import time
from pathlib import Path

from ballot_box import casting, closing
from ballot_box.models import Election
from database import database_now, rows
from tests.faults.crowd import Vote, crowd
from tests.faults.looking import look
from tests.faults.rounds import note, rounds

PROCESSES = 4
PEOPLE_AT_A_CLOSE = rounds(400, 800)


async def test_four_tries_at_once_of_each_person_are_one_ballot(own_database: str, tmp_path: Path) -> None:
    """F9, F10: `people` times four attempts, one in each process at the same moment."""
    people = rounds(100, 300, 300)
    vote = await Vote.open(people)
    async with crowd(own_database, tmp_path) as all_of_them:
        at = time.time() + 1
        for _ in range(PROCESSES):
            all_of_them.start(vote, vote.people, tasks=4, at=at)
        began = time.monotonic()
        await all_of_them.wait(200)
        found, took = await look(vote, all_of_them), time.monotonic() - began
        seconds = sorted(line[5] for line in all_of_them.all("done"))
        failed = all_of_them.all("failed") + all_of_them.all("refused")
    note("F9", "4 processes, each person in all of them at once", people=people, acknowledged=len(seconds),
         ballots=found.ballots, failed=len(failed), lost=len(found.lost), half=len(found.half), seconds=round(took, 1),
         p99=round(seconds[int(len(seconds) * 0.99)], 3), slowest=round(seconds[-1], 3))  # fmt: skip

    assert failed == []
    assert (len(seconds), found.ballots) == (4 * people, people)
    assert found.whole, (found.lost[:3], found.half[:3])


async def test_no_writer_is_told_that_the_database_is_locked(own_database: str, tmp_path: Path) -> None:
    """F10: many ballots from four processes with eight requests in each, without a pause between them."""
    attempts = rounds(400, 1_600)
    vote = await Vote.open(attempts)
    async with crowd(own_database, tmp_path) as all_of_them:
        for number in range(PROCESSES):
            all_of_them.start(vote, vote.people[number::PROCESSES], tasks=8)
        await all_of_them.wait(200)
        found = await look(vote, all_of_them)
        failed = all_of_them.all("failed") + all_of_them.all("refused")
        seconds = sorted(line[5] for line in all_of_them.all("done"))
    note("F10", "4 processes with 8 requests each", attempts=attempts, acknowledged=len(seconds), failed=len(failed),
         lost=len(found.lost), half=len(found.half), slowest=round(seconds[-1], 3))  # fmt: skip

    assert failed == []
    assert found.ballots == attempts and found.whole


async def test_ac_039_fifty_ballots_of_one_person_in_four_processes_are_one(own_database: str, tmp_path: Path) -> None:
    vote = await Vote.open(1)
    async with crowd(own_database, tmp_path) as all_of_them:
        at = time.time() + 0.7
        for number in range(PROCESSES):
            all_of_them.start(vote, vote.people, times=13 if number < 2 else 12, tasks=13, at=at)
        await all_of_them.wait()
        found = await look(vote, all_of_them)
        answers = all_of_them.all("done")
        failed = all_of_them.all("failed") + all_of_them.all("refused")
    note("AC-039", "50 at once of one person", acknowledged=len(answers), failed=len(failed), ballots=found.ballots)
    receipt = await casting.receipt_of(vote.election.id, vote.people[0])

    assert failed == [] and len(answers) == 50
    assert found.ballots == 1 and found.whole
    assert receipt is not None and receipt[0] in {answer[3] for answer in answers}


async def test_ac_041_nothing_comes_in_after_the_close_however_many_are_under_way(
    own_database: str, tmp_path: Path
) -> None:
    """F11: the close comes while four processes have twelve ballots and more in flight."""
    waits: list[float] = []
    acknowledged = refused = late = 0
    async with crowd(own_database, tmp_path) as all_of_them:
        for turn in range(rounds(3, 20)):
            vote = await Vote.open(PEOPLE_AT_A_CLOSE)
            before = len(all_of_them.casters)
            for number in range(PROCESSES):
                all_of_them.start(vote, vote.people[number::PROCESSES], tasks=3)
            mine = all_of_them.casters[before:]
            while sum(caster.count("done") for caster in mine) < 20 + turn:
                await asyncio.sleep(0.002)
            await Election.filter(id=vote.election.id).update(closes_at=await database_now())
            began = time.monotonic()
            await closing.close(vote.election.id)
            waits.append(time.monotonic() - began)
            at_close = await _ballots(vote)
            await all_of_them.wait()
            done = [line for caster in mine for line in caster.said("done")]
            no = [line for caster in mine for line in caster.said("refused")]
            late += await _ballots(vote) - at_close
            acknowledged, refused = acknowledged + len(done), refused + len(no)
            assert len(done) == at_close, "an acknowledged ballot is not among those that were there at the close"
            assert {line[3] for line in no} <= {"Closed"} and len(done) + len(no) == PEOPLE_AT_A_CLOSE
            assert all_of_them.all("failed") == []
    note("F11", "closes under load", rounds=len(waits), acknowledged=acknowledged, refused=refused, late=late,
         longest_wait=round(max(waits), 3))  # fmt: skip

    assert late == 0
    assert max(waits) < 5


async def _ballots(vote: Vote) -> int:
    return int((await rows("SELECT COUNT(*) FROM ballot WHERE election_id = ?", vote.election.id))[0][0])


async def test_no_process_keeps_the_others_from_the_database(own_database: str, tmp_path: Path) -> None:
    """F10: four processes that never pause, for seconds: each gets its turns, and nobody is told."""
    vote = await Vote.open(200)
    async with crowd(own_database, tmp_path) as all_of_them:
        for number in range(PROCESSES):
            all_of_them.start(vote, vote.people[number::PROCESSES], tasks=4, turns=100_000)
        await all_of_them.until_done(1)
        await asyncio.sleep(rounds(4, 30))
        for caster in all_of_them.casters:
            caster.kill()
        await all_of_them.wait()
        found = await look(vote, all_of_them)
        shares = sorted(caster.count("done") for caster in all_of_them.casters)
        failed, done = all_of_them.all("failed"), all_of_them.all("done")
    slowest = max(line[5] for line in done)
    note("F10", "4 processes without a pause", acknowledged=len(done), failed=len(failed), fewest=shares[0],
         most=shares[-1], slowest=round(slowest, 2), lost=len(found.lost), half=len(found.half))  # fmt: skip

    assert found.whole and failed == []
    assert shares[0] * 20 >= shares[-1], shares
