"""The most even chances between a floor and a ceiling: those with the highest geometric mean.

Maximises the sum of the logarithms of everybody's chance. That is concave, with simple bounds and few rows, so a
primal-dual interior-point method (Wright, Primal-Dual Interior-Point Methods, 1997, chapter 10: predictor and
corrector) solves it in some thirty steps, each of which solves one small system of equations with a line for each row.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assembly.sortition.solver import Floats, Matrix

MOST_STEPS = 200
EXACT = 1e-10
# The last answer is still good if it is this exact: chances to nine digits.
EXACT_ENOUGH = 1e-7
TO_THE_EDGE = 0.995
LEAST_CENTRE = 1e-14
THIN = 1e-10
A_TRIFLE = 1e-5


@dataclass(frozen=True)
class Rows:
    """`least` ≤ matrix·x ≤ `most`; equal bounds make an equation. Dense: there are few rows."""

    matrix: Floats
    least: Floats
    most: Floats


def most_even(
    weights: Floats, lower: Floats, upper: Floats, matrix: Matrix, least: Floats, most: Floats
) -> Floats | None:
    """The x with the greatest Σ weights·log x, 0 ≤ lower < upper, within rows that must leave some x possible.

    Infinite `least` and `most` mean no bound. Everything should be of the order of 1. Exact to about nine digits; None
    where the method does not get there.
    """
    # Somebody whose chance has to be 0 would make every sum of logarithms equally bad; a trifle more for all mends it.
    extra = A_TRIFLE if lower.min() <= 0 else 0.0
    lower, upper, dense = lower + extra, upper + extra, matrix.dense
    moved = extra * dense.sum(axis=1)
    # A bound that is out of reach stands in for none.
    rows = Rows(dense, np.maximum(least + moved, dense @ lower - 1), np.minimum(most + moved, dense @ upper + 1))
    found = _Interior(weights, lower, upper, rows).run()
    return None if found is None else found - extra


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
        # A region without inside gets one, too thin to matter, by moving all bounds out a little.
        self.low = np.concatenate((lower * (1 - THIN), rows.least[loose] - THIN))
        self.high = np.concatenate((upper * (1 + THIN), rows.most[loose] + THIN))
        self.v = (self.low + self.high) / 2
        # Distances are kept, not subtracted anew: near a bound the difference would be rounded to nothing.
        self.below = self.above = (self.high - self.low) / 2
        self.low_price = np.ones(len(self.v))
        self.high_price = np.ones(len(self.v))
        self.row_price = np.zeros(len(self.target))

    def run(self) -> Floats | None:
        best, best_error = self.v[: self.count], np.inf
        for _ in range(MOST_STEPS):
            error = self._error()
            if error < best_error:
                best, best_error = self.v[: self.count].copy(), error
            if error < EXACT or (best_error < EXACT_ENOUGH and error > 1e3 * best_error):
                break
            self._step()
        return best if best_error <= EXACT_ENOUGH else None

    def _error(self) -> float:
        scale = 1 + float(np.abs(self.target).max(initial=0))
        gap = float(self.low_price @ self.below + self.high_price @ self.above)
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
        below, above = self.below, self.above
        curve = np.concatenate((self.weights / self.v[: self.count] ** 2, np.zeros(len(self.loose))))
        curve += self.low_price / below + self.high_price / above
        system = _System(self.matrix, curve, self.loose, self.count)
        slopes, errors = self._slopes(), self._row_errors()
        gap = float(self.low_price @ below + self.high_price @ above) / (2 * len(self.v))

        def direction(low_aim: Floats, high_aim: Floats) -> tuple[Floats, Floats, Floats, Floats]:
            """Towards prices × distances = aims."""
            pull = -(slopes + self.low_price - self.high_price - low_aim / below + high_aim / above)
            move, row_move = system.solve(pull, -errors)
            low_move = (low_aim - self.low_price * move) / below - self.low_price
            high_move = (high_aim + self.high_price * move) / above - self.high_price
            return move, row_move, low_move, high_move

        nothing = np.zeros(len(self.v))
        move, _, low_move, high_move = direction(nothing, nothing)
        length: float = min(_reach(below, move), _reach(above, -move))
        length = min(length, _reach(self.low_price, low_move), _reach(self.high_price, high_move))
        after = (self.low_price + length * low_move) @ (below + length * move)
        after += (self.high_price + length * high_move) @ (above - length * move)
        bend = length**2  # how far ahead the prediction held, so far it is believed
        shrink = float(after) / (2 * len(self.v)) / gap
        centre = max(shrink * shrink * shrink * gap, LEAST_CENTRE)
        aims = centre - bend * low_move * move, centre + bend * high_move * move
        move, row_move, low_move, high_move = direction(*aims)
        ahead = TO_THE_EDGE * min(_reach(below, move), _reach(above, -move))
        price_ahead = TO_THE_EDGE * min(_reach(self.low_price, low_move), _reach(self.high_price, high_move))
        length = min(1.0, ahead, price_ahead)
        self.v = self.v + length * move
        self.below, self.above = below + length * move, above - length * move
        self.row_price = self.row_price + length * row_move
        self.low_price = self.low_price + length * low_move
        self.high_price = self.high_price + length * high_move


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
        # A little more on the diagonal, for equations that follow from others, as the seats do from all values of one
        # category.
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
