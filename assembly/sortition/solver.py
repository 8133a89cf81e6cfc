"""Linear programs, also in whole numbers, given to HiGHS: one thread and fixed settings, so that answers repeat."""

from dataclasses import dataclass
from typing import cast

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray

from assembly.sortition.refusals import SortitionRefused

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
INFINITY = float(highspy.kHighsInf)
STATUS = highspy.HighsModelStatus
SETTINGS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "random_seed": 0,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
    "mip_feasibility_tolerance": 1e-7,
    "mip_abs_gap": 1e-6,
}


@dataclass(frozen=True)
class Matrix:
    """A sparse matrix, column by column: column j holds `values[starts[j]:starts[j+1]]` in the rows of that slice."""

    height: int
    starts: Whole
    rows: Whole
    values: Floats

    @property
    def width(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, height: int, width: int, rows: ArrayLike, columns: ArrayLike, values: ArrayLike) -> "Matrix":
        """From entries in any order, none of them twice."""
        where, which, what = np.asarray(rows, np.int64), np.asarray(columns, np.int64), np.asarray(values, np.float64)
        order = np.lexsort((where, which))
        starts = np.concatenate(([0], np.cumsum(np.bincount(which, minlength=width)))).astype(np.int64)
        return cls(height, starts, where[order], what[order])

    @property
    def columns(self) -> Whole:
        """The column of every entry."""
        return np.repeat(np.arange(self.width), np.diff(self.starts))

    def times(self, x: Floats) -> Floats:
        """Matrix × vector of the width."""
        return np.bincount(self.rows, self.values * x[self.columns], self.height).astype(np.float64)

    def chosen(self, which: Whole) -> "Matrix":
        """Only the columns named, in their order."""
        lengths = np.diff(self.starts)[which]
        starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
        places = np.arange(starts[-1]) - np.repeat(starts[:-1] - self.starts[which], lengths)
        return Matrix(self.height, starts, self.rows[places], self.values[places])

    def row_chosen(self, which: Whole) -> "Matrix":
        """Only the rows named, which must be in rising order, numbered anew."""
        new = np.full(self.height, -1)
        new[which] = np.arange(len(which))
        kept = new[self.rows] >= 0
        return Matrix.of(len(which), self.width, new[self.rows[kept]], self.columns[kept], self.values[kept])

    @property
    def dense(self) -> Floats:
        out = np.zeros((self.height, self.width))
        out[self.rows, self.columns] = self.values
        return out

    def beside(self, other: "Matrix") -> "Matrix":
        """This matrix with the columns of another of the same height to its right."""
        return Matrix(
            self.height,
            np.concatenate((self.starts, self.starts[-1] + other.starts[1:])),
            np.concatenate((self.rows, other.rows)),
            np.concatenate((self.values, other.values)),
        )


@dataclass(frozen=True)
class Solution:
    """`value` of the costs at `x`; `duals` of the rows and `reduced` costs of the columns (empty for whole numbers).

    `bound` is what no solution can beat; `proved` says that `x` is best within the tolerances (1e-9 for fractions,
    nothing for whole numbers). It is False only where a limit ended the search.
    """

    value: float
    x: Floats
    duals: Floats
    reduced: Floats
    bound: float
    proved: bool


class Program:
    """Costs to be made as small as possible over lower ≤ x ≤ upper with row_lower ≤ matrix·x ≤ row_upper.

    It can be solved again with other costs or bounds, beginning from the last answer. Where `whole` is given, the
    columns it names must be whole numbers; then an answer does that is at most `gap`, a part of its value, from the
    best.
    """

    def __init__(
        self, costs: Floats, lower: Floats, upper: Floats, matrix: Matrix, row_lower: Floats, row_upper: Floats,
        whole: NDArray[np.bool_] | None = None, gap: float = 0.0,
    ) -> None:  # fmt: skip
        self._is_whole = whole is not None and bool(whole.any())
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in {**SETTINGS, "mip_rel_gap": gap}.items():
            self._highs.setOptionValue(name, value)
        self.stopped = False
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = matrix.width, matrix.height
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = costs, lower, upper
        lp.row_lower_, lp.row_upper_ = row_lower, row_upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = matrix.starts.astype(np.int32)
        lp.a_matrix_.index_ = matrix.rows.astype(np.int32)
        lp.a_matrix_.value_ = matrix.values
        if self._is_whole:
            kinds = highspy.HighsVarType
            lp.integrality_ = [kinds.kInteger if one else kinds.kContinuous for one in cast(NDArray[np.bool_], whole)]
        self._highs.passModel(lp)
        self._all = np.arange(matrix.width, dtype=np.int32)

    def price(self, costs: Floats) -> None:
        """Other costs, for the next solving."""
        self._highs.changeColsCost(len(self._all), self._all, costs)

    def bound(self, lower: Floats, upper: Floats) -> None:
        """Other bounds, for the next solving."""
        self._highs.changeColsBounds(len(self._all), self._all, lower, upper)

    def solve(self, seconds: float | None = None, nodes: int | None = None) -> Solution | None:
        """The best x; None where there is none, or a limit came before the first was found (`stopped` tells).

        `nodes` limits a search for whole numbers in a way that repeats; `seconds` does not repeat.
        """
        self._highs.setOptionValue("time_limit", INFINITY if seconds is None else seconds)
        self._highs.setOptionValue("mip_max_nodes", 2**31 - 1 if nodes is None else nodes)
        self._highs.run()
        status = self._highs.getModelStatus()
        limits = (STATUS.kTimeLimit, STATUS.kSolutionLimit, STATUS.kIterationLimit, STATUS.kInterrupt)
        self.stopped = status in limits
        if status in (STATUS.kInfeasible, STATUS.kUnboundedOrInfeasible):
            return None
        if status != STATUS.kOptimal and not self.stopped:
            raise SortitionRefused(f"The sums of this draw cannot be done: {self._highs.modelStatusToString(status)}.")
        info, found = self._highs.getInfo(), self._highs.getSolution()
        if self.stopped and info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        value = info.objective_function_value
        return Solution(
            value=value,
            x=np.asarray(found.col_value, np.float64),
            duals=np.asarray(found.row_dual, np.float64),
            reduced=np.asarray(found.col_dual, np.float64),
            bound=info.mip_dual_bound if self._is_whole else value,
            proved=status == STATUS.kOptimal,
        )
