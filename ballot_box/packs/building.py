"""Building a pack: beside the folder that is asked for, then put in its place whole."""

import asyncio
import hashlib
import os
import secrets
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from ballot_box.models import Election
from ballot_box.packs import record
from ballot_box.packs.outcomes import Outcome, PackRefused
from ballot_box.packs.results import files_of
from web.language import _

SUMS = "SHA256SUMS"
VERIFIERS = Path(__file__).resolve().parent.parent / "verifiers"
PROGRAMS = ("verify.py", "verify.html", "audit.py")


class _Folder:
    """A folder that is filled file by file, with the hash of each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sums: dict[str, str] = {}

    async def write(self, name: str, parts: AsyncIterator[bytes]) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        sum_ = hashlib.sha256()
        with file.open("xb") as stream:
            async for part in parts:
                sum_.update(part)
                await asyncio.to_thread(stream.write, part)
            stream.flush()
            await asyncio.to_thread(os.fsync, stream.fileno())
        self.sums[name] = sum_.hexdigest()

    async def finish(self) -> None:
        lines = "".join(f"{sum_}  {name}\n" for name, sum_ in sorted(self.sums.items()))
        await self.write(SUMS, _whole(lines.encode()))


async def build(election_id: int, outcome: Outcome, folder: Path) -> Path:
    """Write the pack of this vote into `folder`, in the place of an earlier pack. The same bytes each time.

    Raises PackRefused before the record holds the result, and where something else lies in that folder.
    """
    election = await Election.get(id=election_id)
    end = await record.end_of(election)
    _demand_free(folder)
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}")
    beside.mkdir(parents=True)
    try:
        await _fill(_Folder(beside), election, outcome, end)
        _put_in_place(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder


def _demand_free(folder: Path) -> None:
    if folder.exists() and not (folder / SUMS).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise PackRefused(
            _("%(folder)s is there already and is no recount pack. Name a folder that is new or empty.")
            % {"folder": str(folder)}
        )


async def _fill(pack: _Folder, election: Election, outcome: Outcome, end: int) -> None:
    async for name, content in files_of(election, outcome):
        await pack.write(name, _whole(content))
    start = await record.start_of(election)
    await pack.write("log/leaves.jsonl", record.leaves(start.size, end))
    await pack.write("log/checkpoints.jsonl", record.checkpoints(start.size, end, outcome.witnesses.keys))
    await pack.write("README.txt", _whole((VERIFIERS / "README.txt").read_bytes()))
    for program in PROGRAMS:
        if (VERIFIERS / program).is_file():
            await pack.write(program, _whole((VERIFIERS / program).read_bytes()))
    await pack.finish()


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _put_in_place(beside: Path, folder: Path) -> None:
    if folder.exists():
        before = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}")
        folder.rename(before)
        beside.rename(folder)
        shutil.rmtree(before, ignore_errors=True)
    else:
        beside.rename(folder)
