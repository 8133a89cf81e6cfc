"""Checking the whole record from its tables: every leaf, root, signature, and the journal behind it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from database import rows
from ledger import keys
from ledger.journal import action_leaf, first_broken_entry
from ledger.leaves import canonical
from ledger.notes import BadNote, Checkpoint, VerifierKey, split, time_signed, verified
from ledger.tree import Frontier, leaf_hash

_AT_ONCE = 2000


@dataclass(slots=True)
class Report:
    """What was looked at, and each row that is wrong, in words."""

    leaves: int = 0
    checkpoints: int = 0
    cosignatures: int = 0
    entries: int = 0
    faults: list[str] = field(default_factory=list)


async def verify(key_file: str = "") -> Report:
    """Goes on after a fault. Who changed a leaf and its hash alike is found by the first checkpoint behind it."""
    report = Report()
    key = keys.public_key()
    notes = await _check_tree(report, key)
    await _check_cosignatures(report, notes)
    await _check_journal(report)
    if key is not None and (signed := keys.last_signed(keys.private_file(key_file), key)) is not None:
        last = max(notes, default=0)
        if signed.size > last or (signed.size == last and str(signed) not in notes[last]):
            report.faults.append(f"checkpoint {signed.size}: it was signed, and it is not there; the record went back")
    return report


async def _check_tree(report: Report, key: VerifierKey | None) -> dict[int, str]:
    """Leaves and checkpoints together, in order; returns the notes by size."""
    signed = {one.size: one for one in await rows("SELECT size, root, note, peaks FROM checkpoint ORDER BY size")}
    report.checkpoints = len(signed)
    if signed and key is None:
        report.faults.append(f"{keys.public_file()}: the public key of the record is missing")
    frontier, good, whole = Frontier(), 0, True
    async for one in _all("SELECT seq AS id, leaf, hash FROM log_leaf WHERE seq > ?"):
        _check_leaf(report, one, frontier)
        frontier.append(leaf_hash(one.leaf.encode()))
        checkpoint = signed.get(frontier.size)
        if checkpoint is not None:
            _check_note(report, checkpoint, key)
            fits = frontier.root().hex() == checkpoint.root
            if not fits and whole:
                report.faults.append(
                    f"checkpoint {checkpoint.size}: its root does not fit the leaves: itself or one of the leaves "
                    f"{good} to {checkpoint.size - 1} was changed"
                )
            elif fits and _list(checkpoint.peaks) != [peak.hex() for peak in frontier.peaks]:
                report.faults.append(f"checkpoint {checkpoint.size}: its peaks do not fit the leaves")
            whole, good = whole and fits, checkpoint.size
    report.leaves = frontier.size
    last = max(signed, default=0)
    for size in (size for size in signed if size > frontier.size or size <= 0):
        _check_note(report, signed[size], key)
        report.faults.append(f"checkpoint {size}: there are only {frontier.size} leaves")
    if frontier.size > last:
        report.faults.append(f"log_leaf {last}: no checkpoint holds this leaf")
    return {size: one.note for size, one in signed.items()}


def _check_leaf(report: Report, one: Any, frontier: Frontier) -> None:
    if one.id != frontier.size:
        report.faults.append(f"log_leaf {frontier.size}: it is missing or out of place; {one.id} comes next")
    if one.hash != leaf_hash(one.leaf.encode()).hex():
        report.faults.append(f"log_leaf {one.id}: its hash does not fit the leaf")
    try:
        straight = canonical(orjson.loads(one.leaf)) == one.leaf
    except (ValueError, TypeError, AttributeError):
        straight = False
    if not straight:
        report.faults.append(f"log_leaf {one.id}: this is not canonical JSON")


def _check_note(report: Report, one: Any, key: VerifierKey | None) -> None:
    if key is None:
        return
    try:
        said = verified(one.note, key)
        whole = said == Checkpoint(key.name, one.size, bytes.fromhex(one.root))
        text, lines = split(one.note)
        whole = whole and text == str(said) and len(lines) == 1
    except (BadNote, ValueError) as fault:
        report.faults.append(f"checkpoint {one.size}: {fault}")
        return
    if not whole:
        report.faults.append(f"checkpoint {one.size}: its note says something else")


async def _check_cosignatures(report: Report, notes: dict[int, str]) -> None:
    async for one in _all("SELECT id, size, witness, line FROM cosignature WHERE id > ?"):
        report.cosignatures += 1
        if one.size not in notes:
            report.faults.append(f"cosignature {one.id}: there is no checkpoint of {one.size} leaves")
            continue
        try:
            right = time_signed(split(notes[one.size])[0], one.line, VerifierKey.parse(one.witness)) is not None
        except BadNote:
            right = False
        if not right:
            report.faults.append(f"cosignature {one.id}: this is not the signature of {one.witness}")


async def _check_journal(report: Report) -> None:
    """The chain of entries; each stands in the record or waits for it; none that stands there is gone."""
    broken = await first_broken_entry()
    if broken is not None:
        report.faults.append(f"journal_entry {broken}: it does not agree with the one before it")
    known = {one.leaf async for one in _actions("log_leaf")}
    known |= {one.leaf async for one in _actions("log_pending")}
    entries: set[str] = set()
    async for one in _all("SELECT id, hash FROM journal_entry WHERE id > ?"):
        report.entries += 1
        entries.add(leaf := canonical(action_leaf(one.hash)))
        if leaf not in known:
            report.faults.append(f"journal_entry {one.id}: the record does not hold it")
    report.faults += [f"journal: an entry was taken out that the record holds as {leaf}" for leaf in known - entries]


async def _actions(table: str) -> AsyncIterator[Any]:
    after = '{"h":"'
    while found := await rows(
        f"SELECT leaf FROM {table} WHERE leaf > ? AND leaf < ? ORDER BY leaf LIMIT {_AT_ONCE}", after, '{"h":"g'
    ):
        for one in found:
            if orjson.loads(one.leaf).get("k") == "action":
                yield one
        after = found[-1].leaf


async def _all(select: str) -> AsyncIterator[Any]:
    """Every row of a table by its number, a part at a time."""
    after = -1
    while found := await rows(f"{select} ORDER BY 1 LIMIT {_AT_ONCE}", after):
        for one in found:
            yield one
        after = found[-1].id


def _list(peaks: Any) -> Any:
    return orjson.loads(peaks) if isinstance(peaks, str | bytes) else peaks
