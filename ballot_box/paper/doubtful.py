"""The rules for doubtful papers: what a filled-in ballot says, whoever reads it. They are printed on the ballot.

Fixed before anybody votes, as good practice for double-keyed paper ballots asks. A box that nobody can read counts as
empty.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

TICK = "x"
_NUMBER = re.compile(r"[1-9][0-9]?")
_TICKS = {"x", "✓", "✔", "v", "/", "√"}


class Doubt(StrEnum):
    """Why nothing on a paper can be counted."""

    BLANK = "blank"
    TICKS = "ticks"  # more than one tick, and no number
    REPEATED_FIRST = "repeated_first"  # the lowest number stands beside several


class BadMark(ValueError):
    """Not a mark that a ballot can carry. `mark` is what it is."""

    def __init__(self, mark: str) -> None:
        super().__init__(mark)
        self.mark = mark


def read_mark(typed: str) -> str:
    """What a keyer typed for one box, as it is kept: "", a number from "1" to "99", or "x" for a tick.

    Raises BadMark for anything else.
    """
    plain = typed.strip().lower()
    if plain in _TICKS:
        return TICK
    if plain and not _NUMBER.fullmatch(plain):
        raise BadMark(typed)
    return plain


def interpret(marks: Mapping[str, str], ranks: int) -> list[str] | Doubt:
    """The choices on a paper, best first, or why there are none.

    `marks` gives the mark beside each option ("", "1" to "99", or "x"), `ranks` how many choices count.
    A repeated number: counted down to the repeat. A missing number: the gap is closed. A single tick and no number:
    the first choice. Beside numbers, ticks say nothing. More choices than allowed: the first ones.
    """
    ticked = [option for option, mark in marks.items() if mark == TICK]
    by_number: dict[int, list[str]] = {}
    for option, mark in marks.items():
        if mark and mark != TICK:
            by_number.setdefault(int(mark), []).append(option)
    if not by_number:
        if not ticked:
            return Doubt.BLANK
        return ticked if len(ticked) == 1 else Doubt.TICKS
    choices: list[str] = []
    for number in sorted(by_number):
        if len(by_number[number]) > 1:
            break
        choices += by_number[number]
    return choices[:ranks] or Doubt.REPEATED_FIRST
