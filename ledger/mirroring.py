"""The record as plain files, for whoever keeps a copy of it or checks it without asking the site."""

import asyncio
from pathlib import Path

from ledger import keys, standing
from ledger.notes import BadNote, VerifierKey, verified
from ledger.standing import CHECKPOINTS_AT_ONCE, LEAVES_A_FILE


async def write(folder: Path) -> int:
    """Bring the files up to date; returns how many leaves they hold.

    Each file is replaced whole, and `checkpoint` last: what lies before it was written for good.
    """
    key, latest = keys.public_key(), await standing.latest()
    if key is None or latest is None:
        return 0
    if _text(folder / "checkpoint") == latest.text:
        return latest.size
    done = _written(folder, key) // LEAVES_A_FILE
    for number in range(done, -(-latest.size // LEAVES_A_FILE)):
        first = number * LEAVES_A_FILE
        leaves = await standing.leaves(first, min(first + LEAVES_A_FILE, latest.size))
        await _put(folder / "leaves" / f"{number:08}.jsonl", "".join(f"{leaf}\n" for leaf in leaves))
    await _put(folder / "checkpoints.jsonl", await _checkpoints(latest.size))
    await _put(folder / "key", f"{key}\n")
    await _put(folder / "checkpoint", latest.text)
    return latest.size


async def _checkpoints(size: int) -> str:
    lines: list[str] = []
    last = 0
    while some := await standing.checkpoints(last, CHECKPOINTS_AT_ONCE):
        lines += [one.line for one in some if one.size <= size]
        last = some[-1].size
    return "".join(lines)


def _written(folder: Path, key: VerifierKey) -> int:
    """How many leaves these files hold for sure: none, when they are of another record."""
    try:
        return verified(_text(folder / "checkpoint"), key).size
    except BadNote:
        return 0


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


async def _put(file: Path, text: str) -> None:
    await asyncio.to_thread(keys.write_apart, file, text, 0o644)
