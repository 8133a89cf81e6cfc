"""Whether there is a panel at all, and who can be on one: answered for whole people, not for parts of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assembly.sortition.program import PoolProgram
from assembly.sortition.solver import Floats, Program, Solution, Whole

Marks = NDArray[np.bool_]
# Where a search in whole numbers ends, should one ever be so hard. Counted in branches, not seconds: so it repeats.
MOST_BRANCHES = 20_000
# A search for many new people at once may end with half as many as there might be: the next one finds more.
GOOD_ENOUGH = 0.5
# How many types a quick search looks at beside those that the answer in parts of people uses.
MORE_TYPES = 15


@dataclass(frozen=True)
class Reach:
    """`panel` is one valid panel (people of each type); `reachable` marks the types that can be on some valid panel.

    `proved` is False only where a search came to its limit: then types of which nothing is known count as reachable,
    and `panel` is None if not even one was found.
    """

    panel: Whole | None
    reachable: Marks
    proved: bool


def reach_of(program: PoolProgram) -> Reach | None:
    """Which types can be on a valid panel; None where there is no valid panel. Exact, but for `Reach.proved`.

    One valid panel shows many: all who could take the place of one of its people without breaking a rule. For those
    who are left, a search asks for a valid panel with as many of them as possible; each panel it finds is looked at in
    the same way. It first solves that in parts of people, where quick answers are near whole ones, and then in whole
    people among the types which that answer uses. Only when this finds nobody new does it search among everybody; when
    the answer then is “none”, that one answer proves it for all who are left.
    """
    return _Search(program).run()


class _Search:
    def __init__(self, program: PoolProgram) -> None:
        self.program = program
        self.caps = program.caps.astype(np.float64)
        self.count = len(program.types)
        nothing = np.zeros(self.count)
        self.in_parts = Program(nothing, nothing, self.caps, program.matrix, program.row_lower, program.row_upper)

    def run(self) -> Reach | None:
        everything = np.arange(self.count)
        first = self._quick(np.zeros(self.count, bool), None)
        proved = True
        if first is None:
            first, proved = self._panel(everything, np.zeros(self.count), self.caps)
        if first is None:
            return None if proved else Reach(None, self.caps > 0, False)
        last, reachable = first, np.zeros(self.count, bool)
        while True:
            reachable |= (last > 0) | replaceable(self.program, last)
            doubtful = (self.caps > 0) & ~reachable
            if not doubtful.any():
                return Reach(first, reachable, True)
            more = self._quick(doubtful, last)
            if more is None or not more[doubtful].any():
                more, proved = self._panel(everything, -doubtful.astype(np.float64), self.caps)
            if more is None or not more[doubtful].any():
                return Reach(first, reachable if proved else self.caps > 0, proved)
            last = more

    def _quick(self, doubtful: Marks, last: Whole | None) -> Whole | None:
        """A panel with many of the doubtful types, one of each, among few types; None where these are too few."""
        costs = -doubtful.astype(np.float64)
        caps = np.where(doubtful, np.minimum(self.caps, 1), self.caps)
        solution = self._fractions(costs, caps)
        if solution is None:
            return None
        used = solution.x > 1e-9
        if last is not None:
            used |= last > 0
        others = np.flatnonzero((doubtful if last is not None else self.caps > 0) & ~used)
        used[others[:: max(1, len(others) // MORE_TYPES)]] = True
        return self._panel(np.flatnonzero(used), costs, caps)[0]

    def _fractions(self, costs: Floats, caps: Floats) -> Solution | None:
        self.in_parts.price(costs)
        self.in_parts.bound(np.zeros(self.count), caps)
        return self.in_parts.solve()

    def _panel(self, among: Whole, costs: Floats, caps: Floats) -> tuple[Whole | None, bool]:
        """A valid panel of the types `among`, and whether nothing was left out for want of time."""
        own = self.program
        whole = np.ones(len(among), bool)
        asked = Program(
            costs[among], np.zeros(len(among)), caps[among], own.matrix.chosen(among), own.row_lower, own.row_upper,
            whole, GOOD_ENOUGH,
        )  # fmt: skip
        solution = asked.solve(nodes=MOST_BRANCHES)
        if solution is None:
            return None, not asked.stopped
        panel = np.zeros(self.count, np.int64)
        panel[among] = np.rint(solution.x)
        return panel, solution.proved


def replaceable(program: PoolProgram, panel: Whole) -> Marks:
    """Types of which one more person could take the place of somebody on this valid panel.

    Where their coming would break the quotas of one category, somebody else is exchanged with them: a person for
    another who differs in that category alone, the other way round. Not all types that could come so are found, but
    all that are found could.
    """
    counts = program.matrix.times(panel.astype(np.float64))
    quotas = counts[: program.seats_row]
    may_go, may_come = quotas > program.least, quotas < program.most
    taken = np.zeros(program.home_count + 1)
    taken[: program.home_count] = counts[program.seats_row + 1 :]
    free = panel < program.caps
    alone = np.flatnonzero(free & (program.homes < 0))
    on_panel = np.flatnonzero(panel > 0)
    mendable = _mendable(program, on_panel, alone)
    found = np.zeros(len(program.types), bool)
    for leaving in on_panel:
        old = program.traits[:, leaving]
        kept = (program.traits == old[:, None]) | (may_go[old][:, None] & may_come[program.traits])
        mended = kept | mendable[old[:, None], program.traits]
        fits = mended.all(axis=0) & (kept.sum(axis=0) >= len(kept) - 1)
        home_is_free = (taken[program.homes] == 0) | (program.homes == program.homes[leaving])
        found |= fits & home_is_free & free
    return found


def _mendable(program: PoolProgram, on_panel: Whole, coming: Whole) -> Marks:
    """[u, v]: somebody of the panel with quota v could be exchanged for one who has u instead, and is else the same."""
    rows = program.seats_row
    found = np.zeros((rows, rows), bool)
    if not len(program.traits):
        return found
    new = program.traits[:, coming]
    for leaving in on_panel:
        old = program.traits[:, leaving]
        differs = new != old[:, None]
        single = np.flatnonzero(differs.sum(axis=0) == 1)
        where = differs[:, single].argmax(axis=0)
        found[new[where, single], old[where]] = True
    return found
