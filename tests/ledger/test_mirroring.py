"""The record as files: the same as the site hands out, each replaced whole."""

from pathlib import Path

import pytest

from ledger import mirroring, standing
from ledger.notes import LOG, SigningKey, VerifierKey, verified
from ledger.sequencing import sequence
from ledger.tree import Tree, leaf_hash
from tests.ledger.record_scenes import ORIGIN, cast, make_record


def texts(folder: Path) -> dict[str, str]:
    return {str(one.relative_to(folder)): one.read_text() for one in folder.rglob("*") if one.is_file()}


async def test_there_is_nothing_to_write_before_the_record_has_begun(db: None, tmp_path: Path) -> None:
    assert await mirroring.write(tmp_path) == 0
    assert texts(tmp_path) == {}


async def test_the_files_can_be_checked_without_the_site(db: None, tmp_path: Path) -> None:
    await make_record(5, 1000, 1003, 2500)

    assert await mirroring.write(tmp_path) == 2500

    files = texts(tmp_path)
    names = ["00000000", "00000001", "00000002"]
    assert set(files) == {"checkpoint", "key", "checkpoints.jsonl", *(f"leaves/{name}.jsonl" for name in names)}
    lines = "".join(files[f"leaves/{name}.jsonl"] for name in names).splitlines()
    assert files["leaves/00000000.jsonl"].count("\n") == 1000 and len(lines) == 2500
    signed = verified(files["checkpoint"], VerifierKey.parse(files["key"]))
    assert signed.root == Tree(leaf_hash(line.encode()) for line in lines).root()
    assert files["checkpoints.jsonl"].count("\n") == 4


async def test_they_grow_with_the_record_and_stay_as_they_are_when_it_does(db: None, tmp_path: Path) -> None:
    await make_record(5)
    await mirroring.write(tmp_path)
    for size in (999, 1000, 1001, 2000):
        await cast(5, size)
        await sequence(ORIGIN)
        await mirroring.write(tmp_path)
    grown = texts(tmp_path)
    full = (tmp_path / "leaves" / "00000000.jsonl").stat().st_ino

    await cast(2000, 2001)
    await sequence(ORIGIN)
    await mirroring.write(tmp_path)

    assert (tmp_path / "leaves" / "00000000.jsonl").stat().st_ino == full, "a full file is not written again"
    fresh = tmp_path / "again"
    await mirroring.write(fresh)
    assert texts(fresh) == {name: text for name, text in texts(tmp_path).items() if not name.startswith("again")}
    assert grown["leaves/00000000.jsonl"] == texts(fresh)["leaves/00000000.jsonl"]


async def test_files_of_another_record_or_half_a_file_are_written_over(db: None, tmp_path: Path) -> None:
    await make_record(1500)
    (tmp_path / "leaves").mkdir()
    (tmp_path / "leaves" / "00000000.jsonl").write_text("of another record\n")
    other = SigningKey("other.example/record", LOG, bytes(32))
    (tmp_path / "checkpoint").write_text(f"other.example/record\n9000\nAAAA\n\n{other.line('x')}\n")

    await mirroring.write(tmp_path)

    assert "of another" not in (tmp_path / "leaves" / "00000000.jsonl").read_text()
    latest = await standing.latest()
    assert latest is not None and (tmp_path / "checkpoint").read_text() == latest.text
    assert not [one for one in tmp_path.rglob(".*") if one.is_file()], "nothing half written is left"


async def test_a_folder_that_cannot_be_written_is_an_error_that_harms_nothing(db: None, tmp_path: Path) -> None:
    await make_record(3)
    (tmp_path / "record").write_text("a file where the folder should be")
    with pytest.raises(OSError):
        await mirroring.write(tmp_path / "record")
    assert await sequence(ORIGIN) == 0
