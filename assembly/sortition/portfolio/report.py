"""What a portfolio is, and what it reaches."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from assembly.sortition.pool import PersonId, Pool
from assembly.sortition.targets import Targets


@dataclass(frozen=True)
class Report:
    """Chances are parts of one. Floor and geometric mean are about everybody who can be on a valid panel at all."""

    panels: int
    different_panels: int
    seats: int
    floor: float
    ceiling: float
    geometric_mean: float
    target_floor: float  # no method can give everybody more
    allowed_ceiling: float
    target_geometric_mean: float
    unreachable: int
    largest_miss: float  # the most by which anybody's chance differs from its target

    @property
    def share_of_floor(self) -> float:
        return self.floor / self.target_floor if self.target_floor else 1.0


@dataclass(frozen=True)
class Portfolio:
    """Each line of `panels` is a valid panel, its ids sorted; a public draw picks one line, all of them equally likely.

    The same panel may stand on several lines: that is how one panel gets a greater chance than another.
    """

    panels: tuple[tuple[PersonId, ...], ...]
    pool: Pool
    targets: Targets

    @property
    def weights(self) -> tuple[float, ...]:
        """The chance of each line."""
        return (1 / len(self.panels),) * len(self.panels)

    @cached_property
    def lines_of(self) -> Mapping[PersonId, int]:
        """On how many lines everybody of the pool is, by id."""
        found = Counter(chain.from_iterable(self.panels))
        return {person: found[person] for person in sorted(one.id for one in self.pool.people)}

    @cached_property
    def probabilities(self) -> Mapping[PersonId, float]:
        return {person: lines / len(self.panels) for person, lines in self.lines_of.items()}

    @cached_property
    def report(self) -> Report:
        target = self.targets.by_type
        wanted = {person: target[kind] for kind, people in self.pool.types.items() for person in people}
        reached = self.probabilities
        out = frozenset(self.targets.unreachable)
        lines = [count for person, count in self.lines_of.items() if person not in out]
        every = len(self.panels)
        mean = math.exp(math.fsum(math.log(count / every) for count in lines) / len(lines)) if min(lines) else 0.0
        return Report(
            panels=every,
            different_panels=len(set(self.panels)),
            seats=self.pool.seats,
            floor=min(lines) / every,
            ceiling=max(lines) / every,
            geometric_mean=mean,
            target_floor=self.targets.floor,
            allowed_ceiling=self.targets.allowed_ceiling,
            target_geometric_mean=self.targets.geometric_mean,
            unreachable=len(out),
            largest_miss=max(abs(wanted[person] - chance) for person, chance in reached.items()),
        )

    def as_data(self) -> dict[str, Any]:
        """For a JSON file: the lines, the chance of each, everybody's chance, and the report."""
        return {
            "panels": [list(panel) for panel in self.panels],
            "weights": list(self.weights),
            "probabilities": dict(self.probabilities),
            "report": {
                **{name: getattr(self.report, name) for name in self.report.__dataclass_fields__},
                "share_of_floor": self.report.share_of_floor,
            },
        }
