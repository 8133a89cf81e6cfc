"""The sequencer: what waits gets its place, in an order that says nothing, and the record never goes back."""

import asyncio
import os
from pathlib import Path

import pytest

from database import execute, on_postgres, row, rows, transaction, try_lock, value
from database.append_only import lifted
from ledger import keys, log, standing
from ledger.keys import KeyRefused
from ledger.models import APPEND_ONLY
from ledger.notes import LOG, SigningKey, verified
from ledger.sequencing import SequencerBusy, SequencingRefused, sequence
from ledger.tree import Tree, leaf_hash
from tests.ledger.record_scenes import ORIGIN, cast, leaves, make_record, pending


async def test_what_waits_gets_its_place_under_a_signed_root(db: None) -> None:
    cast_first = await cast(0, 5)

    assert await sequence(ORIGIN) == 5

    assert await leaves() == sorted(cast_first) and await pending() == []
    key, latest = keys.public_key(), await standing.latest()
    assert key is not None and latest is not None and key.name == ORIGIN
    signed = verified(latest.note, key)
    assert signed.size == 5 and signed.root == Tree(leaf_hash(one.encode()) for one in await leaves()).root()


async def test_nothing_waiting_makes_no_checkpoint(db: None) -> None:
    assert await sequence(ORIGIN) == 0
    assert await standing.latest() is None and keys.public_key() is None

    await make_record(3)
    assert await sequence(ORIGIN) == 0
    assert await value("SELECT COUNT(*) FROM checkpoint") == 1


async def test_each_root_goes_on_from_the_one_before(db: None) -> None:
    await make_record(1, 2, 7, 8, 20, 33)

    tree = Tree(leaf_hash(one.encode()) for one in await leaves())
    found = await standing.checkpoints()
    assert [one.size for one in found] == [1, 2, 7, 8, 20, 33]
    assert [one.root for one in found] == [tree.root(one.size).hex() for one in found]


async def test_a_leaf_that_already_stands_there_is_not_added_again(db: None) -> None:
    await make_record(4)
    await cast(2, 6)

    assert await sequence(ORIGIN) == 2
    await cast(0, 6)
    assert await sequence(ORIGIN) == 0

    assert len(await leaves()) == 6 and await pending() == []
    assert await value("SELECT COUNT(*) FROM checkpoint") == 2


async def test_the_order_in_the_record_does_not_follow_arrival(db: None) -> None:
    arrived = await cast(0, 2000)

    await sequence(ORIGIN)

    place = {leaf: number for number, leaf in enumerate(await leaves())}
    assert abs(rank_correlation([place[leaf] for leaf in arrived])) < 0.05
    physical = [one.leaf for one in await rows("SELECT leaf FROM log_leaf")]
    assert physical == sorted(arrived)


def rank_correlation(ranks: list[int]) -> float:
    """Spearman's rho of a permutation of 0..n-1 against arrival."""
    n = len(ranks)
    return 1 - 6 * sum((a - b) ** 2 for a, b in enumerate(ranks)) / (n * (n * n - 1))


async def test_what_waits_lies_in_no_order_of_arrival_either(db: None) -> None:
    if on_postgres():  # there it does until it is sequenced, and is gone then
        return
    arrived = await cast(0, 500)
    assert [one.leaf for one in await rows("SELECT leaf FROM log_pending")] == sorted(arrived)


async def test_of_two_sequencers_at_once_each_leaf_is_added_by_one(own_database: str) -> None:
    await cast(0, 300)

    outcomes = await asyncio.gather(*(sequence(ORIGIN) for _ in range(4)), return_exceptions=True)

    done = [one for one in outcomes if isinstance(one, int)]
    assert sum(done) == 300 and max(done) == 300, outcomes
    assert all(isinstance(one, int | SequencerBusy) for one in outcomes), outcomes
    assert len(await leaves()) == 300 and await value("SELECT COUNT(*) FROM checkpoint") == 1


async def test_the_second_of_two_sequencers_is_refused(own_database: str) -> None:
    if not on_postgres():  # there is only one writer at all, who needs no lock
        assert await try_lock("record")
        return
    await cast(0, 3)
    holds, done = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with transaction():
            assert await try_lock("record")
            holds.set()
            await done.wait()

    holder = asyncio.create_task(hold())
    await holds.wait()
    with pytest.raises(SequencerBusy):
        await sequence(ORIGIN)
    done.set()
    await holder
    assert await sequence(ORIGIN) == 3


async def test_leaves_go_on_arriving_while_a_batch_is_being_written(own_database: str) -> None:
    await cast(0, 2000)

    await asyncio.gather(sequence(ORIGIN), *(cast(number) for number in range(2000, 2040)))
    await sequence(ORIGIN)

    assert len(await leaves()) == 2040 and await pending() == []


async def test_ac_054_leaves_are_taken_while_the_sequencer_is_dead(db: None) -> None:
    await make_record(2)
    keys.private_file().write_text("nothing that is a key")

    await cast(2, 50)
    with pytest.raises(KeyRefused, match="Bring back its copy"):
        await sequence(ORIGIN)
    await log.append({"k": "close", "e": "12", "n": 50})

    assert len(await pending()) == 49 and len(await leaves()) == 2


async def test_a_key_that_is_gone_loses_nothing_and_no_other_is_made(db: None) -> None:
    await make_record(2)
    kept = keys.private_file().read_text()
    keys.private_file().unlink()
    await cast(2, 5)

    with pytest.raises(KeyRefused, match="cannot be read"):
        await sequence(ORIGIN)
    assert len(await pending()) == 3 and not keys.private_file().exists()

    keys.private_file().write_text(kept)
    assert await sequence(ORIGIN) == 3


async def test_another_key_does_not_go_on_with_this_record(db: None, tmp_path: Path) -> None:
    await make_record(2)
    other = SigningKey(ORIGIN, LOG, bytes(32))
    (tmp_path / "other.key").write_text(f"{other}\n")
    await cast(2, 3)

    with pytest.raises(KeyRefused, match="names another"):
        await sequence(ORIGIN, str(tmp_path / "other.key"))


async def test_the_private_key_is_for_one_reader_and_may_lie_elsewhere(db: None, tmp_path: Path) -> None:
    await cast(0, 3)

    await sequence(ORIGIN, str(tmp_path / "apart" / "record.key"))

    assert not keys.private_file().exists()
    assert oct(os.stat(tmp_path / "apart" / "record.key").st_mode & 0o777) == "0o600"
    assert oct(keys.public_file().stat().st_mode & 0o777) == "0o644"


async def test_the_record_keeps_its_name_when_the_site_moves(db: None) -> None:
    await make_record(2)
    await cast(2, 4)

    await sequence("moved.example/record")

    key, latest = keys.public_key(), await standing.latest()
    assert key is not None and latest is not None
    assert key.name == verified(latest.note, key).origin == ORIGIN


async def test_a_database_brought_back_from_a_copy_is_refused_and_what_waits_goes_on_waiting(db: None) -> None:
    await make_record(3, 9)
    async with lifted(*APPEND_ONLY):
        await execute("DELETE FROM log_leaf WHERE seq >= 3")
        await execute("DELETE FROM checkpoint WHERE size > 3")
    await cast(20, 22)

    with pytest.raises(SequencingRefused, match="The record went back: 9 leaves were signed, and it holds 3"):
        await sequence(ORIGIN)

    assert len(await pending()) == 2 and len(await leaves()) == 3
    last = await row("SELECT MAX(size) AS size FROM checkpoint")
    assert last is not None and last.size == 3


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM log_leaf WHERE seq = 8", "INSERT INTO log_leaf (seq, leaf, hash) VALUES (9, '{}', 'aa')",
     "UPDATE checkpoint SET root = 'aa' WHERE size = 9", "DELETE FROM log_leaf", "DELETE FROM checkpoint"],
)  # fmt: skip
async def test_a_record_that_does_not_agree_with_its_checkpoint_gets_no_new_one(db: None, change: str) -> None:
    await make_record(3, 9)
    async with lifted(*APPEND_ONLY):
        await execute(change)
    before = await value("SELECT COUNT(*) FROM checkpoint")
    await cast(20, 22)

    with pytest.raises(SequencingRefused, match="The record went back"):
        await sequence(ORIGIN)
    assert await value("SELECT COUNT(*) FROM checkpoint") == before


async def test_more_than_a_batch_takes_several(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.sequencing.MOST", 100)
    await cast(0, 250)

    assert [await sequence(ORIGIN) for _ in range(4)] == [100, 100, 50, 0]
    assert len(await leaves()) == 250
