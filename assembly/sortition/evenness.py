"""The most even chances between a floor and a ceiling: those with the highest geometric mean.

Maximises the sum of the logarithms of everybody's chance. That is concave, with simple bounds and few rows, so a
primal-dual interior-point method (Wright, Primal-Dual Interior-Point Methods, 1997, chapter 10: predictor and corrector)
solves it in some thirty steps, each of which solves one small system of equations with a line for each row.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assembly.sortition.refusals import SortitionRefused
from assembly.sortition.solver import Floats

MOST_STEPS = 200
EXACT = 1e-10
# The last answer is still good if it is this exact: chances to nine digits.
EXACT_ENOUGH = 1e-7
TO_THE_EDGE = 0.995


@dataclass(frozen=True)
class Rows:
    """`least` ≤ matrix·x ≤ `most`; equal bounds make an equation. Dense: there are few rows."""

    matrix: Floats
    least: Floats
    most: Floats


def evenest(weights: Floats, lower: Floats, upper: Floats, rows: Rows) -> Floats:
    """The x with the greatest Σ weights·log x within lower < upper and the rows, which must leave some x possible.

    Bounds should be of the order of 1. Exact to about nine digits.
    """
    return _Interior(weights, lower, upper, rows).run()


class _Interior:
    """One state of the method: x and slacks s of the rows that are no equations, all strictly between their bounds."""

    def __init__(self, weights: Floats, lower: Floats, upper: Floats, rows: Rows) -> None:
        self.weights = weights
        self.matrix = rows.matrix
        self.equal = rows.most - rows.least <= 1e-12
        self.target = rows.least
        loose = np.flatnonzero(~self.equal)
        self.loose = loose
        self.count = len(weights)
        # x and slacks together: v, with bounds; each row is matrix·x − (its slack, or its equal bound) = 0.
        self.low = np.concatenate((lower, rows.least[loose]))
        self.high = np.concatenate((upper, rows.most[loose]))
        self.v = (self.low + self.high) / 2
        self.low_price = np.ones(len(self.v))
        self.high_price = np.ones(len(self.v))
        self.row_price = np.zeros(len(self.target))

    def run(self) -> Floats:
        best, best_error = self.v[: self.count], np.inf
        for _ in range(MOST_STEPS):
            error = self._error()
            if error < best_error:
                best, best_error = self.v[: self.count].copy(), error
            if error < EXACT or (best_error < EXACT_ENOUGH and error > 1e3 * best_error):
                break
            self._step()
        if best_error > EXACT_ENOUGH:
            raise SortitionRefused("The most even chances of this pool could not be found. Give its quotas more room.")
        return best

    def _error(self) -> float:
        scale = 1 + float(np.abs(self.target).max(initial=0))
        gap = float((self.low_price @ (self.v - self.low) + self.high_price @ (self.high - self.v)))
        own = float(self.weights.sum())
        return max(float(np.abs(self._row_errors()).max(initial=0)) / scale, gap / own,
                   float(np.abs(self._slopes()).max(initial=0)) / float(self.weights.max()))  # fmt: skip

    def _row_errors(self) -> Floats:
        errors = self.matrix @ self.v[: self.count]
        errors[self.equal] -= self.target[self.equal]
        errors[self.loose] -= self.v[self.count :]
        return errors

    def _slopes(self) -> Floats:
        """How far from level the objective with all prices is."""
        slopes = np.concatenate((-self.weights / self.v[: self.count], np.zeros(len(self.loose))))
        slopes[: self.count] -= self.matrix.T @ self.row_price
        slopes[self.count :] += self.row_price[self.loose]
        return slopes - self.low_price + self.high_price

    def _step(self) -> None:
        below, above = self.v - self.low, self.high - self.v
        curve = np.concatenate((self.weights / self.v[: self.count] ** 2, np.zeros(len(self.loose))))
        curve += self.low_price / below + self.high_price / above
        system = _System(self.matrix, curve, self.loose, self.count)
        slopes, errors = self._slopes(), self._row_errors()
        gap = (self.low_price @ below + self.high_price @ above) / (2 * len(self.v))

        def direction(low_aim: Floats, high_aim: Floats) -> tuple[Floats, Floats, Floats, Floats]:
            """Towards prices × distances = aims."""
            pull = -(slopes + self.low_price - self.high_price - low_aim / below + high_aim / above)
            move, row_move = system.solve(pull, -errors)
            low_move = (low_aim - self.low_price * move) / below - self.low_price
            high_move = (high_aim + self.high_price * move) / above - self.high_price
            return move, row_move, low_move, high_move

        nothing = np.zeros(len(self.v))
        move, _, low_move, high_move = direction(nothing, nothing)
        length = min(
            self._room(move, below, above), _reach(self.low_price, low_move), _reach(self.high_price, high_move)
        )
        after = (self.low_price + length * low_move) @ (below + length * move)
        after += (self.high_price + length * high_move) @ (above - length * move)
        centre = (float(after) / (2 * len(self.v)) / gap) ** 3 * gap
        move, row_move, low_move, high_move = direction(centre - low_move * move, centre + high_move * move)
        ahead = TO_THE_EDGE * self._room(move, below, above)
        price_ahead = TO_THE_EDGE * min(_reach(self.low_price, low_move), _reach(self.high_price, high_move))
        length = min(1.0, ahead, price_ahead)
        self.v = self.v + length * move
        self.row_price = self.row_price + length * row_move
        self.low_price = self.low_price + length * low_move
        self.high_price = self.high_price + length * high_move

    def _room(self, move: Floats, below: Floats, above: Floats) -> float:
        return min(_reach(below, move), _reach(above, -move))


def _reach(value: Floats, move: Floats) -> float:
    """How many times `move` a positive value can be moved before it is nothing; at most slightly more than once."""
    sinking = move < 0
    return min(1 / TO_THE_EDGE, float((value[sinking] / -move[sinking]).min(initial=2.0)))


class _System:
    """The equations of one step: curve·move − rowsᵀ·price = pull, rows·move = push."""

    def __init__(self, matrix: Floats, curve: Floats, loose: NDArray[np.int64], count: int) -> None:
        self.matrix, self.curve, self.loose, self.count = matrix, curve, loose, count
        core = (matrix / curve[:count]) @ matrix.T
        core[loose, loose] += 1 / curve[count:]
        self.size = np.sqrt(np.maximum(core.diagonal(), 1e-300))
        core = core / self.size / self.size[:, None]
        # A little more on the diagonal, for equations that follow from others (all values of one category and the seats).
        self.core = core
        self.mended = core + 1e-12 * np.eye(len(core))

    def _rows(self, v: Floats) -> Floats:
        out = self.matrix @ v[: self.count]
        out[self.loose] -= v[self.count :]
        return out

    def _columns(self, price: Floats) -> Floats:
        return np.concatenate((self.matrix.T @ price, -price[self.loose]))

    def solve(self, pull: Floats, push: Floats) -> tuple[Floats, Floats]:
        price = np.zeros(len(push))
        move = pull / self.curve
        for _ in range(3):
            missing = (push - self._rows(move)) / self.size
            price = price + np.linalg.solve(self.mended, missing) / self.size
            move = (pull + self._columns(price)) / self.curve
        return move, price
