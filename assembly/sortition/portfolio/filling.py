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
NEAR, NEAR_PART = 1.25, 0.0075
FED = -0.5  # whose debt is below this may give up a line
MOST_KNOWN = 300
SMALL = 150  # types: where there are no more, only every third line is searched for once enough panels are known
SEARCHED_EVERY, ENOUGH = 3, 50
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


class Known:
    """The newest different panels that were found, ready to stand on another line."""

    def __init__(self, weights: Floats) -> None:
        self._weights = weights
        self._lines: list[Whole] = []
        self._counts = np.zeros((MOST_KNOWN, len(weights)))
        self._costs = np.zeros(MOST_KNOWN)
        self.found = 0

    def add(self, line: Whole, counts: Floats) -> None:
        place = self.found % MOST_KNOWN
        self._lines[place : place + 1] = [line]
        self._counts[place] = counts
        self._costs[place] = self._weights @ counts**2 / 2
        self.found += 1

    def best(self, debts: Floats) -> tuple[Whole, Floats]:
        """The panel that leaves the smallest debts (their weighted squares, added up), and its counts by type."""
        some = len(self._lines)
        best = int((self._counts[:some] @ (self._weights * debts) - self._costs[:some]).argmax())
        return self._lines[best], self._counts[best]


def fill(
    searches: Searches, wanted: Floats, weights: Floats, count: int, tell: Tell, all_new: bool = False
) -> Filled | None:
    """`count` valid panels on which, on average, there are `wanted` people of each type; None where none was found.

    The method is herding (Welling 2009; each step one of Frank and Wolfe): what is still owed to each type is kept as
    a debt, the next panel pays as much of it as it can. The debts stay small, a few lines, wherever `wanted` can be had
    from whole panels at all. Where a search finds nothing, the known panel that pays most stands in. In small pools
    this is done for most lines, since searching for each would take most of the time there and make nothing better;
    unless `all_new` panels are wished for.
    `tell` hears the part that is done and may raise to stop.
    """
    lines: list[Whole] = []
    known = Known(weights)
    paid = np.zeros(len(wanted))
    small = not all_new and int((wanted > 0).sum()) <= SMALL
    for index in range(count):
        if index % ASKED_EVERY == 0:
            tell(FIRST_PART * index / count)
        debts = (index + 1) * wanted - paid
        again = small and known.found >= ENOUGH and index % SEARCHED_EVERY
        line = None if again else searches.next_line(debts, weights)
        if line is not None:
            counts: Floats = np.bincount(line, minlength=len(wanted)).astype(np.float64)
            known.add(line, counts)
        elif known.found:
            line, counts = known.best(debts)
        else:
            return None
        lines.append(line)
        paid += counts
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
