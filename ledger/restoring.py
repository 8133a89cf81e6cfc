"""After a database was brought back from a copy: the lines that it lacks are still in the files, or with a mirror.

A record may not go on from where the copy stands: others have seen, and witnesses signed, what came after.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from database import exclusive_lock, execute, row, transaction
from ledger import keys
from ledger.leaves import canonical
from ledger.notes import Checkpoint, VerifierKey, split, time_signed, verified
from ledger.sequencing import frontier_of, store
from ledger.standing import LEAVES_A_FILE
from ledger.tree import Frontier, leaf_hash
from ledger.witnessing import witnesses
from web.refusals import Refused


class RestoringRefused(Refused):
    """These files do not go on from what the database holds; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Held:
    """A checkpoint as the files hold it."""

    note: str
    cosignatures: list[str]


async def restore(folder: Path, witnesses_setting: str = "") -> int:
    """Add what the files hold beyond the database, if all of it fits; returns how many leaves that were."""
    key = keys.public_key()
    if key is None:
        raise RestoringRefused("There is no record.vkey in the folder of keys: bring back the keys first.")
    held = _checkpoints(folder, key)
    known = [one.key for one in witnesses(witnesses_setting)]
    last, reached = max(held, default=0), 0
    async with transaction():
        await exclusive_lock("record")
        ours = await frontier_of(await row("SELECT size, root, peaks FROM checkpoint ORDER BY size DESC LIMIT 1"))
        for frontier, batch in _stretches(folder, {*held, ours.size}, last):
            reached = frontier.size
            if reached == ours.size and frontier.root() != ours.root():
                raise RestoringRefused(f"The first {reached} lines of the files are not those of the database.")
            if reached in held:
                _demand_root(held[reached], frontier, key)
            if reached > ours.size:
                await store(batch, frontier, held[reached].note)
                await _store_cosignatures(held[reached], reached, known)
        if reached != last or last < ours.size:
            raise RestoringRefused(f"The files hold {reached} lines; {max(last, ours.size)} were signed.")
    return last - ours.size


def _stretches(folder: Path, stops: set[int], last: int) -> Iterator[tuple[Frontier, list[tuple[str, bytes]]]]:
    """The leaves from one stop to the next, with their hashes, and the tree up to there."""
    frontier = Frontier()
    batch: list[tuple[str, bytes]] = []
    for leaf in _leaves(folder, last):
        batch.append((leaf, leaf_hash(leaf.encode())))
        frontier.append(batch[-1][1])
        if frontier.size in stops:
            yield frontier, batch
            batch = []


def _checkpoints(folder: Path, key: VerifierKey) -> dict[int, Held]:
    """By size, each signed by the record's key."""
    found: dict[int, Held] = {}
    for line in _text(folder / "checkpoints.jsonl").splitlines():
        try:
            one = json.loads(line)
            held = Held(str(one["note"]), [str(cosignature) for cosignature in one["cosignatures"]])
            found[verified(held.note, key).size] = held
        except (ValueError, KeyError, TypeError) as fault:
            raise RestoringRefused(f"checkpoints.jsonl: {fault}") from fault
    return found


def _leaves(folder: Path, size: int) -> Iterator[str]:
    for number in range(-(-size // LEAVES_A_FILE)):
        name = f"leaves/{number:08}.jsonl"
        for leaf in _text(folder / name).split("\n")[:-1][: size - number * LEAVES_A_FILE]:
            try:
                straight = canonical(json.loads(leaf)) == leaf
            except (ValueError, TypeError, AttributeError):
                straight = False
            if not straight:
                raise RestoringRefused(f"{name}: this is not a line of a record: {leaf[:80]}")
            yield leaf


def _demand_root(held: Held, frontier: Frontier, key: VerifierKey) -> None:
    if str(Checkpoint(key.name, frontier.size, frontier.root())) != split(held.note)[0]:
        raise RestoringRefused(f"The first {frontier.size} lines of the files do not fit the checkpoint of them.")


async def _store_cosignatures(held: Held, size: int, known: list[VerifierKey]) -> None:
    """Those of witnesses that the site knows; the others can be asked again."""
    text, _ = split(held.note)
    for line in held.cosignatures:
        for key in known:
            if time_signed(text, line, key) is not None:
                await execute("INSERT INTO cosignature (size, witness, line) VALUES (?, ?, ?)", size, str(key), line)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise RestoringRefused(f"{file.name} cannot be read: {fault}") from fault
