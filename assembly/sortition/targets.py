"""The chance everybody should have: as high a floor as any method can reach, then a low ceiling, then evenness."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from assembly.sortition.pool import PersonId, PersonType


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

    @cached_property
    def by_type(self) -> Mapping[PersonType, float]:
        return dict(zip(self.types, self.probabilities, strict=True))

    @property
    def kept_floor(self) -> float:
        """The least chance of anybody who can be chosen: `keep_floor` of the highest possible one."""
        return self.keep_floor * self.floor
