"""The boxes of a sealed vote go out as one file, and come back open: all of them, those alone, and nothing else."""

import json
from io import BytesIO

import pytest

from ballot_box import closing
from ballot_box.models import CountedBallot, CountedBox, Election, Stock
from ballot_box.refusals import BallotRefused, NotOpened, ScrubRefused
from ballot_box.scrubbing import scrub
from ballot_box.sealing.bodies import Body, commitment_of
from ballot_box.trustees import handing_over, pairs
from ballot_box.trustees.box_files import read_ballots, read_boxes
from ballot_box.trustees.offline import fingerprint
from ballot_box.trustees.refusals import TrusteesRefused
from ledger.models import JournalEntry
from tests.ballot_box.test_scrubbing import AFTER, held
from tests.ballot_box.trustees.people import AMINA, BOB, amina, bob, both, changed, public

pytestmark = pytest.mark.usefixtures("db")
KEYS = (public(BOB), public(AMINA))


async def emptied() -> Election:
    """Six voted, four of them are counted; the boxes lie there, sealed."""
    return await scrub((await held(trustees=KEYS)).id, AFTER)


async def handed_over(election: Election) -> bytes:
    return await handing_over.boxes_of(election.id, "account:1", AFTER)


async def take_in(election: Election, content: bytes) -> int:
    return await handing_over.take_in(election.id, BytesIO(content), "account:1", AFTER)


async def test_the_boxes_go_out_without_codes_and_the_journal_keeps_the_fingerprint() -> None:
    election = await emptied()

    content = await handed_over(election)

    found = read_boxes(BytesIO(content))
    assert (found.election, found.layers, found.trustees, len(found.boxes)) == (str(election.id), 2, KEYS, 4)
    assert not any(one.commitment.encode() in content for one in await CountedBox.all())
    entry = await JournalEntry.get(act="boxes.handed-over")
    assert entry.detail == {"boxes": 4, "fingerprint": fingerprint(content)}
    assert await handed_over(election) == content, "the same file, however often"


async def test_what_both_opened_is_counted() -> None:
    election = await emptied()
    with pytest.raises(NotOpened):
        await closing.ballots_of(election.id, "3")

    content = both(await handed_over(election))
    assert await take_in(election, content) == 4

    assert await closing.ballots_of(election.id, "3") == [["11"], ["11"], ["12", "11"], ["13"]]
    assert (await JournalEntry.get(act="box.opened")).actor == "account:1"
    with pytest.raises(TrusteesRefused, match="open already"):
        await take_in(election, content)
    with pytest.raises(TrusteesRefused, match="open already"):
        await handed_over(election)


async def refused(election: Election, content: bytes, says: str) -> None:
    with pytest.raises(BallotRefused, match=says):
        await take_in(election, content)
    assert not await CountedBallot.exists()
    assert (await Election.get(id=election.id)).opened_at is None


async def test_missing_doubled_foreign_and_altered_ballots_are_refused_and_none_is_kept() -> None:
    election = await emptied()
    content = both(await handed_over(election))
    named, ballots = str(election.id), list(read_ballots(BytesIO(content)).ballots)
    other = Body(named, election.definition_hash, "3", ("13",)).as_bytes()
    elsewhere = Body("999", election.definition_hash, "3", ("13",)).as_bytes()
    altered = Body.of(ballots[0][0])

    for wrong, says in (
        (ballots[1:], "1 of the counted ballots were not opened"),
        ([*ballots, ballots[0]], "1 that were opened are not counted"),
        ([ballots[0], *ballots[:-1]], "not what was cast"),
        ([*ballots[:-1], (other, bytes(32))], "not what was cast"),
        ([*ballots, (other, bytes(32))], "not counted"),
        ([*ballots[:-1], (elsewhere, bytes(32))], "another vote, or was only a test"),
        ([*ballots[:-1], (b"nonsense", bytes(32))], "does not hold a ballot of this vote"),
        ([(ballots[0][0], b""), *ballots[1:]], "not what was cast"),
        (
            [(Body(named, altered.definition, "3", ("12", "13")).as_bytes(), ballots[0][1]), *ballots[1:]],
            "not what was",
        ),
        ([], "4 of the counted ballots were not opened"),
    ):
        await refused(election, changed(content, wrong, named), says)
    await refused(election, changed(content, ballots, "999"), "belongs to another vote")
    await refused(election, await handed_over(election), "still closed")
    await refused(election, content[:-30], "not whole")
    assert await take_in(election, content) == 4, "and the right file still counts"


async def test_ac_062_test_ballots_of_rehearsals_never_reach_a_count() -> None:
    election = await emptied()
    pair = await pairs.name(amina(), bob(), "account:1", AFTER)
    answer = both(await pairs.file_of(pair, Stock.KEYS))
    test_ballots = list(read_ballots(BytesIO(answer)).ballots)
    real = both(await handed_over(election))
    ballots = list(read_ballots(BytesIO(real)).ballots)

    await refused(election, answer, "test ballot of a rehearsal")
    pretending = changed(real, [*ballots, *test_ballots], str(election.id))
    await refused(election, pretending, "does not hold a ballot of this vote|was only a test")

    # Even one that was made to look like a ballot of this vote's paper says which election it is for.
    body = Body(pairs.election_of(pair.id, Stock.KEYS), election.definition_hash, "3", ("11",)).as_bytes()
    await refused(election, changed(real, [*ballots[1:], (body, bytes(32))], str(election.id)), "only a test")
    counted = {one.commitment for one in await CountedBox.all()}
    assert not counted & {commitment_of(nonce, body) for body, nonce in test_ballots}


async def test_boxes_are_only_handed_over_once_they_are_all_there_and_sealed() -> None:
    unsealed = await held()
    with pytest.raises(TrusteesRefused, match="not sealed"):
        await handed_over(unsealed)


async def test_boxes_stay_here_until_the_box_is_emptied() -> None:
    election = await held(trustees=KEYS)
    with pytest.raises(TrusteesRefused, match="emptied first"):
        await handed_over(election)
    assert not await JournalEntry.filter(act="boxes.handed-over").exists()
    with pytest.raises(ScrubRefused, match="emptied"):
        await take_in(election, changed(b"", [], str(election.id)))


async def test_the_first_line_says_what_the_file_is() -> None:
    election = await emptied()
    first, *rest = (await handed_over(election)).splitlines()
    assert json.loads(first) == {
        "election": str(election.id), "kind": "boxes", "layers": 2, "n": 4, "trustees": list(KEYS)
    }  # fmt: skip
    assert len(rest) == 4
