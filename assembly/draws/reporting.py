"""What is told of a portfolio: how high the floor is, how low the ceiling, how even everybody's chances."""

import math
from collections import Counter
from typing import Any

from assembly.sortition.pool import Pool
from assembly.sortition.portfolio.report import Portfolio
from assembly.sortition.targets import Targets


def report_of(pool: Pool, wanted: Targets, made: Portfolio) -> dict[str, Any]:
    """As JSON: chances are parts of one. `on_lines`: how many people stand on how many lines, for the chart; the
    people who can be on no panel stand on none and are counted in `unreachable`."""
    lines = len(made.panels)
    on = Counter(person for panel in made.panels for person in panel)
    out = set(wanted.unreachable)
    counts = [on[person.id] for person in pool.people if person.id not in out]
    return {
        "people": len(pool.people),
        "lines": lines,
        "floor": min(counts) / lines,
        "best_floor": wanted.floor,
        "largest": max(counts) / lines,
        "lowest_ceiling": wanted.ceiling,
        "allowed_ceiling": wanted.allowed_ceiling,
        "geometric_mean": math.exp(sum(math.log(max(count, 0.5) / lines) for count in counts) / len(counts)),
        "best_geometric_mean": wanted.geometric_mean,
        "unreachable": len(out),
        "different_panels": len(set(made.panels)),
        "on_lines": sorted(Counter(counts).items()),
    }
