"""The averages that whole panels can have, as near as possible to those that were wanted.

Targets come from sums over parts of people; where a pool is very tight, no mixture of whole panels may have them. Then
this module looks for the best mixture there is: first the highest floor, then the least that anybody's chance falls
below its target. The method is column generation (Flanigan et al., Nature 2021, use it for the same purpose): a master
program mixes the panels known so far, its duals put a price on every type, and a search in whole numbers looks for the
panel that is worth most at these prices; when none is worth more than those known, the mixture is proved to be best.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assembly.sortition.program import PoolProgram
from assembly.sortition.refusals import SortitionRefused
from assembly.sortition.solver import INFINITY, Floats, Matrix, Program, Whole

MOST_ROUNDS = 400
MOST_BRANCHES = 2_000
SMALLEST_GAIN = 1e-4  # a part of what has been reached: a panel that promises less ends the search
NEAR = 0.01  # a part of their targets: chances that miss them by less on average are near enough
ABOVE_ALLOWED = 100.0  # what a chance above the allowed ceiling costs, against one that is missing
NO_PANEL = "No panel meets all the quotas with the people in this pool."


@dataclass(frozen=True)
class Mixture:
    """`panels[c]` says how many people of each type panel c has; the shares add up to one."""

    panels: Floats
    shares: Floats

    @property
    def averages(self) -> Floats:
        return np.asarray(self.shares @ self.panels)


@dataclass(frozen=True)
class Wishes:
    """On an average panel: `wanted` people of each type, at least `floor` × all there are, at most `allowed`."""

    wanted: Floats
    floor: float
    allowed: Floats


def best_mixture(program: PoolProgram, wishes: Wishes, known: Whole, tell: Callable[[float], None]) -> Mixture:
    """As near to the wishes as whole panels come; `known` are valid panels to begin with (rows of counts by type).

    Types that are wanted but on no valid panel are left out of the floor.
    """
    panels = np.unique(known.astype(np.float64), axis=0).reshape(-1, len(program.types))
    richest = _Richest(program, wishes.wanted > 0)
    if not len(panels):
        panels = richest.panel(wishes.wanted)[None, :]
    panels = _covered(panels, wishes.wanted > 0, richest)
    served = (panels > 0).any(axis=0)
    sizes = np.where(served, program.sizes, 0).astype(np.float64)
    panels, mixed = _generate(
        panels, richest, lambda now: _highest_floor(now, sizes, wishes.floor), tell, -wishes.floor
    )
    floor = min(-mixed.value, wishes.floor) * (1 - 1e-9)
    near = NEAR * np.count_nonzero(wishes.wanted)
    panels, mixed = _generate(panels, richest, lambda now: _nearest(now, wishes, floor * sizes), tell, near)
    return Mixture(panels, np.maximum(0, mixed.shares) / np.maximum(0, mixed.shares).sum())


@dataclass(frozen=True)
class _Mixed:
    value: float
    shares: Floats
    prices: Floats


class _Richest:
    """Finds the valid panel that is worth most, for prices on types."""

    def __init__(self, program: PoolProgram, wanted: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> None:
        nothing = np.zeros(len(program.types))
        most = np.where(wanted, program.caps, 0).astype(np.float64)
        whole = np.ones(len(nothing), bool)
        self._program = Program(
            nothing, nothing, most, program.matrix, program.row_lower, program.row_upper, whole, SMALLEST_GAIN
        )

    def panel(self, prices: Floats) -> Floats:
        """The richest panel; where that is too hard to find, the richest that some thousand branches show."""
        self._program.price(-prices)
        found = self._program.solve(nodes=MOST_BRANCHES) or self._program.solve()
        if found is None:
            raise SortitionRefused(NO_PANEL)
        return np.rint(found.x)


def _covered(panels: Floats, wanted: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], richest: _Richest) -> Floats:
    """Panels added until everybody who can be on one is on one."""
    while True:
        missing = wanted & ~(panels > 0).any(axis=0)
        new = richest.panel(missing.astype(np.float64)) if missing.any() else panels[0]
        if not (new[missing] > 0).any():
            return panels
        panels = np.vstack((panels, new))


def _generate(
    panels: Floats, richest: _Richest, mix: Callable[[Floats], _Mixed], tell: Callable[[float], None], enough: float
) -> tuple[Floats, _Mixed]:
    """Add the panel worth most at the prices of the best mixture, until it is worth no more than those mixed, or the
    value (which shall be small) is small enough."""
    for number in range(MOST_ROUNDS):
        tell(number / MOST_ROUNDS)
        mixed = mix(panels)
        if mixed.value <= enough:
            break
        new = richest.panel(mixed.prices)
        gain = mixed.prices @ new - (panels @ mixed.prices)[mixed.shares > 1e-9].max()
        if gain <= SMALLEST_GAIN * max(abs(mixed.value), 1e-6):
            break
        panels = np.vstack((panels, new))
    return panels, mixed


def _highest_floor(panels: Floats, sizes: Floats, enough: float) -> _Mixed:
    """Maximise the floor (no further than is enough): what a mixture has of a type is floor × its size + a surplus."""
    served = np.flatnonzero(sizes > 0)
    count = len(served)
    rows = np.concatenate((np.arange(count), np.arange(count)))
    columns = np.concatenate((np.zeros(count, np.int64), 1 + np.arange(count)))
    extra = Matrix.of(count + 1, 1 + count, rows, columns, -np.concatenate((sizes[served], np.ones(count))))
    costs = np.concatenate(([-1.0], np.zeros(count)))
    most = np.concatenate(([enough], np.full(count, INFINITY)))
    return _mix(panels, served, extra, costs, most, np.zeros(count))


def _nearest(panels: Floats, wishes: Wishes, floors: Floats) -> _Mixed:
    """Minimise what chances fall below their targets, each as a part of its target, keeping the floors."""
    wanted = wishes.wanted
    served = np.flatnonzero(wanted > 0)
    count = len(served)
    every = np.arange(count)
    signs = np.repeat([1.0, -1.0, -1.0], count)  # missing, above the target, above what is allowed
    extra = Matrix.of(count + 1, 3 * count, np.tile(every, 3), np.arange(3 * count), signs)
    costs = np.concatenate((1 / wanted[served], np.zeros(count), ABOVE_ALLOWED / wanted[served]))
    most = np.concatenate((
        np.maximum(0, wanted[served] - floors[served]), np.maximum(0, wishes.allowed - wanted)[served],
        np.full(count, INFINITY),
    ))  # fmt: skip
    return _mix(panels, served, extra, costs, most, wanted[served])


def _mix(panels: Floats, served: Whole, extra: Matrix, costs: Floats, most: Floats, right: Floats) -> _Mixed:
    """min costs·e so that, for each served type, shares × panels + extra·e = right, and the shares add up to one."""
    known, count = len(panels), len(served)
    table = np.column_stack((panels[:, served], np.ones(known)))
    which, rows = np.nonzero(table)
    mixing = Matrix.of(count + 1, known, rows, which, table[which, rows])
    sides = np.concatenate((right, [1.0]))
    costs, most = np.concatenate((np.zeros(known), costs)), np.concatenate((np.ones(known), most))
    found = Program(costs, np.zeros(len(costs)), most, mixing.beside(extra), sides, sides).solve()
    if found is None:
        raise SortitionRefused(NO_PANEL)
    prices = np.zeros(panels.shape[1])
    prices[served] = found.duals[:count]
    return _Mixed(found.value, found.x[:known], prices)
