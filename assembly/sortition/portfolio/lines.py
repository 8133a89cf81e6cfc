"""One valid panel for given wishes: a quick search that exchanges people until every quota is met."""

from collections import deque

import numpy as np

from assembly.sortition.portfolio.places import Places
from assembly.sortition.solver import Floats, Whole

# All scores are whole numbers in floats, so that sums are exact and the same whatever order a machine adds them in.
UNIT = float(2**24)  # of one wished-for person
CERTAIN = float(2**46)
NEVER = float(2**51)
MOST_MOVES = 400
LEARNT = np.rint(0.002 * UNIT)  # how far the price of a quota moves when a first choice misses it by one
FIRST_PRICE = UNIT
DEARER = 0.1  # so much a missed quota's price grows with each move
DEAREST = UNIT * 2**14
HELD = 2  # moves for which somebody who came stays,
GONE = 5  # and for which somebody who left stays away; both grow with the search
CANDIDATES = 20  # of those not on the panel, how many are tried for an exchange that improves it
MOST_EXCHANGES = 8
SMALLEST_GAIN = UNIT / 2**13


class LineMaker:
    """Makes panels one after the other, and learns prices for the quotas, so that good panels are found faster.

    The search: begin with the people who are wished for most after adding the prices of their quotas; while a quota is
    missed, take out one and put in another, with missed quotas growing dearer and the newest exchanges forbidden
    (a tabu search with breakout weights); then exchange single people for ones wished for more.
    """

    def __init__(self, places: Places) -> None:
        self.places = places
        self._rank = np.arange(len(places.types), 0, -1).astype(np.float64)  # decides between equal wishes
        self._certain = CERTAIN * places.certain
        self._prices_least = np.zeros(len(places.least))
        self._prices_most = np.zeros(len(places.most))

    def scores(self, wishes: Floats, weights: Floats) -> Floats:
        """For each place the worth of filling it: what is left of the wish for its type after the places before it."""
        places = self.places
        worth = weights[places.types] * (wishes[places.types] - places.numbers - 0.5)
        return np.asarray(np.rint(worth * UNIT) + self._rank + self._certain)

    def line(self, scores: Floats) -> Whole | None:
        """The places of a panel with a high sum of scores that keeps to all rules; None where the search finds none."""
        seats = self._begin(scores)
        if seats is None:
            return None
        panel = _Panel(self.places, seats, scores)
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

    def _begin(self, scores: Floats) -> Whole | None:
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

    def _learn(self, counts: Floats) -> None:
        """A step of the subgradient method on the prices (Lagrangian multipliers) of the quotas."""
        self._prices_least = np.maximum(0, self._prices_least + LEARNT * (self.places.least - counts))
        self._prices_most = np.maximum(0, self._prices_most + LEARNT * (counts - self.places.most))


class _Panel:
    """A panel while it is searched for: who sits on it, how many count for each quota, who may come and who may go.

    `going[i]` is what it is worth that seat i is left; `coming[p]` that place p is filled: never, where the rules or
    the memory of the search forbid it.
    """

    def __init__(self, places: Places, seats: Whole, scores: Floats) -> None:
        self.places = places
        self.seats = seats.copy()
        self.scores = scores
        self.old = places.traits[seats]
        self.counts = self.old.sum(axis=0)
        self.is_taken = np.zeros(places.home_count + 1, bool)
        self.is_taken[places.homes[seats]] = True
        self.is_taken[-1] = False  # who shares an address with nobody takes none
        self.coming = scores.copy()
        if places.home_count:
            self.coming[self.is_taken[places.homes]] = -NEVER
        self.coming[seats] = -NEVER

    def repair(self) -> bool:
        """Exchange people until every quota is met. False where that does not come about in many moves."""
        places, counts, old, coming = self.places, self.counts, self.old, self.coming
        most, least, traits = places.most, places.least, places.traits
        price = np.full(len(counts), FIRST_PRICE)
        going = -self.scores[self.seats]
        held: deque[tuple[int, int, int]] = deque()
        gone: deque[tuple[int, int]] = deque()
        for move in range(MOST_MOVES):
            over, under = counts > most, counts < least
            missed = over | under
            if not np.count_nonzero(missed):
                return True
            price += np.floor(price * missed * DEARER)
            np.minimum(price, DEAREST, out=price)
            while held and held[0][0] <= move:
                _, seat, place = held.popleft()
                if self.seats[seat] == place:
                    going[seat] = -self.scores[place]
            while gone and gone[0][0] <= move:
                self._release(gone.popleft()[1])
            worth = old @ (price * over - price * (counts <= least))
            worth += going
            seat = int(worth.argmax())
            leaving = int(self.seats[seat])
            counts -= old[seat]
            self._vacate(leaving)
            coming[leaving] = -NEVER
            worth = traits @ (price * (counts < least) - price * (counts >= most))
            worth += coming
            place = int(worth.argmax())
            if coming[place] <= -NEVER:
                return False
            self._occupy(seat, place)
            going[seat] = -NEVER
            pause = move // 20
            held.append((move + HELD + pause, seat, place))
            gone.append((move + GONE + pause, leaving))
        return False

    def _vacate(self, place: int) -> None:
        home = int(self.places.homes[place])
        if home < self.places.home_count:
            self.is_taken[home] = False
            for other in self.places.of_home[home]:
                self.coming[other] = self.scores[other]

    def _release(self, place: int) -> None:
        """Let somebody come again who left a while ago, unless they have, or somebody of their address."""
        if not self.is_taken[self.places.homes[place]] and place not in self.seats:
            self.coming[place] = self.scores[place]

    def _occupy(self, seat: int, place: int) -> None:
        self.seats[seat] = place
        self.old[seat] = self.places.traits[place]
        self.counts += self.old[seat]
        self.coming[place] = -NEVER
        home = int(self.places.homes[place])
        if home < self.places.home_count:
            self.is_taken[home] = True
            for other in self.places.of_home[home]:
                self.coming[other] = -NEVER

    def improve(self) -> None:
        """The best exchange of two people that keeps to all rules, again and again while one makes the sum higher."""
        seats = self.seats
        coming = self.scores.copy()
        coming[seats] = -NEVER
        some = min(CANDIDATES, len(coming) - len(seats))
        if some < 1:
            return
        entering = np.sort(np.argpartition(-coming, some - 1)[:some])
        for _ in range(MOST_EXCHANGES):
            gain = self._gains(entering)
            which, seat = divmod(int(gain.argmax()), len(seats))
            if gain[which, seat] <= SMALLEST_GAIN:
                return
            leaving = int(seats[seat])
            self.counts -= self.old[seat]
            self._vacate(leaving)
            self._occupy(seat, int(entering[which]))
            entering[which] = leaving

    def _gains(self, entering: Whole) -> Floats:
        """[e, s]: what the sum gains when `entering[e]` takes the seat s; never, where that breaks a rule."""
        places, seats, old = self.places, self.seats, self.old
        full, scarce = self.counts >= places.most, self.counts <= places.least
        new = places.traits[entering]
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
