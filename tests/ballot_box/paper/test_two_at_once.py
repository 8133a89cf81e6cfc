"""Two desks, two clicks, two officers at the same moment: one of them wins, and nothing is done twice."""

import asyncio

from ballot_box.models import BatchState, CountedBallot, PaperBatch, PaperSlip, PaperState, RollEntry, SlipState
from ballot_box.paper import batches, comparing, keying, merging, slips
from ballot_box.paper.refusals import PaperRefused, SerialNeeded
from residents.models import Account, Claim
from tests.ballot_box.paper.paper_scenes import TWO, Scene, paper_id, states


async def test_one_person_at_two_tables_is_one_voter(own_database: str) -> None:
    scene = await Scene.set()
    one, two = await scene.back(name="HAN-01"), await scene.back(name="HAN-02")
    accounts = await Account.all().count()

    found = await asyncio.gather(
        *(slips.enter(scene.roll, batch.id, scene.slip("Dot Shaw", serial="1"), scene.now) for batch in (one, two)),
        return_exceptions=True,
    )

    kinds = sorted(entered.state for entered in found if not isinstance(entered, BaseException))
    if kinds == [SlipState.DUPLICATE, SlipState.GOOD]:
        assert await RollEntry.all().count() == 1
        assert await Account.all().count() == accounts + 1
        assert await Claim.all().count() == 1
    else:
        assert not [error for error in found if isinstance(error, BaseException)], found
        raise AssertionError(f"{kinds}: two good slips of one person")


async def test_one_slip_sent_twice_at_once_counts_once(own_database: str) -> None:
    scene = await Scene.set()
    batch = await scene.back()
    found = await asyncio.gather(
        *(slips.enter(scene.roll, batch.id, scene.slip("Dot Shaw"), scene.now) for _twice in range(2)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, SerialNeeded) for one in found) == 1
    assert await PaperSlip.all().count() == await RollEntry.all().count() == 1


async def test_two_keyers_who_begin_together_do_not_share_a_batch(own_database: str) -> None:
    scene = await Scene.set()
    batch = await scene.with_slips()
    marks = {await paper_id(batch, 1): scene.marks("1")}
    found = await asyncio.gather(
        *(keying.save(who, batch.id, marks, scene.now) for who in (scene.keyer, scene.keyer2)), return_exceptions=True
    )
    assert sum(isinstance(one, PaperRefused) for one in found) == 1
    assert sum(one == 1 for one in found) == 1


async def test_each_step_is_taken_once_however_often_it_is_pressed(own_database: str) -> None:
    scene = await Scene.set()
    batch = await scene.registered()
    found = await asyncio.gather(
        *(batches.send_out(who, batch.id, TWO, scene.now) for who in (scene.roll, scene.roll2)), return_exceptions=True
    )
    assert sum(isinstance(one, PaperRefused) for one in found) == 1

    signed = await scene.signed_off({1: scene.marks("1"), 2: scene.marks("1", "2")}, name="HAN-02")
    found = await asyncio.gather(
        *(merging.merge(who, signed.id, scene.now) for who in (scene.roll, scene.roll2)), return_exceptions=True
    )
    assert sum(isinstance(one, PaperRefused) for one in found) == 1
    assert await CountedBallot.all().count() == 2
    assert (await PaperBatch.get(id=signed.id)).state is BatchState.COUNTED
    assert (await states(signed))[PaperState.USED] == [1, 2]


async def test_two_who_rule_at_once_rule_once(own_database: str) -> None:
    scene = await Scene.set()
    batch = await scene.with_slips(used=1, issued=1)
    await scene.key(scene.keyer, batch, {1: scene.marks("1")})
    await scene.key(scene.keyer2, batch, {1: scene.marks("2")})
    await comparing.compare(scene.roll, batch.id, scene.now)
    paper = await paper_id(batch, 1)
    found = await asyncio.gather(
        *(
            comparing.rule(who, batch.id, paper, scene.marks(mark), "Checked.", scene.now)
            for who, mark in ((scene.roll, "1"), (scene.roll2, "2"))
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(one, PaperRefused) for one in found) == 1
