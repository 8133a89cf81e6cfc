"""A database brought back from a copy gets the lines it lacks from the files, and then the record goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from database import execute, value
from database.append_only import lifted
from ledger import keys, mirroring, standing
from ledger.models import APPEND_ONLY
from ledger.restoring import RestoringRefused, restore
from ledger.sequencing import SequencingRefused, sequence
from ledger.verifying import verify
from ledger.witnessing import ask_all, witnesses
from tests.ledger.record_scenes import ORIGIN, cast, leaves, make_record, pending, running_witness


async def go_back(size: int) -> None:
    """As if a copy from when the record had this size had been brought back."""
    async with lifted(*APPEND_ONLY):
        await execute("DELETE FROM log_leaf WHERE seq >= ?", size)
        await execute("DELETE FROM checkpoint WHERE size > ?", size)
        await execute("DELETE FROM cosignature WHERE size > ?", size)


@pytest.mark.parametrize("size", [0, 5, 1000, 1300])
async def test_the_record_goes_on_from_what_was_signed_last(db: None, tmp_path: Path, size: int) -> None:
    await make_record(5, 1000, 1300, 2100)
    with running_witness(tmp_path, standing.key()) as (_witness, setting):
        await ask_all(witnesses(setting))
    before, latest = await leaves(), await standing.latest()
    await mirroring.write(tmp_path / "mirror")
    await go_back(size)
    await cast(2000, 2105)  # some of them are in the files
    with pytest.raises(SequencingRefused):
        await sequence(ORIGIN)

    assert await restore(tmp_path / "mirror", setting) == 2100 - size

    assert await leaves() == before and await standing.latest() == latest
    assert await sequence(ORIGIN) == 5 and await pending() == []
    assert (await verify()).faults == []


async def test_a_second_time_there_is_nothing_to_add(db: None, tmp_path: Path) -> None:
    await make_record(5, 9)
    await mirroring.write(tmp_path)

    assert await restore(tmp_path) == 0


def change(name: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text((folder / name).read_text().replace(old, new, 1))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "checkpoints.jsonl").unlink(), "cannot be read"),
        (lambda folder: (folder / "leaves" / "00000000.jsonl").unlink(), "cannot be read"),
        (lambda folder: (folder / "checkpoints.jsonl").write_bytes(b"\xff"), "cannot be read"),
        (change("checkpoints.jsonl", "{", "["), "checkpoints.jsonl"),
        (change("checkpoints.jsonl", "note", "nota"), "checkpoints.jsonl"),
        (change("checkpoints.jsonl", "\\n9\\n", "\\n8\\n"), "no signature"),
        (change("leaves/00000000.jsonl", '"k":"ballot"', '"k":"Ballot"'), "are not those of the database|do not fit"),
        (change("leaves/00000000.jsonl", "{", "{ "), "not a line of a record"),
        (lambda folder: (folder / "leaves" / "00000000.jsonl").write_text(""), "hold 0 lines"),
        (change("leaves/00000000.jsonl", "\n", ""), "not a line of a record"),
    ],
)
async def test_files_that_do_not_fit_change_nothing(
    db: None, tmp_path: Path, spoil: Callable[[Path], object], words: str
) -> None:
    await make_record(3, 9)
    await mirroring.write(tmp_path)
    await go_back(3)
    spoil(tmp_path)

    with pytest.raises(RestoringRefused, match=words):
        await restore(tmp_path)

    assert len(await leaves()) == 3 and await value("SELECT COUNT(*) FROM checkpoint") == 1


async def test_files_that_are_older_than_the_database_are_refused(db: None, tmp_path: Path) -> None:
    await make_record(3)
    await mirroring.write(tmp_path)
    await cast(3, 9)
    await sequence(ORIGIN)

    with pytest.raises(RestoringRefused, match="9 were signed"):
        await restore(tmp_path)


async def test_without_the_public_key_it_says_what_to_bring_back(db: None, tmp_path: Path) -> None:
    await make_record(3)
    keys.public_file().unlink()
    with pytest.raises(RestoringRefused, match=r"record\.vkey"):
        await restore(tmp_path)
