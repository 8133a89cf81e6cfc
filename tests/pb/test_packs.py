"""Recount packs of a fund: complete, the same each time, from what the tables say; and nothing is published without."""

import json
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from ballot_box.models import CountedBallot, CountedBox, Election, SpoiledBallot
from ballot_box.packs import NonsenseRefused, PackRefused
from database import append_only, execute
from ledger import sequencing
from ledger.codes import code_of
from ledger.models import LogLeaf
from ledger.sequencing import sequence
from pb import tallies
from pb.models import Cycle, PotTally, Project, ProjectTally
from pb.packs import build_due, build_pack, kept_pack
from residents.models import Role
from tests.ballot_box.verifiers.verifying import faults
from tests.browsing import Client, text_of
from tests.pb.test_tallies import Election_, officer
from web.settings import Settings

NAMES = {
    "README.txt", "SHA256SUMS", "account.json", "counted.txt", "election.json", "log/checkpoints.jsonl", "log/key.txt",
    "log/leaves.jsonl", "log/start.json", "log/witnesses.json", "result.json", "spoiled.jsonl",
}  # fmt: skip
PROGRAMS = {"audit.py", "verify.py", "verify.html"}


async def finished(times: int = 1) -> Election_:
    it = await Election_.held(times=times)
    await it.published()
    await sequence()
    it.cycle = await Cycle.get(id=it.cycle.id)
    return it


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_bytes())


async def test_a_pack_holds_every_file_with_its_sum_and_vouches_for_them(db: None, tmp_path: Path) -> None:
    it = await finished()

    folder = await build_pack(it.cycle, tmp_path / "pack")

    files = files_of(folder)
    ballots = {f"ballots/{pot.id}.json" for pot in (it.hanley, it.burslem)}
    assert set(files) - PROGRAMS == NAMES | ballots
    lines = files["SHA256SUMS"].decode().splitlines()
    sums = {name: hash_ for hash_, name in (line.split("  ") for line in lines)}
    assert sums == {name: sha256(data).hexdigest() for name, data in files.items() if name != "SHA256SUMS"}
    result = read(folder, "result.json")
    leaves = [json.loads(line) for line in files["log/leaves.jsonl"].splitlines()]
    assert {"e": str(it.cycle.election_id), "h": sums["result.json"], "k": "result"} in leaves
    vouched = set(files) - PROGRAMS - {"README.txt", "SHA256SUMS", "result.json"}
    assert set(result["files"]) == vouched - {"log/leaves.jsonl", "log/checkpoints.jsonl"}
    assert all(sums[name] == hash_ for name, hash_ in result["files"].items())


async def test_the_same_pack_comes_out_byte_for_byte(db: None, tmp_path: Path) -> None:
    it = await finished()

    first = files_of(await build_pack(it.cycle, tmp_path / "first"))
    await sequence()
    second = files_of(await build_pack(it.cycle, tmp_path / "second"))
    again = files_of(await build_pack(it.cycle, tmp_path / "first"))

    assert first == second == again
    assert {path.name for path in tmp_path.iterdir()} == {"first", "second"}, "nothing half made is left beside"


async def test_what_is_published_of_few_ballots_is_how_many(db: None, tmp_path: Path) -> None:
    it = await finished()

    folder = await build_pack(it.cycle, tmp_path / "pack")

    contest = str(it.burslem.id)
    assert read(folder, f"ballots/{contest}.json") == {"contest": contest, "form": "withheld", "n": 3}
    sums = read(folder, f"ballots/{it.hanley.id}.json")
    assert (sums["form"], sums["n"]) == ("aggregate", 12)
    found = {name: sums["options"][str(project.id)] for name, project in it.projects.items() if name != "oven"}
    assert all(set(numbers.values()) == {None} for numbers in found.values()), "seven and five are small numbers"
    plain = sha256(b'[[3,["%d"]]]' % it.projects["oven"].id).hexdigest()
    assert read(folder, "result.json")["ballots"][contest] != plain, "three ballots are quickly tried"


async def test_the_result_names_what_is_funded_in_the_order_of_the_count_and_what_was_withdrawn(
    db: None, tmp_path: Path
) -> None:
    it = await Election_.held(times=3)
    await Project.filter(id=it.projects["mural"].id).update(withdrawn_at=datetime.now(UTC))
    tally = await it.published()
    await sequence()

    folder = await build_pack(await Cycle.get(id=it.cycle.id), tmp_path / "pack")

    result = read(folder, "result.json")
    placed = await ProjectTally.filter(tally=tally, project__pot_id=it.hanley.id, funded=True).order_by("place")
    assert result["contests"][str(it.hanley.id)]["funded"] == [str(one.project_id) for one in placed]
    assert result["contests"][str(it.hanley.id)]["spent"] == 500_000
    assert result["withdrawn"] == [str(it.projects["mural"].id)]


async def test_no_pack_before_the_result_is_published_nor_before_it_is_in_the_record(db: None, tmp_path: Path) -> None:
    it = await Election_.held()
    await it.counted()
    with pytest.raises(PackRefused, match="not published yet"):
        await build_pack(it.cycle, tmp_path / "pack")
    await it.published()
    with pytest.raises(PackRefused, match="not in the public record yet"):
        await build_pack(await Cycle.get(id=it.cycle.id), tmp_path / "pack")
    await Cycle.filter(id=it.cycle.id).update(imported=True)
    with pytest.raises(PackRefused, match="held elsewhere"):
        await build_pack(await Cycle.get(id=it.cycle.id), tmp_path / "pack")

    assert not any(tmp_path.iterdir())


async def test_a_folder_with_something_else_in_it_is_left_alone(db: None, tmp_path: Path) -> None:
    it = await finished()
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear all")
    (tmp_path / "file").write_text("not a folder")

    for name in ("letters", "file"):
        with pytest.raises(PackRefused, match="no recount pack"):
            await build_pack(it.cycle, tmp_path / name)

    assert (tmp_path / "letters" / "dear.txt").read_text() == "Dear all"


async def test_the_pack_says_what_the_tables_say_now_for_the_verifiers_to_name(db: None, tmp_path: Path) -> None:
    it = await finished()
    honest = files_of(await build_pack(it.cycle, tmp_path / "honest"))
    box = await CountedBox.all().order_by("commitment").first()
    assert box is not None
    async with append_only.lifted("counted_ballot", "counted_box"):
        await execute("UPDATE counted_box SET commitment = ? WHERE commitment = ?", "f" * 64, box.commitment)
        ballot = await CountedBallot.filter(contest=str(it.burslem.id)).first()
        assert ballot is not None
        await CountedBallot.filter(id=ballot.id).update(choices=["nonsense", 7])
    await PotTally.filter(pot_id=it.hanley.id).update(spent_pence=1)

    now = files_of(await build_pack(it.cycle, tmp_path / "now"))

    assert b"f" * 64 in now["counted.txt"]
    assert {name for name in honest if honest[name] != now[name]} == {"counted.txt", "result.json", "SHA256SUMS"}


# Publishing


async def refused(it: Election_, match: str) -> None:
    with pytest.raises(tallies.TallyRefused, match=match):
        await it.published()
    assert (await Cycle.get(id=it.cycle.id)).result_published_at is None
    assert not await LogLeaf.filter(leaf__contains='"k":"result"').exists()


async def test_nothing_is_published_before_the_record_took_in_the_vote(db: None) -> None:
    it = await Election_.held()
    tally = await tallies.count(it.cycle, await officer(Role.CYCLE_OFFICER), datetime.now(UTC))

    with pytest.raises(tallies.TallyRefused, match="has not taken in this vote yet"):
        await tallies.publish(tally, await officer(Role.PUBLISHER), datetime.now(UTC))


async def test_AC_059_a_result_that_a_recount_of_the_pack_would_not_give_is_not_published(db: None) -> None:
    it = await Election_.held()
    await Cycle.filter(id=it.cycle.id).update(rule="greedy-votes")  # another than was frozen
    it.cycle = await Cycle.get(id=it.cycle.id)
    await refused(it, "frozen gives another outcome for Hanley")


async def test_AC_059_a_dearer_pot_than_was_frozen_is_not_published(db: None) -> None:
    it = await Election_.held()
    it.hanley.amount_pence += 1
    await it.hanley.save()
    await refused(it, "frozen gives another outcome for Hanley")


async def test_AC_059_a_counted_ballot_that_is_not_in_the_record_is_not_published(db: None) -> None:
    it = await Election_.held()
    await it.counted()
    box = await CountedBox.all().first()
    assert box is not None
    async with append_only.lifted("counted_box"):
        await execute("UPDATE counted_box SET commitment = ? WHERE commitment = ?", "0" * 64, box.commitment)
    await refused(it, "1 ballot is not in the record.*not those that the record says")


async def test_AC_059_a_counted_ballot_that_was_opened_as_a_test_is_not_published(db: None) -> None:
    it = await Election_.held()
    await it.counted()
    box = await CountedBox.all().first()
    assert box is not None
    await SpoiledBallot.create(commitment=box.commitment, election_id=box.election_id, nonce="00", body="{}")
    await refused(it, "1 ballot was opened as a test.*does not fit its code")


async def test_AC_059_another_definition_than_was_frozen_is_not_published(db: None) -> None:
    it = await Election_.held()
    await it.counted()
    election = await Election.get(id=it.cycle.election_id)
    await Election.filter(id=election.id).update(definition={**election.definition, "name": "Another"})
    await refused(it, "has not taken in this vote yet")


# Keeping and offering


async def test_the_worker_keeps_the_pack_of_each_published_fund_once(db: None, tmp_path: Path) -> None:
    it = await Election_.held()
    await it.counted()
    assert await build_due(str(tmp_path)) == 0
    await it.published()
    assert await build_due(str(tmp_path)) == 0, "the record has not taken the result in yet"
    await sequence()

    assert [await build_due(str(tmp_path)), await build_due(str(tmp_path))] == [1, 0]

    kept = await kept_pack(await Cycle.get(id=it.cycle.id), str(tmp_path))
    assert kept is not None and kept.ready
    with ZipFile(kept.archive) as archive:
        assert {name.removeprefix(f"{kept.name}/") for name in archive.namelist()} == set(files_of(kept.folder))
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    before = kept.archive.read_bytes()
    shutil.rmtree(kept.folder)
    kept.archive.unlink()
    await build_due(str(tmp_path))
    assert kept.archive.read_bytes() == before, "the same bytes each time"


async def test_one_fund_whose_tables_are_nonsense_does_not_hold_up_the_others(
    db: None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spoilt, whole = await finished(), await finished()
    await Election.filter(id=spoilt.cycle.election_id).update(definition={"about": "nothing"})

    with pytest.raises(NonsenseRefused, match="makes no sense"):
        await build_pack(spoilt.cycle, tmp_path / "pack")
    assert await build_due(str(tmp_path / "kept")) == 1

    assert f"the pack of {spoilt.cycle.slug} was not built" in caplog.text
    kept = await kept_pack(whole.cycle, str(tmp_path / "kept"))
    assert kept is not None and kept.ready


async def test_the_page_of_the_result_offers_the_pack_and_each_file(client: Client, settings: Settings) -> None:
    it = await finished()
    address = f"/cycles/{it.cycle.slug}/result"
    assert "It is being made" in text_of(await client.get(address))
    for missing in (f"{address}/pack.zip", f"{address}/pack/result.json"):
        await client.get(missing, 404)

    await build_due(settings.packs_dir)

    page = await client.get(address)
    links = [str(link["href"]) for link in page.select(f'a[href^="{address}/pack"]')]
    assert f"{address}/pack.zip" in links and f"{address}/pack/log/leaves.jsonl" in links
    for link in links:
        response = await client.raw_get(link)
        assert response.status_code == 200
        assert "sandbox" in response.headers["content-security-policy"]
    up = "%2e%2e%2f"
    for nonsense in (f"{up}{up}db.sqlite3", "log", "log/", "nothing.txt", "SHA256SUMS/x", "%2e%2e/x.txt", "a" * 5000):
        await client.get(f"{address}/pack/{nonsense}", 404)


async def test_the_old_address_of_the_codes_leads_to_the_new_one(client: Client) -> None:
    it = await finished()
    address = f"/cycles/{it.cycle.slug}/result"

    response = await client.raw_get(f"{address}/receipts.txt")

    assert response.headers["location"] == f"{address}/counted.txt"
    codes = (await client.raw_get(f"{address}/counted.txt")).text.splitlines()
    assert codes == sorted(one.commitment for one in await CountedBox.all())


async def test_whoever_types_their_code_sees_whether_their_ballot_is_counted(client: Client) -> None:
    it = await finished()
    address = f"/cycles/{it.cycle.slug}/result/code"
    box = await CountedBox.all().first()
    assert box is not None

    await client.get(address)
    for typed in (code_of(box.commitment), code_of(box.commitment).lower().replace(" ", "-"), box.commitment):
        assert "This ballot is counted" in text_of(await client.post(address, {"code": typed}, 200))
    for typed in ("0" * 52, "hello", "ZZZZ ZZZZ", "%", "é" * 60):
        assert "Not among the counted ballots" in text_of(await client.post(address, {"code": typed}, 200))
    await client.post(address, {"code": ""}, 422)


async def test_before_the_result_is_published_nobody_asks_for_codes(client: Client) -> None:
    it = await Election_.held()
    await client.get(f"/cycles/{it.cycle.slug}/result/code", 404)


async def everything_taken_in() -> None:
    while await sequencing.waiting():
        await sequence()


async def test_a_record_that_stood_still_and_took_in_everything_at_once_fits_into_a_pack(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencing, "MOST", 4)  # a great many, for so small a vote
    it = await Election_.held()
    tally = await it.counted()
    await everything_taken_in()
    await tallies.publish(tally, await officer(Role.PUBLISHER), datetime.now(UTC))
    await everything_taken_in()

    folder = await build_pack(await Cycle.get(id=it.cycle.id), tmp_path / "pack")

    kinds = [json.loads(line)["k"] for line in (folder / "log" / "leaves.jsonl").read_text().splitlines()]
    assert kinds.index("ballot") < kinds.index("freeze"), "which only comes where ballots waited before it"
    assert faults(folder) == []
