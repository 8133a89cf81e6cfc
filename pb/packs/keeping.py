"""Packs that lie ready for the page of a result, each in a folder and as one file.

They are named after the result they belong to, so that one never stands for another, and never change.
"""

import asyncio
import logging
import re
from dataclasses import dataclass
from pathlib import Path

from ballot_box.packs import SUMS, PackRefused, zipped
from database import rows
from pb.models import Cycle
from pb.packs.building import build_pack
from pb.tallies.vouching import published_detail
from web.refusals import Refused

_NAME = re.compile(r"(?:[a-z0-9-]+/)?[A-Za-z0-9_-]+\.[a-z0-9]+|SHA256SUMS")
_log = logging.getLogger("wardmote.packs")


@dataclass(frozen=True, slots=True)
class Kept:
    """`archive` is the same as `folder`, as one file. `name`: what to call it at home."""

    folder: Path
    archive: Path
    name: str

    @property
    def ready(self) -> bool:
        return self.archive.is_file()

    def file(self, name: str) -> Path | None:
        """One of its files, by its name in the pack."""
        path = self.folder / name
        return path if _NAME.fullmatch(name) and self.ready and path.is_file() else None

    @property
    def files(self) -> list[str]:
        """The names of all, as its list of sums has them."""
        lines = (self.folder / SUMS).read_text("utf-8").splitlines() if self.ready else []
        return [*(line.partition("  ")[2] for line in lines), SUMS] if lines else []


async def kept_pack(cycle: Cycle, packs_dir: str) -> Kept | None:
    """Where the pack of this fund lies, or will lie; None where there is none to come."""
    result = None if cycle.imported else (await published_detail(cycle.id)).get("result")
    return _kept(cycle.slug, str(result), Path(packs_dir)) if result else None


def _kept(slug: str, result: str, packs_dir: Path) -> Kept:
    name = f"{slug}-{result[:12]}"
    return Kept(packs_dir / name, packs_dir / f"{name}.zip", name)


async def build_due(packs_dir: str) -> int:
    """What the worker does: build each pack that is not there yet. Returns how many."""
    published = await rows("SELECT id FROM cycle WHERE result_published_at IS NOT NULL AND imported = ?", False)
    built = 0
    for one in published:
        cycle = await Cycle.get(id=one.id)
        kept = await kept_pack(cycle, packs_dir)
        if kept is None or kept.ready:
            continue
        try:
            await build_pack(cycle, kept.folder)
        except PackRefused as refusal:
            _log.info("no pack of %s yet: %s", cycle.slug, refusal.sentence)
            continue
        except Refused as refusal:
            _log.error("the pack of %s was not built: %s", cycle.slug, refusal.sentence)
            continue
        await asyncio.to_thread(zipped, kept.folder, kept.archive, kept.name)
        built += 1
    return built
