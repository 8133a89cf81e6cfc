"""An officer's desk in piles of tasks: the shapes that every package fills."""

from collections.abc import Sequence
from dataclasses import dataclass


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
