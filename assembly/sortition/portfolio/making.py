"""From targets to a portfolio: the way in to this package."""

from collections.abc import Callable
from enum import StrEnum

import numpy as np

from assembly.sortition.pool import Pool
from assembly.sortition.portfolio.attainable import Mixture, Wishes, best_mixture
from assembly.sortition.portfolio.filling import Filled, Searches, Tell, fill, settle, weights_of
from assembly.sortition.portfolio.places import Places
from assembly.sortition.portfolio.report import Portfolio
from assembly.sortition.portfolio.seating import seat
from assembly.sortition.program import PoolProgram
from assembly.sortition.refusals import SortitionRefused
from assembly.sortition.solver import Floats, Whole
from assembly.sortition.targets import Targets

LEAST_PANELS = 1_000  # of a portfolio that is drawn from in public: three balls
MANY_PANELS = 10_000  # four balls
MANY_PEOPLE = 500
LINES_OF_ANYBODY = 150  # below that, a line or two more or less changes somebody's chance by a hundredth
FLOOR_KEPT = 0.99
KNOWN_TO_MIX = 1_000  # panels to begin with where whole panels cannot have the targets
STRAY_LINES = 2  # that single people may be on too few, however good the lines are


class SortitionStopped(SortitionRefused):
    """Somebody, or a time limit, stopped the work. Nothing of it is kept; it can be begun anew."""


class Part(StrEnum):
    """What is being done, for those who wait."""

    PANELS = "making panels"
    NEARER = "looking for the nearest chances that whole panels can have"
    PEOPLE = "deciding by the seed who takes which place"
    DONE = "done"


Progress = Callable[[float, Part], None]


def usual_panels(pool: Pool, targets: Targets) -> int:
    """How many panels a portfolio has if nobody says: 10,000 for more than 500 people, and wherever 1,000 would be so
    coarse that the smallest chance could not be kept to a hundredth; otherwise 1,000."""
    coarse = targets.kept_floor * LEAST_PANELS < LINES_OF_ANYBODY
    return MANY_PANELS if len(pool.people) > MANY_PEOPLE or coarse else LEAST_PANELS


def make_portfolio(
    pool: Pool,
    targets: Targets,
    seed: bytes,
    panels: int | None = None,
    progress: Progress = lambda _share, _part: None,
    stop: Callable[[], bool] = lambda: False,
) -> Portfolio:
    """Panels that keep to all quotas and have one person of an address, on which everybody is as often as targeted.

    Types of people are put on lines by `filling.fill`; which person of a type takes which place follows from `seed`.
    Where whole panels cannot have these chances, they come as near as `attainable.best_mixture` proves possible.
    Same pool (in whatever order), same targets and seed: same portfolio. `progress` hears the part (0 to 1) that is
    done; `stop` is asked several times a second. Raises `SortitionStopped` when it says yes, and `SortitionRefused`
    when there is no valid panel.
    """
    count = usual_panels(pool, targets) if panels is None else panels
    if count < 1:
        raise SortitionRefused("A portfolio needs at least one panel.")

    done = 0.0

    def teller(part: Part, begin: float, end: float) -> Tell:
        def tell(share: float) -> None:
            nonlocal done
            if stop():
                raise SortitionStopped("The making of the panels was stopped before it was done. Nothing was changed.")
            done = max(done, begin + (end - begin) * share)
            progress(done, part)

        return tell

    program = PoolProgram.of(pool)
    wanted: Floats = np.array(targets.probabilities, np.float64) * program.sizes
    filled = _fill(program, wanted, count, teller(Part.PANELS, 0.0, 0.9))
    enough = FLOOR_KEPT * targets.kept_floor * count - STRAY_LINES
    if filled is None or _floor_lines(program, wanted, filled) < enough:
        filled = _nearer(program, wanted, targets, count, filled, teller(Part.NEARER, 0.9, 0.97))
    seated = seat(filled.lines, tuple(pool.types.values()), seed, teller(Part.PEOPLE, 0.97, 1.0))
    progress(1.0, Part.DONE)
    return Portfolio(seated, pool, targets)


def _fill(program: PoolProgram, wanted: Floats, count: int, tell: Tell, all_new: bool = False) -> Filled | None:
    places = Places.of(program, wanted)
    if len(places.types) < places.seats:
        return None
    strict = places.tightened(wanted)
    weights = weights_of(wanted, program.sizes)
    filled = fill(Searches(strict, places), wanted, weights, count, tell, all_new)
    return filled and settle(strict, filled, wanted, weights, tell)


def _nearer(
    program: PoolProgram, wanted: Floats, targets: Targets, count: int, filled: Filled | None, tell: Tell
) -> Filled:
    """Lines from the best mixture of whole panels, unless those there are have the higher floor."""
    more = _fill(program, wanted, KNOWN_TO_MIX, tell, all_new=True)
    known = np.vstack([_as_counts(one, len(wanted)) for one in (filled, more)])
    wishes = Wishes(wanted, targets.kept_floor, targets.allowed_ceiling * program.sizes.astype(np.float64))
    mixed = _mixed(program, best_mixture(program, wishes, known, tell), count, tell)
    if filled is None or _floor_lines(program, wanted, mixed) >= _floor_lines(program, wanted, filled):
        return mixed
    return filled


def _floor_lines(program: PoolProgram, wanted: Floats, filled: Filled) -> int:
    """On how many lines whoever is on the fewest of them is, of those who are wanted at all."""
    return int((filled.counts // program.sizes)[wanted > 0].min())


def _as_counts(filled: Filled | None, types: int) -> Whole:
    """Different lines as rows of counts by type."""
    lines = [] if filled is None else list(np.unique(filled.lines, axis=0))
    return np.array([np.bincount(line, minlength=types) for line in lines], np.int64).reshape(-1, types)


def _mixed(program: PoolProgram, mixture: Mixture, count: int, tell: Tell) -> Filled:
    """Lines with the panels of a mixture: each as often as its share says, the rest where most is owed."""
    averages = mixture.averages
    weights = weights_of(averages, program.sizes)
    often = np.floor(mixture.shares * count + 1e-9).astype(np.int64)
    debts = count * averages - often @ mixture.panels
    for _ in range(count - int(often.sum())):
        gains = mixture.panels @ (2 * weights * debts) - mixture.panels**2 @ weights
        gains[mixture.shares < 1e-9] = -np.inf
        best = int(gains.argmax())
        often[best] += 1
        debts -= mixture.panels[best]
    whole = mixture.panels.astype(np.int64)
    lines = np.array([np.repeat(np.arange(whole.shape[1]), whole[c]) for c in np.repeat(np.arange(len(whole)), often)])
    places = Places.of(program, np.maximum(averages, whole.max(axis=0)))
    return settle(places, Filled.of(lines, whole.shape[1]), averages, weights, tell)
