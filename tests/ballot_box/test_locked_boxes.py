"""Boxes of a vote without trustees: locked by the site, so that the database alone opens none."""

import pytest

from ballot_box import keys, packs
from ballot_box.models import Ballot, CountedBallot, CountedBox, Election, Outcome, RollEntry
from ballot_box.refusals import NotSettled, ScrubRefused
from ballot_box.scrubbing import scrub
from ballot_box.sealing import boxes
from ballot_box.sealing.bodies import slot_of
from ballot_box.settling import linked_ballots
from database import append_only, rows, transaction
from tests.ballot_box.test_scrubbing import AFTER, held


async def test_where_it_is_not_sealed_a_copy_of_the_database_alone_opens_no_box(own_database: str) -> None:
    """What it tells about times may lead from a person to a code; a code must not lead on to a choice."""
    election = await held()
    old_copy = [bytes(one.box) for one in await rows("SELECT box FROM ballot WHERE election_id = ?", election.id)]
    await scrub(election.id, AFTER)
    kept = [bytes(one.box) for one in await rows("SELECT box FROM counted_box WHERE election_id = ?", election.id)]

    assert not [box for box in (*old_copy, *kept) if b'"n":' in box or b'r\\":' in box]
    assert len({len(box) for box in (*old_copy, *kept)}) == 1
    assert all(boxes.empty(boxes.unlock(box, keys.auditors_key())) for box in kept), "auditors can open what is counted"
    for box in old_copy:
        with pytest.raises(boxes.NotOpened):
            boxes.unlock(box, keys.auditors_key())


async def test_a_box_that_somebody_wrote_over_stops_the_scrub_and_nothing_is_thrown_away(db: None) -> None:
    election = await held()
    entry = await RollEntry.filter(outcome=Outcome.COUNTED).first()
    assert entry is not None
    slot = slot_of(keys.read(election.key_name), election.id, entry.account_id)
    found = await Ballot.get(slot=slot)
    await Election.filter(id=election.id).update(closed_at=None)  # the database lets nobody do it after the close
    await Ballot.filter(slot=slot).update(box=bytes(found.box)[::-1])
    await Election.filter(id=election.id).update(closed_at=AFTER)

    with pytest.raises(NotSettled, match="does not hold a ballot"):
        await linked_ballots(election.id)
    with pytest.raises(ScrubRefused, match="does not hold a ballot"):
        await scrub(election.id, AFTER)

    assert await Ballot.all().count() == 6 and not await CountedBox.exists()


async def test_a_ballot_that_was_changed_after_it_was_opened_is_not_published(db: None) -> None:
    election = await held()
    await scrub(election.id, AFTER)
    words = "not those that lay in the boxes"
    assert words not in " ".join(await packs.faults_of(election.id))

    async with transaction(), append_only.lifted("counted_ballot"):
        first = await CountedBallot.all().order_by("id").first()
        await CountedBallot.filter(id=first.id if first else 0).update(choices=["12"])

    assert words in " ".join(await packs.faults_of(election.id))
