"""Batches out and back: every count kept as it was, nothing twice, nothing out of order."""

import pytest

from ballot_box.models import BatchState, Paper, PaperBatch, PaperState
from ballot_box.paper import batches, signing
from ballot_box.paper.batches import Return
from ballot_box.paper.refusals import PaperRefused
from ledger.models import JournalEntry
from residents.approvals import ApprovalRefused
from residents.models import Role
from tests.ballot_box.paper.paper_scenes import TWO, Scene, person, states
from web.refusals import NotAllowed, NotFound


async def test_a_batch_has_one_ballot_for_each_number(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.registered(issued=60)
    assert (batch.state, batch.name, batch.issued) == (BatchState.REGISTERED, "HAN-01", 60)
    assert await states(batch) == {PaperState.UNUSED: list(range(1, 61))}
    assert (await JournalEntry.all().order_by("-id").first()).act == "paper.registered"  # type: ignore[union-attr]


BAD = [
    ({"name": "han 1"}, "name"),
    ({"name": ""}, "name"),
    ({"name": "A" * 13}, "name"),
    ({"issued": 0}, "issued"),
    ({"issued": -5}, "issued"),
    ({"issued": 501}, "issued"),
    ({"issued": 10**30}, "issued"),
    ({"seal": "  "}, "seal"),
    ({"seal": "9" * 41}, "seal"),
    ({"venue_id": None}, "venue"),
    ({"venue_id": 999_999}, "venue"),
    ({"contest": "999999"}, "contest"),
    ({"election_id": 999_999}, "contest"),
]


@pytest.mark.parametrize(("values", "field"), BAD)
async def test_what_cannot_be_a_batch_is_refused_beside_its_question(
    db: None, values: dict[str, object], field: str
) -> None:
    scene = await Scene.set()
    fields: dict[str, object] = {
        "election_id": scene.election.id, "contest": str(scene.pot.id), "name": "HAN-01", "venue_id": scene.venue.id,
        "seal": "S", "issued": 6,
    }  # fmt: skip
    with pytest.raises(PaperRefused) as refused:
        await batches.register(scene.roll, **{**fields, **values}, now=scene.now)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not await PaperBatch.exists()
    assert not await Paper.exists()


async def test_a_name_is_taken_once_in_a_vote(db: None) -> None:
    scene = await Scene.set()
    await scene.registered()
    with pytest.raises(PaperRefused, match="of that name already"):
        await scene.registered()
    assert await PaperBatch.all().count() == 1


async def test_only_roll_officers_look_after_batches(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.registered()
    for role in set(Role) - {Role.ROLL_OFFICER}:
        with pytest.raises(NotAllowed):
            await batches.send_out(await person("X", role), batch.id, TWO, scene.now)


async def test_two_different_people_sign(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.registered()
    for names, field in ((("Ann", ""), "signed_2"), (("", "Ann"), "signed_1"), (("Ann  Lee", "ann lee"), "signed_2")):
        with pytest.raises(PaperRefused) as refused:
            await batches.send_out(scene.roll, batch.id, names, scene.now)
        assert refused.value.field == field
    sent = await batches.send_out(scene.roll, batch.id, TWO, scene.now)
    assert sent.out_signed_by == list(TWO)


async def test_each_step_happens_once_and_in_order(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.registered()
    with pytest.raises(PaperRefused, match="“Registered”"):
        await batches.take_back(scene.roll, batch.id, Return("S-1", 6, 0, 0), TWO, scene.now)
    await batches.send_out(scene.roll, batch.id, TWO, scene.now)
    with pytest.raises(PaperRefused, match="“Out”"):
        await batches.send_out(scene.roll, batch.id, TWO, scene.now)
    with pytest.raises(NotFound):
        await batches.send_out(scene.roll, 999_999, TWO, scene.now)


async def test_what_comes_back_is_sorted_by_its_numbers(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.out(issued=10)
    counted = Return("S-1", 6, 1, 3, spoiled_serials="3", unused_serials="8-10")
    batch = await batches.take_back(scene.roll, batch.id, counted, TWO, scene.now)
    assert (batch.state, batch.mismatch) == (BatchState.RETURNED, "")
    assert await states(batch) == {
        PaperState.USED: [1, 2, 4, 5, 6, 7], PaperState.SPOILED: [3], PaperState.UNUSED: [8, 9, 10],
    }  # fmt: skip


WRONG = [
    (Return("S-1", 5, 0, 4, unused_serials="7-10"), "mismatch", "9 are counted"),
    (Return("S-1", 6, 0, 5, unused_serials="6-10"), "mismatch", "11 are counted"),
    (Return("S-2", 6, 0, 4, unused_serials="7-10"), "mismatch", "went out with seal S-1"),
    (Return("", 6, 0, 4, unused_serials="7-10"), "seal", "number on the seal"),
    (Return("S-1", 6, 0, 4, unused_serials="7-9"), "unused_serials", "3 numbers are listed"),
    (Return("S-1", 6, 0, 4, unused_serials="7-11"), "unused_serials", "is not a number or a range"),
    (Return("S-1", 6, 1, 3, spoiled_serials="8", unused_serials="8-10"), "unused_serials", "stands in two lists"),
    (Return("S-1", -1, 0, 4, unused_serials="7-10"), "used", "Count the papers"),
    (Return("S-1", 10**30, 0, 4, unused_serials="7-10"), "used", "Count the papers"),
]


@pytest.mark.parametrize(("counted", "field", "says"), WRONG)
async def test_what_does_not_add_up_needs_a_sentence(db: None, counted: Return, field: str, says: str) -> None:
    scene = await Scene.set()
    batch = await scene.out(issued=10)
    with pytest.raises(PaperRefused, match=says) as refused:
        await batches.take_back(scene.roll, batch.id, counted, TWO, scene.now)
    assert refused.value.field == field
    kept = await PaperBatch.get(id=batch.id)
    assert (kept.state, kept.used) == (BatchState.OUT, None)


async def test_a_mismatch_is_written_down_and_not_mended(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.out(issued=10)
    counted = Return("S-9", 5, 0, 4, unused_serials="7-10", missing_serials="2", mismatch="Number 2 was taken home.")
    batch = await batches.take_back(scene.roll, batch.id, counted, TWO, scene.now)
    assert (batch.used, batch.unused, batch.issued) == (5, 4, 10)
    assert (batch.mismatch, batch.returned_seal) == ("Number 2 was taken home.", "S-9")
    assert (await states(batch))[PaperState.MISSING] == [2]


async def test_a_lost_batch_is_void_with_what_happened(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.out()
    with pytest.raises(PaperRefused, match="what happened"):
        await signing.lose(scene.roll, batch.id, " ", scene.now)
    batch = await signing.lose(scene.roll, batch.id, "Left on the number 7 bus.", scene.now)
    assert (batch.state, batch.void_because) == (BatchState.VOID, "Left on the number 7 bus.")


async def test_a_broken_seal_takes_two_officers(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.back()
    asked = await signing.ask_to_void(scene.roll, batch.id, "The tape was cut.", scene.now)
    with pytest.raises(ApprovalRefused, match="second officer"):
        await signing.void(scene.roll, batch.id, asked.id, scene.now)
    assert (await PaperBatch.get(id=batch.id)).state is BatchState.RETURNED
    batch = await signing.void(scene.roll2, batch.id, asked.id, scene.now)
    assert (batch.state, batch.void_because) == (BatchState.VOID, "The tape was cut.")


async def test_once_its_voters_are_on_the_roll_a_batch_cannot_be_made_void(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.with_slips()
    with pytest.raises(PaperRefused, match="on the roll"):
        await signing.ask_to_void(scene.roll, batch.id, "The tape was cut.", scene.now)
