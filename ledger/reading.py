"""Reading the journal, page by page, newest first."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database import as_time, rows, value

PAGE = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One act as it was written down. `detail` is what was kept about it, `hash` the chain's link."""

    id: int
    at: datetime
    actor: str
    act: str
    thing: str
    detail: dict[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class Page:
    entries: Sequence[Entry]
    older: int | None  # the number to go on from, when there are more


async def read(thing: str = "", before: int | None = None) -> Page:
    """Up to PAGE entries about `thing` ("cycle:3", or "cycle" for all of its kind; "" for any), older than `before`."""
    condition, asked = ("AND (thing = ? OR thing LIKE ?)", [thing, f"{_plain(thing)}:%"]) if thing else ("", [])
    found = await rows(
        f"""SELECT id, at, actor, act, thing, detail, hash FROM journal_entry
            WHERE id < ? {condition} ORDER BY id DESC LIMIT {PAGE + 1}""",
        before if before is not None else 2**62,
        *asked,
    )
    entries = [_entry(one) for one in found[:PAGE]]
    return Page(entries, entries[-1].id if len(found) > PAGE else None)


def _plain(thing: str) -> str:
    """A kind is letters only: what LIKE would read as a pattern is dropped."""
    return "".join(letter for letter in thing if letter not in "%_\\")


def _entry(one: Any) -> Entry:
    at = as_time(one.at)
    assert at is not None
    detail = json.loads(one.detail) if isinstance(one.detail, str) else one.detail
    return Entry(one.id, at, one.actor, one.act, one.thing, detail or {}, one.hash)


async def length() -> int:
    return int(await value("SELECT COUNT(*) FROM journal_entry"))
