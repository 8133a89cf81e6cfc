"""The chance everybody should have: as high a floor as any method can reach, then a low ceiling, then evenness."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assembly.sortition.evenness import most_even
from assembly.sortition.limits import highest_floor, lowest_ceiling
from assembly.sortition.pool import PersonId, PersonType, Pool
from assembly.sortition.program import PoolProgram
from assembly.sortition.reach import reach_of
from assembly.sortition.refusals import SortitionRefused
from assembly.sortition.solver import INFINITY, Floats, Whole


@dataclass(frozen=True)
class Targets:
    """What a portfolio should reach. `probabilities[i]` is the chance of each single person of `types[i]`.

    `types` has the order of `Pool.types`. All chances are parts of one (0.25 is one in four). People who can be on no
    valid panel have the chance 0 and stand in `unreachable`; floor and geometric mean are about everybody else.
    """

    seats: int
    types: tuple[PersonType, ...]
    probabilities: tuple[float, ...]
    floor: float  # nobody's method can give everybody more than this
    ceiling: float  # the lowest largest chance that goes with `keep_floor` × `floor`
    allowed_ceiling: float  # min(1, `ceiling_factor` × `ceiling`): no probability is above it
    geometric_mean: float
    unreachable: tuple[PersonId, ...]
    keep_floor: float = 1.0
    ceiling_factor: float = 1.5
    # False where the sums came to no end: then the chances keep floor and ceiling, but may not be the most even ones.
    is_most_even: bool = True

    @cached_property
    def by_type(self) -> Mapping[PersonType, float]:
        return dict(zip(self.types, self.probabilities, strict=True))

    @property
    def kept_floor(self) -> float:
        """The least chance of anybody who can be chosen: `keep_floor` of the highest possible one."""
        return self.keep_floor * self.floor


def targets(pool: Pool, keep_floor: float = 1.0, ceiling_factor: float = 1.5) -> Targets:
    """The chances a draw from this pool should give.

    First the highest floor z that everybody who can be on a valid panel can have at once; then, with `keep_floor`·z
    kept, the lowest ceiling c; then, between `keep_floor`·z and min(1, `ceiling_factor`·c), the highest geometric mean.
    Who can be on a panel is decided for whole people (`reach`); floor, ceiling and mean are bounds from sums of chances
    (`limits`). No portfolio of panels does better; whether one gets there is for the portfolio to find out. Of some
    2,000 small pools of which every panel was looked at, two could not give everybody the floor (the worse one 0.83
    of it), and in about one of fifty with few seats and tight quotas no weights on panels gave exactly all of these
    chances: there a portfolio comes as near as it can, the floor first. `keep_floor` is from 0 to 1,
    `ceiling_factor` at least 1.

    Raises `SortitionRefused` for other settings, and where no panel is possible (`possible` says why).
    """
    if not 0 <= keep_floor <= 1:
        raise SortitionRefused("The part of the floor to keep must be between 0 and 1.")
    if not ceiling_factor >= 1:
        raise SortitionRefused("The highest chance allowed cannot be below the lowest possible one.")
    program = PoolProgram.of(pool)
    reach = reach_of(program)
    limit = None if reach is None else highest_floor(program, reach.reachable)
    if reach is None or limit is None:
        raise SortitionRefused("No panel of these people meets all quotas. Ask what is possible to see what to change.")
    floors = np.where(reach.reachable, keep_floor * limit.chance, 0.0)
    ceiling = lowest_ceiling(program, floors, reach.reachable)
    allowed = min(1.0, ceiling_factor * ceiling.chance)
    even = evenest_between(program, floors, np.where(reach.reachable, allowed, 0.0))
    chances = ceiling.chances if even is None else even
    return Targets(
        seats=pool.seats,
        types=program.types,
        probabilities=tuple(chances.tolist()),
        floor=limit.chance,
        ceiling=ceiling.chance,
        allowed_ceiling=allowed,
        geometric_mean=geometric_mean(chances[reach.reachable], program.sizes[reach.reachable]),
        unreachable=program.people(~reach.reachable, pool),
        keep_floor=keep_floor,
        ceiling_factor=ceiling_factor,
        is_most_even=even is not None,
    )


def geometric_mean(chances: Floats, sizes: Whole) -> float:
    """Of the chances of `sizes` people each; 0 if anybody has none."""
    if not (chances > 0).all():
        return 0.0
    return float(np.exp(sizes @ np.log(chances) / sizes.sum()))


def evenest_between(program: PoolProgram, floors: Floats, ceilings: Floats) -> Floats | None:
    """The chances of highest geometric mean between floors and ceilings, which must leave some chances possible."""
    chances, free = floors.copy(), np.flatnonzero(ceilings - floors > 1e-12)
    if not len(free):
        return chances
    own, low = program.by_size, program.by_size.times(floors)
    high = own.times(ceilings)
    unit = program.seats / int(program.sizes.sum())
    rows = np.flatnonzero((low < program.row_lower - 1e-12) | (high > program.row_upper + 1e-12))
    matrix = own.chosen(free).row_chosen(rows)
    taken = own.times(np.where(ceilings - floors > 1e-12, 0.0, floors))[rows]
    least = np.where(low < program.row_lower - 1e-12, program.row_lower, -INFINITY)[rows]
    most = np.where(high > program.row_upper + 1e-12, program.row_upper, INFINITY)[rows]
    bounds = floors[free] / unit, ceilings[free] / unit
    sizes = program.sizes[free].astype(np.float64)
    found = most_even(sizes, *bounds, matrix, (least - taken) / unit, (most - taken) / unit)
    if found is None:
        return None
    chances[free] = unit * found
    return np.clip(chances, floors, ceilings)
