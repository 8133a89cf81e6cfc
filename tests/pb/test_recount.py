"""A doubter with nothing but published files gets the published result, or is told why that cannot be.

Votes are put together at once, as for measuring, because it takes five hundred ballots until any are published.
"""

import json
import shlex
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ballot_box.models import CountedBallot
from benchmarks.box import Vote, published_vote
from pb.counting.pabulib import from_pabulib
from pb.elections import count
from pb.models import Cycle, Pot, Project, ProjectTally, Tally
from pb.packs import build_pack
from tests.ballot_box.verifiers.verifying import faults, told
from tests.browsing import Client, text_of

FULL = Vote(510, pots=1, projects=3, ranks=2)
CUT_SHORT = Vote(510, pots=1, projects=8, ranks=3)


async def pack_of(cycle: Cycle, folder: Path) -> tuple[Path, dict[str, Any]]:
    """The pack, and its file of ballots."""
    pack = await build_pack(cycle, folder / "pack")
    (ballots,) = (pack / "ballots").iterdir()
    return pack, json.loads(ballots.read_bytes())


async def funded(cycle: Cycle) -> list[str]:
    tally = await Tally.get(cycle_id=cycle.id, published_at__isnull=False)
    rows = await ProjectTally.filter(tally_id=tally.id, funded=True).order_by("place").values_list("project_id")
    return [(await Project.get(id=number)).reference for (number,) in rows]


async def test_AC_058_where_all_ballots_are_published_anybody_gets_the_same_result(
    client: Client, tmp_path: Path
) -> None:
    cycle = await published_vote(FULL)
    pack, ballots = await pack_of(cycle, tmp_path)
    cast = Counter(tuple(one.choices) for one in await CountedBallot.all())

    assert ballots["form"] == "full"
    assert {tuple(choices): number for number, choices in ballots["ballots"]} == cast
    assert faults(pack) == []
    assert not any("not all ballots are published" in line for line in told(pack)[1])
    # The same from the .pb file, by the command that the page prints.
    page = await client.get(f"/cycles/{cycle.slug}/result")
    words = shlex.split(text_of(page.find("code", string=lambda text: bool(text) and "elections count" in str(text))))
    options = dict(zip(words[5::2], words[6::2], strict=True))
    file = tmp_path / "FILE.pb"
    file.write_text((await client.raw_get(str(page.select("a[href$='.pb']")[0]["href"]))).text, encoding="utf-8")
    recounted = count(file, options["--rule"], options["--completion"], "cost-supporters-id")
    assert recounted["funded"] == await funded(cycle)


async def test_where_ballots_are_cut_short_every_published_file_cuts_them_alike(client: Client, tmp_path: Path) -> None:
    cycle = await published_vote(CUT_SHORT)
    pack, ballots = await pack_of(cycle, tmp_path)

    assert ballots["form"] == "prefix"
    assert min(number for number, _choices in ballots["ballots"]) >= 10
    assert sum(number for number, _choices in ballots["ballots"]) + ballots["suppressed"] == 510
    assert faults(pack) == []
    page = await client.get(f"/cycles/{cycle.slug}/result")
    assert "510 ballots, cut short" in text_of(page)
    pot = await Pot.get(cycle_id=cycle.id)
    _instance, profile = from_pabulib((await client.raw_get(f"/cycles/{cycle.slug}/result/{pot.id}.pb")).text)
    reference = {str(one.id): one.reference for one in await Project.filter(cycle_id=cycle.id)}
    shown = {tuple(reference[one] for one in choices): number for number, choices in ballots["ballots"]}
    assert {group.chosen: number for group, number in profile.groups if group.chosen} == shown


@pytest.mark.parametrize(("ballots", "said"), [(40, "40 ballots. Of so few"), (8, "fewer than 10 ballots")])
async def test_of_too_few_ballots_none_is_published(client: Client, tmp_path: Path, ballots: int, said: str) -> None:
    cycle = await published_vote(Vote(ballots, pots=1, projects=4, ranks=3))
    pack, found = await pack_of(cycle, tmp_path)

    assert "ballots" not in found
    assert faults(pack) == []
    page = await client.get(f"/cycles/{cycle.slug}/result")
    assert said in text_of(page)
    assert not page.select("a[href$='.pb']")


async def test_a_code_is_found_in_the_pack_and_a_made_up_one_is_not(db: None, tmp_path: Path) -> None:
    cycle = await published_vote(Vote(12, pots=1, projects=3, ranks=2))
    pack, _ballots = await pack_of(cycle, tmp_path)
    commitment = (pack / "counted.txt").read_text().split()[0]

    assert told(pack, "--code", commitment)[0] == 0
    assert any("counted" in line for line in told(pack, "--code", commitment)[1])
    assert told(pack, "--code", "A" * 52)[1] != told(pack, "--code", commitment)[1]


@pytest.mark.parametrize("name", ["counted.txt", "election.json", "account.json", "log/leaves.jsonl", "result.json"])
async def test_a_real_pack_that_was_changed_is_named(db: None, tmp_path: Path, name: str) -> None:
    cycle = await published_vote(Vote(12, pots=1, projects=3, ranks=2))
    pack, _ballots = await pack_of(cycle, tmp_path)
    content = (pack / name).read_bytes()
    (pack / name).write_bytes(content.replace(b"1", b"2", 1))

    assert any(name in fault for fault in faults(pack))
