"""Many panels whose average is what was wanted: each new one makes good what those before it left undone."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assembly.sortition.portfolio.lines import LineMaker
from assembly.sortition.portfolio.places import Places
from assembly.sortition.solver import Floats, Whole

Tell = Callable[[float], None]
ASKED_EVERY = 16  # lines between two questions whether to stop
FIRST_PART = 0.9  # of the work is making the lines, the rest is exchanging people on them
MOST_PASSES = 6
# A type is served when fewer lines than this are owed to it, or a smaller part of all its lines.
NEAR, NEAR_PART = 1.5, 0.0075
FED = -0.5  # whose debt is below this may give up a line
TRIED = 40  # so often a search may fail before it is given up for failing more often than not


@dataclass(frozen=True)
class Filled:
    """`lines[i]` holds the types of the people of panel i, sorted; `counts[t]` how many people of type t all hold."""

    lines: Whole
    counts: Whole

    @classmethod
    def of(cls, lines: Whole, types: int) -> "Filled":
        return cls(np.sort(lines, axis=1), np.bincount(lines.ravel(), minlength=types))


def weights_of(wanted: Floats, sizes: Whole) -> Floats:
    """How much a person too few on the lines matters: more where the wanted chance is small, as floors are parts."""
    chances = wanted / sizes
    mean = wanted.sum() / sizes[wanted > 0].sum()
    return np.where(chances > 0, np.sqrt(mean / np.maximum(chances, mean / 100)), 0.0)


class Searches:
    """Ways to find the next panel, the strictest first. One that fails more often than not is given up."""

    def __init__(self, *places: Places) -> None:
        self._makers = [LineMaker(one) for one in places]
        self._asked = [0] * len(places)
        self._failed = [0] * len(places)

    def next_line(self, wishes: Floats, weights: Floats) -> Whole | None:
        for number, maker in enumerate(self._makers):
            if self._failed[number] > TRIED and 2 * self._failed[number] > self._asked[number]:
                continue
            self._asked[number] += 1
            seats = maker.line(maker.scores(wishes, weights))
            if seats is not None:
                return np.asarray(maker.places.types[seats])
            self._failed[number] += 1
        return None


def fill(searches: Searches, wanted: Floats, weights: Floats, count: int, tell: Tell) -> Filled | None:
    """`count` valid panels on which, on average, there are `wanted` people of each type; None where none was found.

    The method is herding (Welling 2009; each step one of Frank and Wolfe): what is still owed to each type is kept as
    a debt, the next panel pays as much of it as it can. The debts stay small, a few lines, wherever `wanted` can be had
    from whole panels at all. Where a search finds nothing, the panel so far that pays most stands in.
    `tell` hears the part that is done and may raise to stop.
    """
    lines: list[Whole] = []
    paid = np.zeros(len(wanted))
    for index in range(count):
        if index % ASKED_EVERY == 0:
            tell(FIRST_PART * index / count)
        debts = (index + 1) * wanted - paid
        line = searches.next_line(debts, weights)
        if line is None:
            if not lines:
                return None
            worth = weights * debts
            line = lines[int(worth[np.array(lines)].sum(axis=1).argmax())]
        lines.append(line)
        paid += np.bincount(line, minlength=len(wanted))
    return Filled.of(np.array(lines), len(wanted))


def settle(places: Places, filled: Filled, wanted: Floats, weights: Floats, tell: Tell) -> Filled:
    """Exchange single people on the lines until nearly nothing is owed, or a whole pass changed nothing."""
    maker = LineMaker(places)
    lines, count = filled.lines.copy(), len(filled.lines)
    debts = count * wanted - filled.counts
    near = np.maximum(NEAR, NEAR_PART * count * wanted)
    for sweep in range(MOST_PASSES):
        changed = False
        for index in range(count):
            if index % ASKED_EVERY == 0:
                tell(FIRST_PART + (1 - FIRST_PART) * (sweep + index / count) / MOST_PASSES)
                if (debts < near).all():
                    return Filled.of(lines, len(wanted))
            old = lines[index]
            if not (debts[old] < FED).any():
                continue
            own = np.bincount(old, minlength=len(wanted))
            seats = maker.better(places.of_panel(old), maker.scores(debts + own, weights))
            new = np.sort(places.types[seats])
            if (new != old).any():
                changed = True
                lines[index] = new
                debts += own - np.bincount(new, minlength=len(wanted))
        if not changed:
            break
    return Filled.of(lines, len(wanted))
