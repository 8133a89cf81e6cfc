"""A doubter with nothing but the published file and the printed command gets the published result."""

import shlex
from datetime import UTC, datetime
from pathlib import Path

from pb.demo import build
from pb.elections import count
from pb.models import Cycle, Project, ProjectTally, Tally
from tests.browsing import Client, text_of


async def test_the_printed_command_gives_the_published_result_of_every_pot(client: Client, tmp_path: Path) -> None:
    await build("result", datetime.now(UTC))
    cycle = await Cycle.get(slug="one-stoke-on-trent")
    page = await client.get(f"/cycles/{cycle.slug}/result")
    words = shlex.split(text_of(page.find("code", string=lambda text: bool(text) and "elections count" in str(text))))
    options = dict(zip(words[5::2], words[6::2], strict=True))
    files = [str(link["href"]) for link in page.select("a[href$='.pb']")]

    for address in files:
        file = tmp_path / "FILE.pb"
        file.write_text((await client.raw_get(address)).text, encoding="utf-8")
        recounted = count(
            file, options["--rule"], options["--completion"], "cost-supporters-id", lot_seed=options["--lot-seed"]
        )
        assert set(recounted["funded"]) == await funded(cycle, int(address.rpartition("/")[2].removesuffix(".pb")))
    assert len(files) == 6


async def funded(cycle: Cycle, pot: int) -> set[str]:
    tally = await Tally.get(cycle_id=cycle.id, published_at__isnull=False)
    rows = await ProjectTally.filter(tally_id=tally.id, funded=True).values_list("project_id", flat=True)
    return {project.reference for project in await Project.filter(id__in=rows, pot_id=pot)}
