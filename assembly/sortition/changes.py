"""The smallest change of quotas that makes a panel possible."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assembly.sortition.pool import Quota
from assembly.sortition.program import PoolProgram
from assembly.sortition.solver import Floats, Matrix, Program, Whole

# One person more or less at any quota costs this; what is added to it only decides between changes of equal size.
ONE_PERSON = 10_000.0
MOST_BRANCHES = 20_000


@dataclass(frozen=True, slots=True)
class Change:
    """One bound of one quota, as it is and as it would have to be."""

    quota: Quota
    bound: Literal["least", "most"]
    now: int
    to: int

    @property
    def sentence(self) -> str:
        verb = "Lower" if self.bound == "least" else "Raise"
        return f"{self.quota.category}: {self.quota.value}. {verb} the {self.bound} from {self.now} to {self.to}."


def smallest_changes(program: PoolProgram) -> tuple[Change, ...] | None:
    """The changes that, added up, move the bounds by the fewest people; None where no quotas make a panel possible.

    Between changes of equal size, leasts are lowered before mosts are raised, and quotas that come earlier in the order
    of their names are changed first. Solved in whole numbers: each quota's row may be missed at a price. The idea is
    that of `sortition-algorithms` (Sortition Foundation); the order of preference is ours.
    """
    if program.home_count + int(program.sizes[program.homes < 0].sum()) < program.seats:
        return None
    count, quotas = len(program.types), len(program.quotas)
    each = np.arange(quotas)
    plain = np.minimum(program.sizes, program.seats)
    plain[program.homes >= 0] = 1
    height = program.matrix.height
    misses = Matrix.of(
        height, 2 * quotas, np.tile(each, 2), np.arange(2 * quotas), np.repeat((1.0, -1.0), quotas)
    )  # fmt: skip
    prices = np.concatenate((ONE_PERSON + each, ONE_PERSON + quotas + each))
    costs = np.concatenate((np.zeros(count), prices))
    most_missed = np.concatenate((program.least, np.maximum(program.seats - program.most, 0)))
    upper = np.concatenate((plain, most_missed)).astype(np.float64)
    missed = _cheapest(program, program.matrix.beside(misses), costs, upper)
    if missed is None:
        return None
    lowered = [Change(q, "least", q.least, q.least - int(n)) for q, n in zip(program.quotas, missed, strict=False) if n]
    raised = zip(program.quotas, missed[quotas:], strict=True)
    return (*lowered, *(Change(q, "most", q.most, q.most + int(n)) for q, n in raised if n))


def _cheapest(program: PoolProgram, matrix: Matrix, costs: Floats, upper: Floats) -> Whole | None:
    """By how much each bound is missed, leasts first.

    What the same program costs in parts of people is a bound, rounded up to whole people. If a search among the types
    that its answer uses comes down to that, nothing better is left to be found among all.
    """
    count = len(program.types)
    nothing, rows = np.zeros(len(costs)), (program.row_lower, program.row_upper)
    bound = Program(costs, nothing, upper, matrix, *rows).solve()
    if bound is None:
        return None
    whole = np.ones(len(costs), bool)
    used = bound.x > 1e-9
    used[count:] = True
    among = np.flatnonzero(used)
    quick = Program(
        costs[among], nothing[among], upper[among], matrix.chosen(among), *rows, whole[among]
    ).solve(nodes=MOST_BRANCHES)  # fmt: skip
    if quick is not None and quick.proved and quick.value <= np.ceil(bound.value - 1e-6) + 1e-6:
        return np.rint(quick.x[-2 * len(program.quotas) :]).astype(np.int64)
    found = Program(costs, nothing, upper, matrix, *rows, whole).solve(nodes=MOST_BRANCHES)
    return None if found is None else np.rint(found.x[count:]).astype(np.int64)
