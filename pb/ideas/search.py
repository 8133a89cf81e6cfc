"""Finding ideas: the public list with its filters, orders and pages, and ideas that are like another.

A page of the list costs the same among 200 ideas and among 5,000: it starts where the last one ended (a keyset), reads
stored counts, and never counts everything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from database import as_time, rows
from pb.ideas import full_text
from pb.ideas.standing import GROUPS, LISTED
from pb.models import IdeaState
from pb.text import first_words

PAGE = 24


@dataclass(frozen=True, slots=True)
class Card:
    """One idea as lists show it."""

    id: int
    title: str
    summary: str
    state: str
    theme: str
    neighbourhood: str
    supports: int
    comments_count: int
    photo_url: str
    photo_alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to see. `band` is the least and the most cost in pence; cursors come from a page before."""

    cycle_id: int
    words: str = ""
    pot_id: int | None = None
    theme_id: int | None = None
    band: tuple[int, int] | None = None
    group: str = ""
    order: str = "newest"
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of ideas, and cursors to the pages around it; empty where there is none."""

    ideas: Sequence[Card]
    newer: str = ""
    older: str = ""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(\d{1,16})-(\d{1,18})")
ORDERS = {"newest": "i.published_at", "supported": "i.supports"}

_COLUMNS = """i.id, i.title, substr(i.body, 1, 300) AS opening, i.state, i.supports, i.comments_count, i.published_at,
    t.slug AS theme, p.name AS neighbourhood, ph.name AS photo, ph.alt AS photo_alt"""
_JOINS = """LEFT JOIN pot p ON p.id = i.pot_id LEFT JOIN theme t ON t.id = i.theme_id
    LEFT JOIN photo ph ON ph.id = i.photo_id"""


async def find(wish: Wish) -> Found:
    """One query. An order or a cursor that makes no sense is as good as none."""
    column = ORDERS.get(wish.order, ORDERS["newest"])
    conditions, parameters = _conditions(wish)
    backward = not wish.after and bool(wish.before)
    start = _read_cursor(wish.before if backward else wish.after, column)
    if start:
        conditions.append(f"({column}, i.id) {'>' if backward else '<'} (?, ?)")
        parameters += start
    direction = "ASC" if backward else "DESC"
    found = list(
        await rows(
            f"""SELECT {_COLUMNS} FROM idea i {_JOINS} WHERE {" AND ".join(conditions)}
                ORDER BY {column} {direction}, i.id {direction} LIMIT {PAGE + 1}""",
            *parameters,
        )
    )
    more = len(found) > PAGE
    shown = found[:PAGE][::-1] if backward else found[:PAGE]
    if not shown:
        return Found([])
    has_newer = (backward and more) or (not backward and start is not None)
    has_older = backward or more
    return Found(
        [_card(row) for row in shown],
        newer=_cursor(shown[0], column) if has_newer else "",
        older=_cursor(shown[-1], column) if has_older else "",
    )


def _conditions(wish: Wish) -> tuple[list[str], list[Any]]:
    conditions = [
        "i.cycle_id = ?",
        "i.published_at IS NOT NULL",
        f"i.state IN {_states(GROUPS.get(wish.group, LISTED))}",
    ]
    parameters: list[Any] = [wish.cycle_id]
    if wish.pot_id is not None:
        conditions.append("i.pot_id = ?")
        parameters.append(wish.pot_id)
    if wish.theme_id is not None:
        conditions.append("i.theme_id = ?")
        parameters.append(wish.theme_id)
    if wish.band is not None:
        conditions.append("COALESCE(i.cost_pence, i.estimate_pence) BETWEEN ? AND ?")
        parameters += wish.band
    words = full_text.words_of(wish.words)
    if words:
        conditions.append(full_text.matching())
        parameters.append(full_text.all_of(words))
    return conditions, parameters


def _states(states: tuple[IdeaState, ...]) -> str:
    """Written into the SQL: these are our own words, and the planner knows more when it sees them."""
    return "(" + ", ".join(f"'{state.value}'" for state in states) + ")"


def _card(row: Any) -> Card:
    return Card(
        row.id,
        row.title,
        first_words(row.opening),
        row.state,
        row.theme or "",
        row.neighbourhood or "",
        row.supports,
        row.comments_count,
        f"/media/{row.photo}" if row.photo else "",
        row.photo_alt or "",
    )


def _cursor(row: Any, column: str) -> str:
    if column == ORDERS["supported"]:
        return f"{row.supports}-{row.id}"
    at = as_time(row.published_at)
    assert at is not None
    return f"{(at - _EPOCH) // timedelta(microseconds=1)}-{row.id}"


def _read_cursor(text: str, column: str) -> list[Any] | None:
    match = _CURSOR.fullmatch(text)
    if match is None:
        return None
    key, number = int(match[1]), int(match[2])
    if column == ORDERS["supported"]:
        return [min(key, 2**31 - 1), number]
    return [_EPOCH + timedelta(microseconds=key), number]


_COMMON = set(
    full_text.tokens(
        "a an and are as at be by can could for from have help i idea in into is it let make more my need new of on or "
        "our put some that the their there they this to up us want we what where with would you your"
    )
)


async def similar(cycle_id: int, title: str, most: int = 3) -> list[Card]:
    """Listed ideas of the cycle that share the words that matter with this title, nearest first."""
    words = [word for word in full_text.words_of(title) if len(word) > 2 and word not in _COMMON]
    if not words:
        return []
    source, order = full_text.nearest()
    found = await rows(
        f"""SELECT {_COLUMNS} FROM {source} {_JOINS}
            WHERE i.cycle_id = ? AND i.published_at IS NOT NULL AND i.state IN {_states(LISTED)}
            ORDER BY {order} LIMIT 12""",
        full_text.any_of(words),
        cycle_id,
    )
    needed = 1 if len(words) < 3 else 2
    return [_card(row) for row in found if _shared(words, f"{row.title} {row.opening}") >= needed][:most]


def _shared(words: list[str], text: str) -> int:
    """How many of the words begin some word of the text; endings may differ."""
    there = full_text.tokens(text)
    return sum(any(word.startswith(one[:5]) for word in there) for one in set(words))
