"""One valid panel for given wishes, again and again."""

import numpy as np

from assembly.sortition.portfolio.panel import CERTAIN, NEVER, UNIT, Panel
from assembly.sortition.portfolio.places import Places
from assembly.sortition.solver import Floats, Whole

LEARNT = np.rint(0.002 * UNIT)  # how far the price of a quota moves when a first choice misses it by one


class LineMaker:
    """Makes panels one after the other, and learns prices for the quotas, so that good panels are found faster.

    The search begins with the people who are wished for most after adding the prices of their quotas; then `Panel`
    exchanges people until the rules are kept.
    """

    def __init__(self, places: Places) -> None:
        self.places = places
        rank = np.arange(len(places.types), 0, -1)  # decides between equal wishes
        self._added = rank + CERTAIN * places.certain
        self._prices_least = np.zeros(len(places.least))
        self._prices_most = np.zeros(len(places.most))

    def scores(self, wishes: Floats, weights: Floats) -> Floats:
        """For each place the worth of filling it: what is left of the wish for its type after the places before it."""
        places = self.places
        worth = (weights[places.types] * UNIT) * (wishes[places.types] - places.halves)
        return np.asarray(np.rint(worth) + self._added)

    def line(self, scores: Floats) -> Whole | None:
        """The places of a panel with a high sum of scores that keeps to all rules; None where the search finds none."""
        seats = self._first_choice(scores)
        if seats is None:
            return None
        panel = Panel(self.places, seats, scores)
        self._learn(panel.room)
        if not panel.repair():
            return None
        panel.improve()
        return panel.seats

    def better(self, seats: Whole, scores: Floats) -> Whole:
        """A valid panel with single people exchanged wherever that makes the sum of scores higher."""
        panel = Panel(self.places, seats, scores)
        panel.improve()
        return panel.seats

    def _first_choice(self, scores: Floats) -> Whole | None:
        """The best of each address, and of these the best for the panel; no quota is looked at but for its price."""
        places = self.places
        priced = scores + places.traits @ (self._prices_least - self._prices_most)
        if len(places.by_home):
            of_shared = priced[places.by_home]
            best = np.maximum.reduceat(of_shared, places.home_starts)
            equal = np.flatnonzero(of_shared == np.repeat(best, places.home_sizes))
            chosen = equal[np.diff(places.homes[places.by_home[equal]], prepend=-1) != 0]
            kept = priced[places.by_home[chosen]]
            priced[places.by_home] = -NEVER
            priced[places.by_home[chosen]] = kept
        seats = np.sort(np.argpartition(-priced, places.seats - 1)[: places.seats])
        return None if (priced[seats] <= -NEVER).any() else seats

    def _learn(self, room: Floats) -> None:
        """A step of the subgradient method on the prices (Lagrangian multipliers) of the quotas."""
        rows = len(self.places.least)
        self._prices_most = np.maximum(0, self._prices_most - LEARNT * room[:rows])
        self._prices_least = np.maximum(0, self._prices_least - LEARNT * room[rows:])
