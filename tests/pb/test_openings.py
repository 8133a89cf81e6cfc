"""Auditors get what lay in the boxes, as a file with which audit.py checks the whole vote; nobody else does."""

import json
import os
import subprocess
import sys
from argparse import Namespace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from ballot_box import for_auditors, keeping, keys
from ballot_box.models import CountedBox, Election
from ballot_box.refusals import OpeningsRefused
from ballot_box.sealing.bodies import canonical
from ballot_box.trustees.box_files import read_ballots
from ballot_box.trustees.refusals import TrusteesRefused
from database import append_only, transaction
from ledger.models import JournalEntry
from ledger.sequencing import sequence
from pb import ballot_commands, tallies
from pb.models import Cycle
from pb.packs import build_pack
from pb.tallies import opening
from residents.people import COMMAND_LINE
from tests.ballot_box.trustees.people import both
from tests.factories import days, make_cycle
from tests.pb.sealed_votes import OFFICER, SealedVote
from tests.pb.test_tallies import Election_
from tests.pb.whole_votes import WholeVote
from web.settings import Settings


def audited(pack: Path, openings: Path, *more: Path | str) -> tuple[int, str]:
    words = [sys.executable, pack / "audit.py", pack, openings, *more]
    found = subprocess.run(words, capture_output=True, text=True, check=False)
    assert found.stderr == ""
    return found.returncode, found.stdout


def asked(cycle: Cycle, file: Path) -> Namespace:
    return Namespace(cycle=cycle.slug, file=str(file))


async def test_the_openings_of_a_whole_vote_agree_with_its_pack(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    it = await WholeVote.published(tmp_path)
    pack, file, key = await build_pack(it.cycle, tmp_path / "pack"), tmp_path / "openings", tmp_path / "key"

    await ballot_commands.write_openings(Settings(), asked(it.cycle, file))
    await ballot_commands.write_lists_key(Settings(), asked(it.cycle, key))

    status, said = audited(pack, file, "--key", key)
    assert status == 0, said
    many = len((pack / "counted.txt").read_text().splitlines())
    assert f"{many:,} openings against {many:,} codes in counted.txt, one to one" in said
    assert {json.loads(one.read_bytes())["form"] for one in (pack / "ballots").iterdir()} >= {"aggregate", "withheld"}
    printed = capsys.readouterr().out
    assert "for auditors only, in a closed room" in printed
    assert all(oct(os.stat(one).st_mode & 0o777) == "0o600" for one in (file, key))
    entry = await JournalEntry.get(act="openings.handed-over")
    assert (entry.actor, entry.detail["ballots"]) == (COMMAND_LINE.actor, many)
    assert str(entry.detail["fingerprint"]) in printed
    assert await JournalEntry.filter(act="lists-key.handed-over").count() == 1

    first, *lines = file.read_bytes().splitlines(keepends=True)
    one = json.loads(lines[0])
    one["n"] = ("1" if one["n"][0] == "0" else "0") + one["n"][1:]
    (tmp_path / "altered").write_bytes(b"".join([first, canonical(one) + b"\n", *lines[1:]]))
    status, said = audited(pack, tmp_path / "altered", "--key", key)
    assert status == 1 and "openings, line 2: " in said and "Do not sign." in said


async def test_the_file_is_shuffled_anew_each_time_and_read_like_that_of_trustees(db: None, tmp_path: Path) -> None:
    it = await Election_.held(times=8)
    await it.published()
    found = []
    for name in ("one", "two"):
        await ballot_commands.write_openings(Settings(), asked(it.cycle, tmp_path / name))
        found.append(read_ballots(BytesIO((tmp_path / name).read_bytes())))
    assert found[0].election == str((await Cycle.get(id=it.cycle.id)).election_id)
    assert sorted(found[0].ballots) == sorted(found[1].ballots)
    assert found[0].ballots != found[1].ballots


async def test_what_the_trustees_of_a_sealed_vote_brought_back_does_as_well(db: None, tmp_path: Path) -> None:
    it = await SealedVote.over()
    now = datetime.now(UTC)
    file = tmp_path / "ballots"
    file.write_bytes(both(await opening.hand_over(it.cycle, OFFICER, now)))
    with file.open("rb") as content:
        await opening.take_in(it.cycle, content, OFFICER, now)
    tally = await tallies.count(it.cycle, OFFICER, now)
    await sequence()
    await tallies.publish(tally, COMMAND_LINE, now)
    await sequence()
    await it.reload()
    await ballot_commands.write_lists_key(Settings(), asked(it.cycle, tmp_path / "key"))

    pack = await build_pack(it.cycle, tmp_path / "pack")
    status, said = audited(pack, file, "--key", tmp_path / "key")

    assert status == 0, said
    with pytest.raises(OpeningsRefused, match="the file that the second trustee made"):
        await ballot_commands.write_openings(Settings(), asked(it.cycle, tmp_path / "openings"))
    assert not (tmp_path / "openings").exists()


async def test_nothing_is_opened_too_early_too_late_or_over_another_file(db: None, tmp_path: Path) -> None:
    it = await Election_.held()
    file = tmp_path / "openings"

    async def refused(says: str) -> None:
        with pytest.raises(OpeningsRefused, match=says):
            await ballot_commands.write_openings(Settings(), asked(it.cycle, file))
        assert not file.exists()

    await refused("not open yet")
    await it.published()
    file.write_text("something of somebody’s")
    with pytest.raises(TrusteesRefused, match="nothing is ever written over"):
        await ballot_commands.write_openings(Settings(), asked(it.cycle, file))
    assert file.read_text() == "something of somebody’s"
    file.unlink()
    election = await Election.get(id=(await Cycle.get(id=it.cycle.id)).election_id)
    box = await CountedBox.filter(election=election).first()
    assert box is not None and box.box is not None
    async with transaction(), append_only.lifted("counted_box"):
        await CountedBox.filter(commitment=box.commitment).update(box=b"another")
    await refused("does not open")
    await keeping.delete(datetime.now(UTC) + days(400), 1)
    await refused("deleted when the time for questions")
    assert not await JournalEntry.filter(act="openings.handed-over").exists()


async def test_a_fund_without_a_vote_has_no_openings(db: None, tmp_path: Path) -> None:
    cycle = await make_cycle("ideas", ballot_frozen_at=None)
    with pytest.raises(OpeningsRefused, match="No vote"):
        await ballot_commands.write_openings(Settings(), asked(cycle, tmp_path / "openings"))
    with pytest.raises(OpeningsRefused, match="No vote"):
        await ballot_commands.write_lists_key(Settings(), asked(cycle, tmp_path / "key"))


async def test_the_key_is_good_for_one_vote_alone(db: None) -> None:
    now = datetime.now(UTC)
    assert await for_auditors.lists_key_of(1, "command line", now) != await for_auditors.lists_key_of(2, "c", now)
    assert keys.lists_key("1") != keys.auditors_key()
