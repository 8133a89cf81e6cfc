"""`record verify`: whoever changes a column of any table behind the record is found, and the row is named (AC-123)."""

from argparse import Namespace
from pathlib import Path

import pytest

from database import execute
from database.append_only import lifted
from ledger import commands, journal, keys, standing
from ledger.models import APPEND_ONLY
from ledger.notes import Checkpoint, SigningKey, sign
from ledger.sequencing import sequence
from ledger.tree import leaf_hash
from ledger.verifying import verify
from ledger.witnessing import ask_all, witnesses
from tests.factories import NOW
from tests.ledger.record_scenes import ORIGIN, cast, make_record, running_witness
from web.settings import Settings

FORGED = '{"c":"forged","e":"12","k":"ballot"}'


@pytest.fixture
async def whole(db: None, tmp_path: Path) -> None:
    """A record of 20 leaves with three checkpoints, cosigned, and three acts of officers among them."""
    await make_record(5)
    for number in range(3):
        await journal.record("account:1", "cycle.made", f"cycle:{number}", at=NOW)
    await sequence(ORIGIN)
    await cast(5, 17)
    await sequence(ORIGIN)
    with running_witness(tmp_path, standing.key()) as (_witness, setting):
        await ask_all(witnesses(setting))


async def faults_after(*changes: str) -> list[str]:
    async with lifted(*APPEND_ONLY):
        for change in changes:
            await execute(change)
    return (await verify()).faults


async def test_a_record_that_nobody_changed_is_whole(whole: None) -> None:
    report = await verify()

    assert report.faults == []
    assert (report.leaves, report.checkpoints, report.cosignatures, report.entries) == (20, 3, 1, 3)


async def test_an_empty_record_is_whole(db: None) -> None:
    assert (await verify()).faults == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (f"UPDATE log_leaf SET leaf = '{FORGED}' WHERE seq = 3", "log_leaf 3"),
        ("UPDATE log_leaf SET leaf = leaf || ' ' WHERE seq = 3", "log_leaf 3"),
        ("UPDATE log_leaf SET hash = 'aa' WHERE seq = 3", "log_leaf 3"),
        ("UPDATE log_leaf SET seq = 99 WHERE seq = 19", "log_leaf 19"),
        ("UPDATE log_leaf SET seq = 99 WHERE seq = 3", "log_leaf 3"),
        ("DELETE FROM log_leaf WHERE seq = 3", "log_leaf 3"),
        ("DELETE FROM log_leaf WHERE seq = 19", "checkpoint 20"),
        (f"INSERT INTO log_leaf (seq, leaf, hash) VALUES (20, '{FORGED}', 'aa')", "log_leaf 20"),
        ("UPDATE checkpoint SET size = 7 WHERE size = 8", "checkpoint 7"),
        ("UPDATE checkpoint SET size = 70 WHERE size = 20", "checkpoint 70"),
        ("UPDATE checkpoint SET root = 'aa' WHERE size = 8", "checkpoint 8"),
        ("UPDATE checkpoint SET note = 'aa' WHERE size = 8", "checkpoint 8"),
        ("UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 5) WHERE size = 8", "checkpoint 8"),
        ("UPDATE checkpoint SET note = note || note WHERE size = 8", "checkpoint 8"),
        ("UPDATE checkpoint SET peaks = '[]' WHERE size = 8", "checkpoint 8"),
        ("DELETE FROM checkpoint WHERE size = 20", "log_leaf 8"),
        ("UPDATE cosignature SET size = 5", "cosignature"),
        ("UPDATE cosignature SET size = 6", "cosignature"),
        ("UPDATE cosignature SET witness = 'aa'", "cosignature"),
        ("UPDATE cosignature SET line = 'aa'", "cosignature"),
        ("UPDATE journal_entry SET hash = 'aa' WHERE thing = 'cycle:1'", "journal_entry"),
        ("UPDATE journal_entry SET thing = 'cycle:9' WHERE thing = 'cycle:1'", "journal_entry"),
        ("UPDATE journal_entry SET act = 'cycle.praised' WHERE thing = 'cycle:1'", "journal_entry"),
        ("UPDATE journal_entry SET actor = 'account:2' WHERE thing = 'cycle:1'", "journal_entry"),
        ("UPDATE journal_entry SET at = '2020-01-01 00:00:00+00:00' WHERE thing = 'cycle:1'", "journal_entry"),
        ("UPDATE journal_entry SET detail = '{\"n\": 7}' WHERE thing = 'cycle:1'", "journal_entry"),
        ("UPDATE journal_entry SET previous_hash = 'aa' WHERE thing = 'cycle:1'", "journal_entry"),
        ("DELETE FROM journal_entry WHERE thing = 'cycle:1'", "journal_entry"),
        ("DELETE FROM journal_entry WHERE thing = 'cycle:2'", "journal: an entry was taken out"),
    ],
)
async def test_any_change_is_named(whole: None, change: str, named: str) -> None:
    faults = await faults_after(change)

    assert any(fault.startswith(named) for fault in faults), faults


async def test_a_leaf_changed_together_with_its_hash_is_found_by_the_checkpoint_behind_it(whole: None) -> None:
    hashed = leaf_hash(FORGED.encode()).hex()

    faults = await faults_after(f"UPDATE log_leaf SET leaf = '{FORGED}', hash = '{hashed}' WHERE seq = 6")

    assert any(fault.startswith("checkpoint 8") and "leaves 5 to 7" in fault for fault in faults), faults


async def test_two_leaves_that_changed_places_are_found(whole: None) -> None:
    swap = [("seq = 99", 10), ("seq = 10", 11), ("seq = 11", 99)]
    faults = await faults_after(*(f"UPDATE log_leaf SET {to} WHERE seq = {now}" for to, now in swap))

    assert any(fault.startswith("checkpoint 20") and "leaves 8 to 19" in fault for fault in faults), faults


async def test_a_record_rewritten_and_signed_anew_is_still_not_the_one_that_was_signed_last(whole: None) -> None:
    """Somebody with the database and the key, but not what lies beside the key; and the witness who signed."""
    key = SigningKey.parse(keys.private_file().read_text())
    note = sign(Checkpoint(key.name, 20, bytes(32)), key)

    faults = await faults_after(f"UPDATE checkpoint SET root = '{'00' * 32}', note = '{note}' WHERE size = 20")

    assert any("cosignature" in fault for fault in faults) and any("it was signed" in fault for fault in faults), faults


async def test_an_entry_that_nobody_queued_for_the_record_is_found(whole: None) -> None:
    await journal.record("account:1", "cycle.made", "cycle:7", at=NOW)
    assert (await verify()).faults == [], "it waits"

    await execute("DELETE FROM log_pending")

    (fault,) = (await verify()).faults
    assert fault.startswith("journal_entry") and "does not hold it" in fault


async def test_it_goes_on_after_a_fault(whole: None) -> None:
    faults = await faults_after(
        "UPDATE log_leaf SET hash = 'aa' WHERE seq = 3",
        "UPDATE log_leaf SET hash = 'bb' WHERE seq = 18",
        "UPDATE cosignature SET line = 'aa'",
    )
    assert [fault.split(":")[0].rstrip("0123456789 ") for fault in faults] == ["log_leaf", "log_leaf", "cosignature"]


async def test_without_the_public_key_it_says_so(whole: None) -> None:
    keys.public_file().unlink()
    assert any("the public key of the record is missing" in fault for fault in (await verify()).faults)


async def test_the_commands_say_what_they_saw(whole: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = {command.name: command.run for command in commands.commands}
    settings, folder = Settings(), Namespace(folder=str(tmp_path / "mirror"))

    assert await run["record verify"](settings, Namespace()) == 0
    assert not await run["record export"](settings, folder)
    assert await run["journal verify"](settings, Namespace()) == 0
    said = capsys.readouterr().out
    assert "Looked at 20 leaves, 3 checkpoints, 1 cosignatures and 3 entries" in said
    assert "The record is whole." in said and "holds 20 leaves" in said and "The journal is whole" in said
    assert (tmp_path / "mirror" / "checkpoint").exists()

    await faults_after("UPDATE log_leaf SET hash = 'aa' WHERE seq = 3")
    assert await run["record verify"](settings, Namespace()) == 1
    assert "log_leaf 3: its hash does not fit the leaf\n" in capsys.readouterr().out
