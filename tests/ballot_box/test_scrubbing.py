"""The scrub: boxes leave their slots, the key goes, ballots are opened; whoever comes after a crash goes on."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError

from ballot_box import casting, closing, elections, keeping, keys, scrubbing
from ballot_box.models import (
    Ballot,
    BatchState,
    CountedBallot,
    CountedBox,
    Election,
    Outcome,
    PaperBatch,
    PaperSlip,
    RollEntry,
)
from ballot_box.opening import Opening, take_in
from ballot_box.refusals import BoxUnavailable, NotOpened, ScrubRefused
from ballot_box.scrubbing import scrub, scrub_due
from ballot_box.sealing import boxes
from ballot_box.sealing.bodies import Body, counted_hash, slot_of
from ballot_box.settling import settle
from database import append_only, execute, on_postgres, rows, transaction
from ledger.models import JournalEntry, LogPending
from residents.belonging import franchises
from residents.models import Evidence
from tests.boxes import put_in
from tests.factories import make_account, make_claim, make_place

NOW = datetime.now(UTC)
AFTER = NOW + timedelta(minutes=1)
PRIVATE = [bytes([number]) * 32 for number in (1, 2)]


async def held(people: int = 6, counted: int = 4, **values: object) -> Election:
    """A vote that is over and settled: so many people voted, so many of them confirmed in time."""
    return await ended(await voted(people, counted, **values))


async def voted(people: int, counted: int, **values: object) -> Election:
    franchise = await franchises.settle(
        "cycle-scrub", "Fund", counts_from="E1", proofs=None, confirm_by=NOW, challenge_ends_at=None
    )
    election = await elections.create(
        "Vote", ranks=2, contests={"3": ["11", "12", "13"]}, opens_at=NOW - timedelta(days=1),
        closes_at=NOW + timedelta(hours=1), franchise_id=franchise.id, **values,  # type: ignore[arg-type]
    )  # fmt: skip
    place = await make_place()
    for number in range(people):
        account = await make_account()
        claim = await make_claim(account, place, Evidence.E1)
        claim.franchise_id, claim.confirmed_at = franchise.id, NOW - timedelta(hours=1) if number < counted else None
        await claim.save(update_fields=["franchise_id", "confirmed_at"])
        await put_in(election, account.id, [["11"], ["12", "11"], ["13"]][number % 3])
    return election


async def ended(election: Election) -> Election:
    await Election.filter(id=election.id).update(closes_at=NOW - timedelta(seconds=1))
    await closing.close(election.id)
    await settle(election.id, AFTER)
    return await Election.get(id=election.id)


async def test_after_the_scrub_the_box_is_empty_and_choices_lie_in_an_order_of_their_own(db: None) -> None:
    election = await held()
    counted = {one.account_id for one in await RollEntry.filter(outcome=Outcome.COUNTED)}
    key = keys.read(election.key_name)
    slots = {slot_of(key, election.id, account) for account in counted}
    expected = sorted([one.commitment for one in await Ballot.filter(slot__in=slots)])

    election = await scrub(election.id, AFTER)

    assert not await Ballot.exists()
    assert (
        [one.commitment for one in await CountedBox.all()] == expected == await closing.counted_commitments(election.id)
    )
    assert [one.choices for one in await CountedBallot.all().order_by("id")] == [["11"], ["11"], ["12", "11"], ["13"]]
    assert election.emptied_at and election.opened_at
    (leaf,) = await LogPending.filter(leaf__contains='"k":"counted"')
    assert json.loads(leaf.leaf) == {"counted": counted_hash(expected), "e": str(election.id), "k": "counted", "n": 4}
    journal = await JournalEntry.filter(thing=f"election:{election.id}").order_by("id")
    assert [entry.act for entry in journal] == ["box.emptied", "box.opened"]


async def test_how_many_lay_in_the_box_went_into_the_record_at_the_close(db: None) -> None:
    election = await held()
    (leaf,) = await LogPending.filter(leaf__contains='"k":"close"')
    assert json.loads(leaf.leaf) == {"e": str(election.id), "k": "close", "n": 6}


async def test_the_worker_closes_a_vote_whose_time_is_up(db: None) -> None:
    election = await elections.create(
        "Vote", ranks=1, contests={"3": ["1"]}, opens_at=NOW - timedelta(days=2), closes_at=NOW - timedelta(days=1)
    )
    assert (await closing.close_due(NOW), await closing.close_due(NOW)) == (1, 0)
    assert (await Election.get(id=election.id)).closed_at is not None


async def test_nothing_is_emptied_before_the_roll_is_settled(db: None) -> None:
    election = await elections.create(
        "Vote", ranks=1, contests={"3": ["1"]}, opens_at=NOW - timedelta(days=2), closes_at=NOW - timedelta(days=1)
    )
    await closing.close(election.id)
    with pytest.raises(ScrubRefused, match="settled"):
        await scrub(election.id, NOW)


async def test_a_ballot_that_went_missing_stops_the_scrub_and_nothing_is_thrown_away(db: None) -> None:
    election = await held()
    key = keys.read(election.key_name)
    entry = await RollEntry.filter(outcome=Outcome.COUNTED).first()
    assert entry is not None
    await Ballot.filter(slot=slot_of(key, election.id, entry.account_id)).delete()

    with pytest.raises(ScrubRefused, match="4 people are counted, but 3"):
        await scrub(election.id, AFTER)

    assert await Ballot.all().count() == 5 and not await CountedBox.exists()


async def test_the_last_steps_clear_the_disk_and_destroy_the_key(own_database: str) -> None:
    election = await held()
    account = (await RollEntry.first()).account_id  # type: ignore[union-attr]
    assert await casting.receipt_of(election.id, account) is not None
    cast = [bytes(one.box) for one in await Ballot.all()]

    election = await scrub(election.id, AFTER)

    assert election.rewritten_at and election.key_destroyed_at
    assert election.key_name not in {path.stem for path in (Path(keys._path("x")).parent).iterdir()}
    with pytest.raises(BoxUnavailable):
        keys.read(election.key_name)
    assert await casting.receipt_of(election.id, account) is None
    assert await scrub_due(AFTER) == 0
    before = await JournalEntry.all().count()
    await scrub(election.id, AFTER)
    assert await JournalEntry.all().count() == before, "done again, nothing happens"
    if not on_postgres():
        kept = {bytes(one.box or b"") for one in await CountedBox.all()}
        file = Path(own_database.removeprefix("sqlite://").partition("?")[0]).read_bytes()
        for box in cast:
            assert (box in file) == (box in kept), "ballots that are not counted are gone from the disk"


async def test_ac_066_after_the_scrub_no_transaction_joins_a_person_and_a_ballot(own_database: str) -> None:
    election = await voted(people=12, counted=12)
    if not on_postgres():
        file = own_database.removeprefix("sqlite://").partition("?")[0]
        with sqlite3.connect(file) as reader:
            columns = {row[1] for row in reader.execute("SELECT * FROM pragma_table_xinfo('ballot')")}
            assert columns == {"slot", "election_id", "commitment", "box"}
            with pytest.raises(sqlite3.OperationalError):
                reader.execute("SELECT rowid FROM ballot")
        reader.close()
        return
    join = "SELECT COUNT(*) AS n FROM {one} o JOIN {other} b ON o.xmin = b.xmin"
    server = await asyncpg.connect(own_database)
    try:
        linked = await server.fetchval(join.format(one="roll_entry", other="ballot"))
        assert linked == 12, "while the vote is on, whoever owns the database can do this: the promises say so"
        await ended(election)
        await scrub(election.id, AFTER)
        tables = [
            one["tablename"] for one in await server.fetch("SELECT tablename FROM pg_tables WHERE schemaname='public'")
        ]
        for table in sorted(
            set(tables) - {"counted_box", "counted_ballot", "election", "journal_entry", "log_pending"}
        ):
            for ballots in ("counted_box", "counted_ballot", "log_pending"):
                rows_there = await server.fetchval(f'SELECT COUNT(DISTINCT xmin::text) FROM "{table}"')
                linked = await server.fetchval(join.format(one=f'"{table}"', other=ballots))
                everybody = table == "roll_entry" and rows_there == 1
                assert linked == 0 or everybody, f"{table} and {ballots}"
    finally:
        await server.close()


async def test_a_scrub_that_was_interrupted_is_gone_on_with(own_database: str) -> None:
    election = await held()
    async with transaction():
        await scrubbing._empty(election.id, AFTER)
    assert (await Election.get(id=election.id)).opened_at is None

    assert await scrub_due(AFTER) == 1

    election = await Election.get(id=election.id)
    assert election.opened_at and election.rewritten_at and election.key_destroyed_at
    assert await CountedBallot.all().count() == 4


async def test_ac_042_what_is_counted_can_neither_be_changed_nor_deleted_nor_added_to_a_closed_vote(db: None) -> None:
    """The database itself refuses."""
    election = await held()
    late = "INSERT INTO ballot (slot, election_id, commitment, box) VALUES ('x', ?, 'y', ?)"
    for change, asked in [
        ("UPDATE ballot SET commitment = 'x' WHERE election_id = ?", [election.id]), (late, [election.id, b""]),
    ]:  # fmt: skip
        with pytest.raises(IntegrityError, match="closed"):
            async with transaction():
                await execute(change, *asked)
    await scrub(election.id, AFTER)
    for table in ("counted_box", "counted_ballot"):
        for change in (f"UPDATE {table} SET election_id = election_id", f"DELETE FROM {table}"):
            with pytest.raises(IntegrityError, match="append-only"):
                async with transaction():
                    await execute(change)


async def openings(election: Election) -> list[Opening]:
    """As the two trustees open them, each with their own key, the outermost layer first."""
    found = []
    for one in await CountedBox.filter(election_id=election.id):
        box = bytes(one.box or b"")
        for key in reversed(PRIVATE):
            box = boxes.unseal(box, key)
        found.append(Opening(*boxes.empty(box)))
    return found


async def sealed() -> Election:
    election = await held(trustees=[boxes.public_key(key) for key in PRIVATE])
    return await scrub(election.id, AFTER)


async def test_a_sealed_vote_is_counted_once_the_trustees_have_opened_it(db: None) -> None:
    election = await sealed()
    assert election.emptied_at and not election.opened_at
    with pytest.raises(NotOpened):
        await closing.ballots_of(election.id, "3")

    assert await take_in(election.id, await openings(election), "account:1", AFTER) == 4

    assert await closing.ballots_of(election.id, "3") == [["11"], ["11"], ["12", "11"], ["13"]]
    assert await take_in(election.id, [], "account:1", AFTER) == 0, "done before, it changes nothing"


async def test_ac_062_openings_that_are_not_one_to_one_with_what_is_counted_are_refused_whole(db: None) -> None:
    election = await sealed()
    good = await openings(election)
    frozen, named = election.definition_hash, str(election.id)
    foreign = Opening(Body("canary-1", frozen, "3", ("11",)).as_bytes(), bytes(32))
    other = Opening(Body(named, frozen, "3", ("13", "12")).as_bytes(), good[0].nonce)
    broken = Opening(b"{}", bytes(32))
    off_paper = Opening(Body(named, frozen, "3", ("99",)).as_bytes(), bytes(32))
    for wrong in (good[1:], [*good, good[0]], [*good[1:], good[1]], [foreign, *good[1:]], [other, *good[1:]],
                  [broken, *good[1:]], [off_paper, *good[1:]], []):  # fmt: skip
        with pytest.raises(ScrubRefused):
            await take_in(election.id, wrong, "account:1", AFTER)
        assert not await CountedBallot.exists()
    assert await take_in(election.id, good[::-1], "account:1", AFTER) == 4


async def test_while_it_is_sealed_neither_database_nor_keys_hold_a_choice(own_database: str) -> None:
    election = await held(trustees=[boxes.public_key(key) for key in PRIVATE])
    for box in await rows("SELECT box FROM ballot WHERE election_id = ?", election.id):
        assert b'"r":' not in bytes(box.box)
    await scrub(election.id, AFTER)
    for box in await rows("SELECT box FROM counted_box WHERE election_id = ?", election.id):
        assert b'"r":' not in bytes(box.box)
    assert not await CountedBallot.exists()
    async with transaction(), append_only.lifted("counted_box"):
        await CountedBox.all().update(box=None)  # as when auditors are done
    assert len(await rows("SELECT 1 FROM counted_box")) == 4


async def test_ballots_are_kept_beside_their_codes_only_while_the_result_can_be_questioned(db: None) -> None:
    election = await scrub((await held()).id, AFTER)
    day = timedelta(days=1)
    assert await keeping.delete(AFTER + 89 * day, 1000) == 0
    assert await keeping.delete(AFTER + 91 * day, 3) == 3
    assert await keeping.delete(AFTER + 91 * day, 1000) == 1
    assert await keeping.delete(AFTER + 91 * day, 1000) == 0
    assert len(await closing.counted_commitments(election.id)) == await CountedBallot.all().count() == 4
    with pytest.raises(Exception, match="append-only"):
        await CountedBox.all().delete()


async def test_after_the_scrub_no_slip_says_whose_paper_lay_in_which_batch(db: None) -> None:
    election = await held()
    one, officer = await make_account(), await make_account()
    batch = await PaperBatch.create(
        election=election, contest="3", name="HAN-01", seal="1", issued=1, used=1, spoiled=0, unused=0,
        state=BatchState.COUNTED, registered_at=NOW,
    )  # fmt: skip
    await PaperSlip.create(id="a" * 32, batch=batch, account=one, entered_by=officer)

    await scrub(election.id, AFTER)

    assert [slip.account_id for slip in await PaperSlip.all()] == [None]
