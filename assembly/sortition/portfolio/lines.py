"""One valid panel for given wishes: a quick search that exchanges people until every quota is met."""

import numpy as np

from assembly.sortition.portfolio.places import Places
from assembly.sortition.solver import Floats, Whole

# All scores are whole numbers in floats, so that sums are exact and the same whatever order a machine adds them in.
UNIT = float(2**24)  # of one wished-for person
NEVER = float(2**52)
MOST_MOVES = 400
LEARNT = np.rint(0.02 * UNIT)  # how far the price of a quota moves when it is missed by one
FIRST_PRICE = UNIT
DEARER = 0.08
DEAREST = UNIT * 2**10
CANDIDATES = 64  # of those not on the panel, how many are tried for an exchange that improves it
MOST_EXCHANGES = 8


class LineMaker:
    """Makes panels one after the other, and learns prices for the quotas, so that good panels are found faster.

    The search: begin with the people who are wished for most after adding the prices of their quotas; while a quota is
    missed, take out one and put in another, with missed quotas growing dearer and the newest exchanges forbidden
    (a tabu search with breakout weights); then exchange single people for ones wished for more.
    """

    def __init__(self, places: Places) -> None:
        self.places = places
        self._rank = np.arange(len(places.types), 0, -1).astype(np.float64)  # decides between equal wishes
        self._prices_least = np.zeros(len(places.least))
        self._prices_most = np.zeros(len(places.most))

    def scores(self, wishes: Floats, weights: Floats) -> Floats:
        """For each place the worth of filling it: what is left of the wish for its type after the places before it."""
        places = self.places
        worth = weights[places.types] * (wishes[places.types] - places.numbers - 0.5)
        return np.asarray(np.rint(worth * UNIT) + self._rank)

    def line(self, scores: Floats) -> Whole | None:
        """The places of a panel with a high sum of scores that keeps to all rules; None where the search finds none."""
        panel = _Panel(self.places, self._begin(scores), scores)
        self._learn(panel.counts)
        if not panel.repair():
            return None
        panel.improve()
        return panel.seats

    def better(self, seats: Whole, scores: Floats) -> Whole:
        """A valid panel with single people exchanged wherever that makes the sum of scores higher."""
        panel = _Panel(self.places, seats, scores)
        panel.improve()
        return panel.seats

    def _begin(self, scores: Floats) -> Whole:
        places = self.places
        priced = scores + places.traits @ (self._prices_least - self._prices_most)
        if len(places.by_home):
            of_shared = priced[places.by_home]
            best = np.maximum.reduceat(of_shared, places.home_starts)
            sizes = np.diff(places.home_starts, append=len(places.by_home))
            priced[places.by_home[of_shared < np.repeat(best, sizes)]] = -NEVER
        return np.sort(np.argpartition(-priced, places.seats - 1)[: places.seats])

    def _learn(self, counts: Floats) -> None:
        """A step of the subgradient method on the prices (Lagrangian multipliers) of the quotas."""
        self._prices_least = np.maximum(0, self._prices_least + LEARNT * (self.places.least - counts))
        self._prices_most = np.maximum(0, self._prices_most + LEARNT * (counts - self.places.most))


class _Panel:
    """A panel while it is searched for: who sits on it, how many count for each quota, which addresses are taken."""

    def __init__(self, places: Places, seats: Whole, scores: Floats) -> None:
        self.places = places
        self.seats = seats.copy()
        self.scores = scores
        self.counts = places.traits[seats].sum(axis=0)
        self.is_in = np.zeros(len(places.types), bool)
        self.is_in[seats] = True
        self.is_taken = np.zeros(places.home_count + 1, bool)
        self._take(places.homes[seats])

    def _take(self, homes: Whole) -> None:
        self.is_taken[homes] = True
        self.is_taken[-1] = False  # who shares an address with nobody takes none

    def repair(self) -> bool:
        """Exchange people until every quota is met. False where that does not come about in many moves."""
        places, counts, seats = self.places, self.counts, self.seats
        price = np.full(len(counts), FIRST_PRICE)
        forbidden_until = np.zeros(len(places.types), np.int64)
        for move in range(1, MOST_MOVES):
            missed = (counts > places.most) | (counts < places.least)
            if not missed.any():
                return True
            price[missed] = np.minimum(DEAREST, price[missed] + np.rint(DEARER * price[missed]))
            going = price * (counts > places.most) - price * (counts <= places.least)
            worth = places.traits[seats] @ going - self.scores[seats]
            worth[forbidden_until[seats] > move] -= NEVER
            index = int(worth.argmax())
            leaving = seats[index]
            counts -= places.traits[leaving]
            self.is_taken[places.homes[leaving]] = False
            coming = price * (counts < places.least) - price * (counts >= places.most)
            worth = self.scores + places.traits @ coming
            worth[forbidden_until > move] -= NEVER
            worth[self.is_in] = -2 * NEVER
            if places.home_count:
                worth[self.is_taken[places.homes]] = -2 * NEVER
            entering = int(worth.argmax())
            if worth[entering] <= -2 * NEVER:
                return False
            self._replace(index, entering)
            forbidden_until[leaving] = move + 4 + move // 20
            forbidden_until[seats[index]] = move + 2 + move // 20
        return False

    def _replace(self, index: int, entering: int) -> None:
        self.is_in[self.seats[index]] = False
        self.is_in[entering] = True
        self.seats[index] = entering
        self.counts += self.places.traits[entering]
        self._take(self.places.homes[entering : entering + 1])

    def improve(self) -> None:
        """The best exchange of two people that keeps to all rules, again and again while one makes the sum higher."""
        places, count = self.places, len(self.scores)
        outside = np.where(self.is_in, -NEVER, self.scores)
        some = min(CANDIDATES, count - places.seats)
        if some < 1:
            return
        entering = np.sort(np.argpartition(-outside, some - 1)[:some])
        for _ in range(MOST_EXCHANGES):
            gain = self._gains(entering)
            best = int(gain.argmax())
            which, index = divmod(best, len(self.seats))
            if gain[which, index] <= UNIT * 1e-4:
                return
            leaving, coming = self.seats[index], entering[which]
            self.counts -= places.traits[leaving]
            self.is_taken[places.homes[leaving]] = False
            self._replace(index, int(coming))
            entering[which] = leaving

    def _gains(self, entering: Whole) -> Floats:
        """[e, s]: what the sum gains when `entering[e]` takes the seat s; never, where that breaks a rule."""
        places, seats = self.places, self.seats
        full, scarce = self.counts >= places.most, self.counts <= places.least
        new, old = places.traits[entering], places.traits[seats]
        # Rows in which the one who enters is too many or the one who leaves is needed, but for rows that both are in.
        broken = (new @ full)[:, None] + (old @ scarce)[None, :] - (new * (full * 1.0 + scarce)) @ old.T
        gain = self.scores[entering][:, None] - self.scores[seats][None, :]
        gain[broken > 0.5] = -NEVER
        if places.home_count:
            homes = places.homes[entering]
            clashes = self.is_taken[homes]
            if clashes.any():
                same = homes[clashes][:, None] == places.homes[seats][None, :]
                gain[clashes] = np.where(same, gain[clashes], -NEVER)
        return gain
