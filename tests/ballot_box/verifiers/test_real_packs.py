"""The page finds nothing wrong with packs that the site built, and what somebody changed afterwards."""

from pathlib import Path

import pytest
from playwright.async_api import Page

from benchmarks.box import Vote, published_vote
from pb.packs import build_pack
from tests.ballot_box.verifiers.offline_page import verdicts

pytestmark = pytest.mark.journey

VOTES = {
    "full": Vote(505, pots=1, projects=3, ranks=2),
    "prefix": Vote(505, pots=1, projects=8, ranks=3),
    "aggregate": Vote(60, pots=2, projects=4, ranks=3),
    "withheld": Vote(6, pots=1, projects=2, ranks=1),
}


@pytest.mark.parametrize("form", VOTES)
async def test_a_pack_of_the_site_agrees_and_a_changed_one_does_not(
    db: None, offline: Page, tmp_path: Path, form: str
) -> None:
    folder = await build_pack(await published_vote(VOTES[form]), tmp_path / "pack")
    pack = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    changed = {**pack, "counted.txt": pack["counted.txt"][65:]}

    honest, lie = await verdicts(offline, [pack, changed])

    assert (honest.faults, honest.status) == ([], 0)
    assert {one["form"] for one in honest.contests} == {form}
    assert lie.names("counted.txt")
