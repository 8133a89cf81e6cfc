"""Finding the least number that is enough by trying few of them, each of which takes long to try."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tried:
    """`likely`: which number would have been just enough, as far as one can tell from trying this one."""

    enough: bool
    likely: int | None = None


def least(try_: Callable[[int], Tried], most: int, guess: int = 1) -> int | None:
    """A number from 1 to `most` that is enough while the one before it is not. Zero is known not to be enough.

    A number that is likely just enough is put to the proof at once: is the one before it enough too? Other likely
    ones are followed as long as each time at least half of what was open is closed; otherwise the middle is next, or
    while nothing was enough, twice the number. The answer is the least of all where more is never worse, which holds
    for a rule without completion; with one it is still true of the number itself and of the one before it.
    """
    below, above = 0, most + 1
    number, beside = max(1, min(guess, most)), False
    while above - below > 1:
        was_open = above - below
        tried = try_(number)
        below, above = (below, number) if tried.enough else (number, above)
        likely = tried.likely
        beside = likely == above <= most and not beside
        if beside:
            number = above - 1
        elif likely is not None and below < likely < above and above - below <= (was_open + 1) // 2:
            number = likely
        elif above > most:
            number = min(2 * number, most)
        else:
            number = (below + above) // 2
    return above if above <= most else None
