"""Records to test with: leaves that wait, records that stand, witnesses that answer."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from database import rows, transaction
from ledger import log
from ledger.sequencing import sequence
from ledger.witness import Witness, new_key, server

ORIGIN = "test.example/record"


def commitment(number: int) -> str:
    return hashlib.sha256(f"ballot {number}".encode()).hexdigest()


async def cast(first: int, behind: int | None = None, kind: str = "ballot") -> list[str]:
    """As if these ballots had been cast, one after the other; returns their leaves in that order."""
    async with transaction():
        return [
            await log.append({"c": commitment(number), "e": "12", "k": kind})
            for number in range(first, first + 1 if behind is None else behind)
        ]


async def make_record(*sizes: int) -> None:
    """A record with a checkpoint at each of these sizes."""
    first = 0
    for size in sizes:
        await cast(first, size)
        await sequence(ORIGIN)
        first = size


async def leaves() -> list[str]:
    return [one.leaf for one in await rows("SELECT leaf FROM log_leaf ORDER BY seq")]


async def pending() -> list[str]:
    return sorted(one.leaf for one in await rows("SELECT leaf FROM log_pending"))


@contextmanager
def running_witness(folder: Path, log_key: str, name: str = "witness.example/w") -> Iterator[tuple[Witness, str]]:
    """A witness with a key and a memory of its own, and the setting that names it."""
    file = folder / f"{name.replace('/', '-')}.key"
    public = new_key(file, name)
    witness = Witness(file, folder / f"{file.stem}.json", [log_key])
    serving = server(witness, 0)
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    try:
        yield witness, f"{public}@http://127.0.0.1:{serving.server_port}"
    finally:
        serving.shutdown()
        serving.server_close()
        thread.join()
