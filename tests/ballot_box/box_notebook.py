"""A plain notebook of what should lie in the box, and how the box is held against it."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import pytest

from ballot_box import casting, closing
from ballot_box.casting import Filled
from ballot_box.models import CountedBallot, CountedBox, Election, Outcome, RollEntry, SpoiledBallot
from ballot_box.settling import linked_ballots
from database import rows
from ledger.tree import Frontier, leaf_hash
from web.refusals import Refused


@dataclass
class Voter:
    """What the notebook says of one person. `lies`: their ballot, `state`: "", screen, paper or withdrawn."""

    account_id: int
    claim_id: int
    state: str = ""
    contest: str = ""
    lies: Filled | None = None
    proved: bool = False
    proved_in_time: bool = False
    counted: bool = False
    sent: list[Filled] = field(default_factory=list)


@dataclass
class Notebook:
    people: list[Voter]
    phase: str = "open"  # closed, settled, emptied, opened
    cast_ever: set[str] = field(default_factory=set)
    tested: set[str] = field(default_factory=set)
    tested_pages: list[Filled] = field(default_factory=list)
    promised: set[str] = field(default_factory=set)  # codes that somebody holds a receipt for
    attempts: int = 0
    days: int = 0

    def reached(self, *phases: str) -> bool:
        return self.phase in phases


class Held(Protocol):
    """A box and its notebook."""

    election: Election
    now: datetime
    book: Notebook
    record: list[str]

    def code_of(self, filled: Filled) -> str: ...

    def in_the_box(self) -> dict[str, str]: ...


async def check(it: Held) -> None:
    """What must be true after everything that happens."""
    await _check_ballots(it)
    await _check_roll(it)
    await _check_record(it)
    await _check_readers(it)


async def _check_ballots(it: Held) -> None:
    found = await rows("SELECT slot, commitment FROM ballot WHERE election_id = ?", it.election.id)
    lying = {one.slot: one.commitment for one in found}
    after = it.book.reached("emptied", "opened")
    assert lying == ({} if after else it.in_the_box())
    tested = {one.commitment for one in await SpoiledBallot.filter(election_id=it.election.id)}
    assert tested == it.book.tested
    assert not tested & it.book.cast_ever, "what was cast is never opened, what was opened is never cast"
    counted = sorted(it.code_of(one.lies) for one in it.book.people if one.counted and one.lies)
    boxes = await CountedBox.filter(election_id=it.election.id)
    assert sorted(one.commitment for one in boxes) == (counted if after else [])
    expected = Counter((one.contest, one.lies.choices) for one in it.book.people if one.counted and one.lies)
    ballots = await CountedBallot.filter(election_id=it.election.id)
    choices = Counter((one.contest, tuple(one.choices)) for one in ballots)
    assert choices == (expected if it.book.reached("opened") else Counter())


async def _check_roll(it: Held) -> None:
    entries = {one.account_id: one for one in await RollEntry.filter(election_id=it.election.id)}
    voted = {one.account_id: one for one in it.book.people if one.state}
    assert entries.keys() == voted.keys()
    for account, entry in entries.items():
        one = voted[account]
        assert (entry.channel == "paper") == (one.state == "paper")
        assert entry.contest == one.contest
        assert entry.outcome is _outcome(it, one), (entry.outcome, one)


def _outcome(it: Held, voter: Voter) -> Outcome:
    if voter.state == "withdrawn":
        return Outcome.WITHDRAWN
    if it.book.reached("open", "closed"):
        return Outcome.OPEN
    return Outcome.COUNTED if voter.counted or voter.state == "paper" else Outcome.UNCONFIRMED


async def _check_record(it: Held) -> None:
    record = [one.leaf for one in await rows("SELECT leaf FROM log_leaf ORDER BY seq")]
    waiting = [one.leaf for one in await rows("SELECT leaf FROM log_pending")]
    assert record[: len(it.record)] == it.record, "the record only grows"
    it.record = record
    assert len(set(record)) == len(record)
    there = set(record) | set(waiting)
    for kind, codes in (("ballot", it.book.cast_ever), ("spoiled", it.book.tested)):
        said = {f'{{"c":"{code}","e":"{it.election.id}","k":"{kind}"}}' for code in codes}
        assert said == {leaf for leaf in there if f'"k":"{kind}"' in leaf}, f"{kind}: all of them, and no others"
    assert it.book.promised <= it.book.cast_ever
    roots = {one.size: one.root for one in await rows("SELECT size, root FROM checkpoint")}
    tree = Frontier()
    for leaf in record:
        tree.append(leaf_hash(leaf.encode()))
        assert roots.get(tree.size, tree.root().hex()) == tree.root().hex(), "an older root is of a prefix"
    assert max(roots, default=0) == len(record)


async def _check_readers(it: Held) -> None:
    """Before the close nothing can be read but one's own receipt, and no choices before the boxes are open."""
    readers: list[tuple[bool, Callable[[], Awaitable[Any]]]] = [
        (it.book.reached("opened"), lambda: closing.ballots_of(it.election.id, "3")),
        (it.book.reached("opened"), lambda: closing.counted_commitments(it.election.id)),
        (not it.book.reached("open"), lambda: closing.roll_counts(it.election.id)),
        (not it.book.reached("open"), lambda: linked_ballots(it.election.id)),
    ]
    for may, read in readers:
        if may:
            await read()
        else:
            with pytest.raises(Refused):
                await read()
    for one in it.book.people:
        receipt = await casting.receipt_of(it.election.id, one.account_id)
        there = one.lies is not None and not it.book.reached("emptied", "opened")
        assert (receipt and receipt[0]) == (it.code_of(one.lies) if there and one.lies else None)
