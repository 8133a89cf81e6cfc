"""How high the smallest chance of a draw can be, and how low the largest: two linear programs over everybody's chances.

Chances are looked at as shares of a panel: a panel's rules hold for the sums of chances too. That is a bound. No method
can reach more, but whether panels of whole people reach it, only making them tells (Flanagan et al., Nature 596, 2021,
call the floor “maximin”; the floor-then-ceiling order follows Baharav and Flanigan, “Goldilocks”, 2024).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assembly.sortition.program import PoolProgram
from assembly.sortition.solver import INFINITY, Floats, Matrix, Program, Solution, Whole

# Below this, a price of a linear program says nothing.
SOME_PRICE = 1e-7


@dataclass(frozen=True)
class Limit:
    """`chance` is the highest floor or the lowest ceiling; `chances` of each type's people reach it.

    `prices[r]` says by how much the floor would rise (the ceiling sink) if row r allowed one more of the people it
    holds back: negative where a row holds people down at its most, positive where its least asks for too many.
    `fixed` marks the types whose chance has to be what it is in `chances`, whichever way the limit is reached, and
    `tight` the rows that are always filled to the same bound.
    """

    chance: float
    chances: Floats
    prices: Floats
    fixed: NDArray[np.bool_]
    tight: NDArray[np.bool_]


def highest_floor(program: PoolProgram, reachable: NDArray[np.bool_]) -> Limit | None:
    """The highest chance that everybody of the reachable types can have at once; None where quotas exclude each other.

    Solved in what each chance has above the floor, so that most rows are simple bounds.
    """
    count = len(program.types)
    own, everybody = program.by_size, reachable.astype(np.float64)
    chosen = np.flatnonzero(reachable)
    floor_rows = own.height + np.arange(len(chosen))
    matrix = Matrix.of(
        own.height + len(chosen),
        count + 1,
        np.concatenate((own.rows, floor_rows, np.arange(own.height), floor_rows)),
        np.concatenate((own.columns, chosen, np.full(own.height + len(chosen), count))),
        np.concatenate((own.values, np.ones(len(chosen)), own.times(everybody), np.ones(len(chosen)))),
    )
    upper = np.concatenate((everybody, [1.0]))
    row_lower = np.concatenate((program.row_lower, np.zeros(len(chosen))))
    row_upper = np.concatenate((program.row_upper, np.ones(len(chosen))))
    costs = np.concatenate((np.zeros(count), [-1.0]))
    solution = Program(costs, np.zeros(count + 1), upper, matrix, row_lower, row_upper).solve()
    if solution is None:
        return None
    floor = float(solution.x[count])
    chances = np.where(reachable, solution.x[:count] + floor, 0.0)
    return _limit(program, floor, chances, chosen, solution)


def lowest_ceiling(program: PoolProgram, floors: Floats, reachable: NDArray[np.bool_]) -> Limit:
    """The lowest chance that nobody has to exceed, when every type has at least its floor (which must be possible)."""
    count = len(program.types)
    own, chosen = program.by_size, np.flatnonzero(reachable)
    ceiling_rows = own.height + np.arange(len(chosen))
    matrix = Matrix.of(
        own.height + len(chosen),
        count + 1,
        np.concatenate((own.rows, ceiling_rows, ceiling_rows)),
        np.concatenate((own.columns, chosen, np.full(len(chosen), count))),
        np.concatenate((own.values, np.ones(len(chosen)), -np.ones(len(chosen)))),
    )
    row_lower = np.concatenate((program.row_lower, np.full(len(chosen), -INFINITY)))
    row_upper = np.concatenate((program.row_upper, np.zeros(len(chosen))))
    lower = np.concatenate((floors, [0.0]))
    upper = np.concatenate((reachable.astype(np.float64), [1.0]))
    costs = np.concatenate((np.zeros(count), [1.0]))
    solution = Program(costs, lower, upper, matrix, row_lower, row_upper).solve()
    assert solution is not None, "the floors were possible"
    return _limit(program, float(solution.x[count]), solution.x[:count], chosen, solution)


def _limit(program: PoolProgram, chance: float, chances: Floats, chosen: Whole, solution: Solution) -> Limit:
    count, height = len(program.types), program.by_size.height
    prices = solution.duals[:height]
    fixed = np.abs(solution.reduced[:count]) > SOME_PRICE
    fixed[chosen] |= np.abs(solution.duals[height:]) > SOME_PRICE
    return Limit(chance, chances, prices, fixed, np.abs(prices) > SOME_PRICE)
