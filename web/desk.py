"""An officer's desk in piles of tasks: the shapes that every package fills."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Task:
    """One line: what it is, where it is done, and a word that says how pressing it is."""

    words: str
    href: str
    facts: str = ""
    tag: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Pile:
    """Tasks of one sort. `more`: where all of them are."""

    title: str
    tasks: Sequence[Task]
    more: str = ""


Gather = Callable[[Any, datetime], Awaitable[Sequence[Pile]]]
_gatherers: list[Gather] = []


def also(gather: Gather) -> None:
    """Ask `gather` for the piles of whoever looks at their desk. It is given the person and the time."""
    if gather not in _gatherers:
        _gatherers.append(gather)


async def piles(by: Any, now: datetime) -> list[Pile]:
    """What every package adds to the desk of this person; empty piles are left out."""
    return [pile for gather in _gatherers for pile in await gather(by, now) if pile.tasks]
