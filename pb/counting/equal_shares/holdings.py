"""What everybody holds in a run of Equal Shares, in floating point with proof, and what projects would ask.

While the course of a run stays the same, everything in it is a straight line over the raise: what each class holds,
and the cap of each purchase. So what is found out here for one raise holds, or bounds, what it is for later ones.

* The cap of a project solves: sum of min(held, cap * weight) = cost. For *any* set of supporters taken as poor,
  (cost - what they hold) / (weight of the others) is at most that cap, because a minimum is at most either side. So
  each look at a project leaves a line that bounds its cap from below for good: money only gets less.
* Money is conserved, and so is its error: what the poor held wrongly, the rich pay wrongly. `noise` bounds the sum of
  all errors, so it grows only by rounding, never by dividing.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from pb.counting.columns import Integers
from pb.counting.electorate import Electorate, Supporters
from pb.counting.equal_shares.exact import Exact
from pb.counting.equal_shares.frames import Bounds, Floats, Frame, least, total
from pb.counting.equal_shares.linear import NOTHING, Linear

# NumPy adds up in blocks of 128 and these in pairs, so 200 roundings cover every sum and what is done to it.
ROUNDING = 200 * 2.0**-53
LONG_SUMS = 1e-9  # covers a sum of ten million numbers one after the other
NEARLY_ALL = 1 - 1e-9  # of the way to where a proof ends, for the rounding in finding that place


@dataclass(slots=True)
class Look:
    """What was seen of a project's supporters: the `money` each class holds, `together`, the `cap`, and who cannot pay
    that in full, `poorer`. `settled`: the cap is worked out with just these as poor. `held` is theirs, `rich` is what
    the others weigh."""

    money: Floats
    together: float
    cap: float
    poorer: Floats
    settled: bool
    held: float
    rich: float


@dataclass(slots=True)
class Halves:
    """Supporters of one project: `poor` cannot pay in full, among them those who have nothing. `left`: what is left of
    each class after paying in full, right to within `doubt`, and `together` what they held before. `line`: the cap,
    where it was worked out exactly."""

    together: float
    poor: Floats
    left: Floats
    doubt: float
    line: Linear | None = None


class Group(NamedTuple):
    """Those who support a project at one level: their classes, what each weighs, all together, and at most."""

    classes: Integers
    worth: Floats
    weight: float
    heaviest: float


class Holdings:
    """`share`: what everybody holds before any raise; raises up to `reach` can be tried.

    `per_cost`: projects are compared by their cap for each unit of cost, otherwise by the cap itself.
    `at_zero` and `slopes`: what each class holds, a line over the raise; `now`: with the raise that is tried.
    """

    def __init__(self, electorate: Electorate, per_cost: bool, share: Fraction, reach: int) -> None:
        groups = electorate.supported
        self.electorate, self.reach = electorate, float(reach)
        self.costs = [group.project.cost for group in groups]
        self.cost_floats = np.array([float(cost) for cost in self.costs])
        self.nearly_costs = self.cost_floats * (1 - LONG_SUMS)
        self.divisors = [float(cost) if per_cost and cost else 1.0 for cost in self.costs]
        self.slopes: Floats = electorate.voters.astype(np.float64)
        self.at_zero: Floats = self.slopes * float(share)
        self.now: Floats = self.at_zero
        self.noise = ROUNDING * (total(self.at_zero) + self.reach * total(self.slopes))
        huge = any(group.worth.dtype == object for group in groups)
        self.exact = Exact(electorate.voters.astype(object) if huge else electorate.voters, share, self.costs)
        self.rounded_weights = ROUNDING if huge else 0.0
        self.looked: dict[int, Look] = {}
        self.halves: dict[int, Halves] = {}
        self.raised, self.news = 0, False
        self.unbought = np.ones(len(groups), dtype=np.bool_)
        self.levels: dict[int, list[Group]] = {}
        self.first_bounds: dict[int, Bounds] = {}
        self.joined: dict[int, tuple[Integers, Integers, Integers]] = {}
        self.open(1)

    def open(self, level: int) -> None:
        """Begin a level: whoever is still unbought is looked for among those who support it by now."""
        self.level = level
        self.groups = self.groups_at(level)
        self.bounds = self.first_bounds[level].copy()
        self.wanted: Floats = self.unbought & np.array([group.weight > 0 for group in self.groups], dtype=np.bool_)

    def groups_at(self, level: int) -> list[Group]:
        if level not in self.levels:
            self.levels[level] = groups = [group_at(one, level) for one in self.electorate.supported]
            weights = np.array([group.weight or 1.0 for group in groups])
            bounds = Bounds(np.zeros((6, len(groups))))
            bounds.at_zero[:] = self.cost_floats / weights / np.array(self.divisors)
            bounds.error[:] = ROUNDING * bounds.at_zero
            bounds.most_at_zero[:] = np.inf
            self.first_bounds[level] = bounds
        return self.levels[level]

    def look(self, project: int, frame: Frame) -> float | None:
        """The rate of a project now, or None if its supporters cannot pay; keeps the line that bounds it."""
        group, cost = self.groups[project], float(self.costs[project])
        if not cost:
            self.bounds.error[project] = 0.0
            return 0.0
        money = self.now[group.classes]
        held_by_all = total(money)
        slack = self.noise + ROUNDING * (held_by_all + cost)
        if held_by_all < cost + slack and not self.affordable(project, held_by_all, slack, frame):
            return None
        bounds, divisor = self.bounds, self.divisors[project]
        cap = max(float(bounds.at_zero[project] + bounds.slope[project] * self.raised) * divisor, cost / group.weight)
        poor, seen = newton(money, held_by_all, group, cost, cap)
        self.looked[project] = seen
        slope = held_slope = 0.0
        cap, rich = seen.cap, seen.rich
        if poor is not None:
            held_slope = total(self.slopes[group.classes[poor]])
            slope = -held_slope / rich
        rounding = ROUNDING * (cost + seen.held + 2 * self.reach * held_slope)
        most = cap - slope * self.reach
        error = (self.noise + rounding + self.rounded_weights * most * group.weight) / rich + ROUNDING * most
        bounds.at_zero[project] = (cap - slope * self.raised) / divisor
        bounds.slope[project] = slope / divisor
        bounds.error[project] = error / divisor
        bounds.spread[project] = 0.0 if poor is None else 1 / (rich * divisor)
        return cap / divisor

    def affordable(self, project: int, held_by_all: float, slack: float, frame: Frame) -> bool:
        """For a project whose supporters hold about its cost, or less; if less, notes until which raise."""
        classes = self.groups[project].classes
        cost = float(self.costs[project])
        slope = total(self.slopes[classes])
        if held_by_all > cost - slack:
            alive = classes[self.slopes[classes] > 0]
            held = self.exact.held(alive, len(self.exact.bought))
            if held.at(self.raised) >= self.costs[project]:
                return True
        self.bounds.most_at_zero[project], self.bounds.most_slope[project] = held_by_all - slope * self.raised, slope
        self.news = True
        if slope > 0:
            distance = (cost - slack - self.reach * slope * ROUNDING - held_by_all) / slope
            frame.steady = min(frame.steady, self.raised + max(0.0, distance) * NEARLY_ALL)
        return False

    def look_at_all(self) -> None:
        """What the supporters of each project hold now."""
        if self.level not in self.joined:
            filled = [place for place, group in enumerate(self.groups) if len(group.classes)]
            parts = [self.groups[place].classes for place in filled]
            self.joined[self.level] = np.array(filled), np.concatenate(parts), np.cumsum([0, *map(len, parts[:-1])])
        some, classes, starts = self.joined[self.level]
        self.news = True
        slopes = np.add.reduceat(self.slopes[classes], starts)
        self.bounds.most_slope[some] = slopes
        self.bounds.most_at_zero[some] = np.add.reduceat(self.now[classes], starts) - slopes * self.raised

    def leave_out(self, frame: Frame) -> None:
        """Stop looking at projects whose supporters are known to hold too little, however long this level lasts.

        Without news since it was last done there is nothing to find: noise only grows.
        """
        if not self.news:
            return
        bounds, self.news = self.bounds, False
        sloping = bounds.most_slope
        short = self.nearly_costs - self.noise - LONG_SUMS * self.reach * sloping - bounds.most_at_zero
        out = self.wanted & (short > sloping * self.raised)
        if np.count_nonzero(out):
            self.wanted &= ~out
            nearing = out & (sloping > 0)
            if np.count_nonzero(nearing):
                nearest = least(short[nearing] / sloping[nearing])
                frame.steady = min(frame.steady, self.raised + (nearest - self.raised) * NEARLY_ALL)

    def split(self, project: int, exactly: bool = False) -> float:
        """Find out who cannot pay in full, exactly where that is in doubt; gives the rate."""
        classes, worth, _, heaviest = self.groups[project]
        if not self.costs[project]:
            money = self.now[classes]
            nobody = np.zeros(len(classes), dtype=np.bool_)
            self.halves[project] = Halves(total(money), nobody, money, self.noise, NOTHING)
            return 0.0
        seen, error = self.looked[project], float(self.bounds.error[project]) * self.divisors[project]
        left = seen.money - seen.cap * worth
        doubt = self.noise + error * heaviest + ROUNDING * (seen.together + seen.cap * heaviest)
        self.halves[project] = halves = Halves(seen.together, seen.poorer, left, doubt)
        unsure = np.abs(left) <= doubt if seen.settled else np.ones_like(seen.poorer)
        if exactly or np.count_nonzero(unsure):
            self.split_exactly(project, halves, unsure)
        return float(self.bounds.at_zero[project] + self.bounds.slope[project] * self.raised)

    def split_exactly(self, project: int, halves: Halves, unsure: Floats) -> None:
        classes = self.groups[project].classes
        weights = self.electorate.supported[project].weights[: len(classes)]
        alive = self.slopes[classes] > 0
        ours = np.flatnonzero(alive)
        sure = (halves.poor & ~unsure)[ours]
        cost, raised = self.costs[project], self.raised
        out, line = self.exact.partition(cost, classes[ours], weights[ours], sure, unsure[ours], raised)
        halves.poor = ~alive
        halves.poor[ours[sure]] = True
        halves.poor[ours[out]] = True
        halves.line = line
        at_zero, slope, divisor = float(line.constant), float(line.slope), self.divisors[project]
        self.bounds.at_zero[project], self.bounds.slope[project] = at_zero / divisor, slope / divisor
        self.bounds.error[project] = ROUNDING * (abs(at_zero) + abs(slope) * self.reach) / divisor
        rich = total(self.groups[project].worth[~halves.poor])
        self.bounds.spread[project] = 1 / (rich * divisor) if rich else 0.0


def group_at(supporters: Supporters, level: int) -> Group:
    end = supporters.ends[level] if level < len(supporters.ends) else 0
    worth = supporters.worth_float[:end]
    return Group(supporters.classes[:end], worth, total(worth), float(worth.max(initial=0.0)))


def newton(money: Floats, together: float, group: Group, cost: float, cap: float) -> tuple[Floats | None, Look]:
    """Raise a cap that is too low until it pays the cost: who was taken as poor for it, and what was seen then.

    Paying is concave in the cap, so each step lands at the cap or below it. The poor only become more on the way, so
    as many as before are the same as before.
    """
    _, worth, weight, _ = group
    poor, count, held, rich = None, 0, 0.0, weight
    while True:
        poorer = money < cap * worth
        counted = int(np.count_nonzero(poorer))
        left = weight - total(worth[poorer]) if counted > count else 0.0
        if left <= 0:
            return poor, Look(money, together, (cost - held) / rich, poorer, counted == count, held, rich)
        poor, count, rich = poorer, counted, left
        held = total(money[poorer])
        cap = (cost - held) / rich
