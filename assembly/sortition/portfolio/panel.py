"""A panel while it is searched for: people are exchanged until all quotas are met, then for others wished for more."""

from collections import deque

import numpy as np

from assembly.sortition.portfolio.places import Places
from assembly.sortition.solver import Floats, Whole

# All scores are whole numbers in floats, so that sums are exact and the same whatever order a machine adds them in.
UNIT = float(2**24)  # of one wished-for person
CERTAIN = float(2**46)  # the worth of a place that every panel fills
NEVER = float(2**51)
MOST_MOVES = 400
FIRST_PRICE = UNIT
DEARER, EVERY_MOVES = 0.25, 2  # by such a part, and so often, the prices of missed quotas grow
DEAREST = UNIT * 2**14
HELD = 2  # moves for which somebody who came stays,
GONE = 5  # and for which somebody who left stays away; both grow with the search
CANDIDATES = 20  # of those not on the panel, how many are tried for an exchange that improves it
MOST_EXCHANGES = 8
SMALLEST_GAIN = UNIT / 2**13


class Panel:
    """Who sits on it; `room`: how many more may come for each quota, then how many may go, below 0 where one is missed.

    `going[i]` is the worth of freeing seat i, `coming[p]` that of filling place p: never, where the rules or the memory
    of the search forbid it.
    """

    def __init__(self, places: Places, seats: Whole, scores: Floats) -> None:
        self.places = places
        self.seats = seats.copy()
        self.scores = scores
        self.old = places.traits[seats]
        counts = self.old.sum(axis=0)
        self.room = np.concatenate((places.most - counts, counts - places.least))
        self.coming = scores.copy()
        self.is_taken = np.zeros(places.home_count + 1, bool)
        if places.home_count:
            self.is_taken[places.homes[seats]] = True
            self.is_taken[-1] = False  # who shares an address with nobody takes none
            self.coming[self.is_taken[places.homes]] = -NEVER
        self.coming[seats] = -NEVER

    def repair(self) -> bool:
        """Exchange people until every quota is met. False where that does not come about in many moves.

        Each move takes out whoever is least wished for and most in the way, and puts in whoever is most wished for and
        most needed. Missed quotas grow dearer (breakout), the newest exchanges are forbidden for a while (tabu).
        """
        seats, room, old, coming = self.seats, self.room, self.old, self.coming
        traits, change, rows = self.places.traits, self.places.change, len(self.places.least)
        may_go, may_come = self.places.may_go, self.places.may_come
        price = np.full(2 * rows, FIRST_PRICE)
        going = -self.scores[seats]
        held: deque[tuple[int, int, int]] = deque()
        gone: deque[tuple[int, int]] = deque()
        for move in range(MOST_MOVES):
            missed = room < 0
            if not np.count_nonzero(missed):
                return True
            if move % EVERY_MOVES == 0:
                price = np.minimum(price + np.floor(DEARER * price * missed), DEAREST)
            while held and held[0][0] <= move:
                _, seat, place = held.popleft()
                if seats[seat] == place:
                    going[seat] = -self.scores[place]
            while gone and gone[0][0] <= move:
                self._release(gone.popleft()[1])
            cost = price * (room < may_go)
            worth = old @ (cost[:rows] - cost[rows:])
            worth += going
            seat = int(worth.argmax())
            leaving = int(seats[seat])
            room += change[leaving]
            self._vacate(leaving)
            coming[leaving] = -NEVER
            cost = price * (room < may_come)
            worth = traits @ (cost[rows:] - cost[:rows])
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
        home = self.places.home_of[place]
        if home >= 0:
            self.is_taken[home] = False
            for other in self.places.of_home[home]:
                self.coming[other] = self.scores[other]

    def _occupy(self, seat: int, place: int) -> None:
        self.seats[seat] = place
        self.old[seat] = self.places.traits[place]
        self.room -= self.places.change[place]
        self.coming[place] = -NEVER
        home = self.places.home_of[place]
        if home >= 0:
            self.is_taken[home] = True
            for other in self.places.of_home[home]:
                self.coming[other] = -NEVER

    def _release(self, place: int) -> None:
        """Let somebody come again who left a while ago, unless they have, or somebody of their address."""
        home = self.places.home_of[place]
        if (home < 0 or not self.is_taken[home]) and not np.count_nonzero(self.seats == place):
            self.coming[place] = self.scores[place]

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
            self.room += self.places.change[leaving]
            self._vacate(leaving)
            self._occupy(seat, int(entering[which]))
            entering[which] = leaving

    def _gains(self, entering: Whole) -> Floats:
        """[e, s]: what the sum gains when `entering[e]` takes the seat s; never, where that breaks a rule."""
        places, seats, old, rows = self.places, self.seats, self.old, len(self.places.least)
        tight = (self.room <= 0).astype(np.float64)
        full, scarce = tight[:rows], tight[rows:]
        new = places.traits[entering]
        # Rows in which the one who enters is too many or the one who leaves is needed, but for rows that both are in.
        broken = (new @ full)[:, None] + old @ scarce - (new * (full + scarce)) @ old.T
        gain = self.scores[entering][:, None] - self.scores[seats]
        gain[broken > 0.5] = -NEVER
        if places.home_count:
            homes = places.homes[entering]
            clashes = self.is_taken[homes]
            if np.count_nonzero(clashes):
                same = homes[clashes][:, None] == places.homes[seats][None, :]
                gain[clashes] = np.where(same, gain[clashes], -NEVER)
        return gain
