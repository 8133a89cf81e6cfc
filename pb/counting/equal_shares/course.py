"""One run of Equal Shares, step by step, which knows up to which raise it would come out the same.

Each decision is proved up to some raise, and a later run begins where the first decision may change. A raise makes
nobody poorer as long as the course is the same: caps fall or stay, and those who pay in full still can.
"""

import heapq
from collections.abc import Mapping
from fractions import Fraction
from math import inf

import numpy as np

from pb.counting.electorate import Electorate
from pb.counting.equal_shares.frames import Bought, Floats, Frame, Sale, least, total
from pb.counting.equal_shares.holdings import NEARLY_ALL, ROUNDING, Holdings
from pb.counting.equal_shares.linear import Linear
from pb.counting.project import ProjectId


class Course(Holdings):
    """Frames are the steps so far; `raised` is the raise they were last continued with. `order` breaks ties."""

    def __init__(
        self, electorate: Electorate, order: Mapping[ProjectId, int], per_cost: bool, share: Fraction, reach: int = 0
    ) -> None:
        super().__init__(electorate, per_cost, share, reach)
        self.frames: list[Frame] = []
        self.spent = 0
        self.places = [order[group.project.id] for group in electorate.supported]
        self.exact_divisors = [cost if per_cost and cost else 1 for cost in self.costs]

    def run(self, raised: int = 0, most: float = inf) -> None:
        """Go to the end with this raise, from the first step that may come out differently than before; or only until
        more than `most` is spent."""
        self.raised = raised
        self.rewind()
        self.now = self.at_zero + self.slopes * float(raised)
        while self.spent <= most and self.advance():
            pass

    def rewind(self) -> None:
        first = next((n for n, frame in enumerate(self.frames) if frame.steady < self.raised), len(self.frames))
        if first == len(self.frames):
            return
        for frame in reversed(self.frames[first:]):
            if frame.bought is not None:
                self.unbought[frame.bought.project] = True
                self.spent -= self.costs[self.exact.bought.pop().project]
            if frame.before is not None:
                self.at_zero[frame.classes], self.slopes[frame.classes] = frame.before
        again = self.frames[first]
        del self.frames[first:]
        assert again.bounds is not None
        self.level, self.groups = again.level, self.groups_at(again.level)
        self.wanted, self.noise, self.bounds = again.wanted, again.noise, again.bounds
        self.news = True

    def advance(self) -> bool:
        """One step: buy the best project, or go on a level. False at the end."""
        if self.frames and self.frames[-1].bought is None and self.frames[-1].level >= self.electorate.levels:
            return False
        frame = Frame(self.level, self.wanted.copy(), self.noise)
        self.frames.append(frame)
        chosen = self.search(frame)
        frame.bounds = self.bounds.copy()
        left_out = frame.wanted > self.wanted
        if np.count_nonzero(left_out):
            frame.left_out = left_out
        if chosen:
            others = self.wanted.copy()
            others[chosen] = False
            self.settle(chosen[0], others, frame)
            self.buy(chosen, others, frame)
        elif self.level < self.electorate.levels:
            self.open(self.level + 1)
        return True

    @property
    def steady(self) -> float:
        """The largest raise up to which the whole course is proved to stay the same."""
        return min((frame.steady for frame in self.frames), default=inf)

    # Finding the best

    def search(self, frame: Frame) -> list[int]:
        """The project with the least rate among those that can be paid for, ties by the order; then those that only
        fractions could tell from it. Empty where nothing can be paid for."""
        raised = float(self.raised)
        self.leave_out(frame)
        ours = self.wanted.nonzero()[0]
        values = (self.bounds.at_zero + self.bounds.slope * raised)[ours]
        heap = list(zip(values.tolist(), ours.tolist(), strict=True))
        heapq.heapify(heap)
        fresh: set[int] = set()
        missed = False
        self.looked.clear()
        self.halves.clear()
        while heap:
            value, project = heapq.heappop(heap)
            if not self.wanted[project]:
                continue
            if project in self.halves:
                rivals = [project, *self.rivals(value + float(self.bounds.error[project]), heap, fresh, frame)]
                return self.best_of(rivals, frame) if len(rivals) > 1 else [project]
            if project in fresh:
                heapq.heappush(heap, (self.split(project), project))
            elif not self.look_again(project, heap, fresh, frame) and not missed:
                missed = True  # where one cannot be paid for, others seldom can: better look at all together
                self.look_at_all()
                self.leave_out(frame)
        return []

    def look_again(self, project: int, heap: list[tuple[float, int]], fresh: set[int], frame: Frame) -> bool:
        """Put it back with its rate now. False if it cannot be paid for."""
        value = self.look(project, frame)
        fresh.add(project)
        if value is None:
            self.wanted[project] = False
            return False
        heapq.heappush(heap, (value, project))
        return True

    def rivals(self, limit: float, heap: list[tuple[float, int]], fresh: set[int], frame: Frame) -> list[int]:
        """Those of whom floating point cannot say that they ask for more."""
        found: list[int] = []
        if not heap:
            return found
        errors = self.bounds.error
        widest = float(np.maximum.reduce(errors[self.wanted]))
        while heap and heap[0][0] <= limit + widest:
            value, project = heapq.heappop(heap)
            if value - float(errors[project]) > limit:
                continue
            if project in fresh:
                found.append(project)
            else:
                self.look_again(project, heap, fresh, frame)
        return found

    # Deciding and buying

    def best_of(self, rivals: list[int], frame: Frame) -> list[int]:
        """The first of some that floating point cannot tell apart; notes it where they are equal."""
        for project in rivals:
            self.split(project, exactly=True)
        exact = {p: self.line(p).over(self.exact_divisors[p]) for p in rivals}
        ordered = sorted(rivals, key=lambda p: (exact[p].at(self.raised), self.places[p]))
        best = ordered[0]
        equals = [p for p in ordered if exact[p].at(self.raised) == exact[best].at(self.raised)]
        if len(equals) > 1:
            frame.ties.append(tuple(equals))
        for other in ordered[1:]:
            frame.steady = min(frame.steady, self.overtaken(exact[best], exact[other]))
        return ordered

    def line(self, project: int) -> Linear:
        line = self.halves[project].line
        assert line is not None, "it was split exactly"
        return line

    def overtaken(self, best: Linear, other: Linear) -> float:
        """The raise up to which the best stays no dearer than this other one, which never falls below its line."""
        closing = best.slope - other.slope
        if closing <= 0:
            return inf
        ahead = other.at(self.raised) - best.at(self.raised)
        return self.raised + float(ahead / closing) * NEARLY_ALL if ahead else float(self.raised)

    def settle(self, best: int, others: Floats, frame: Frame) -> None:
        """How far the raise can go before another project might come first."""
        bounds = self.bounds
        nearing = others & (bounds.slope < bounds.slope[best])
        if np.count_nonzero(nearing):
            at_zero, slope, error, *_ = bounds.table.compress(nearing, axis=1)
            ahead = at_zero - error - (bounds.at_zero[best] + bounds.error[best])
            nearest = least(ahead / (bounds.slope[best] - slope))
            frame.steady = min(frame.steady, self.raised + (nearest - self.raised) * NEARLY_ALL)

    def buy(self, chosen: list[int], others: Floats, frame: Frame) -> None:
        project = chosen[0]
        classes, worth, weight, _ = self.groups[project]
        halves, divisor = self.halves[project], self.divisors[project]
        at_zero = float(self.bounds.at_zero[project]) * divisor
        slope = float(self.bounds.slope[project]) * divisor
        before = self.at_zero[classes], self.slopes[classes]
        poor, broke = halves.poor, halves.poor & (before[1] > 0)
        short = -halves.left[broke] - halves.doubt
        slopes = before[1] - slope * worth
        gaining = slopes[broke]
        if len(short):
            until = least(short / gaining)
            frame.steady = min(frame.steady, self.raised + max(0.0, until) * NEARLY_ALL)
        payers, alone = ~poor, len(chosen) == 1
        frame.sale = Sale(project, self.raised, short, gaining, others, alone, payers, worth, halves.left, halves.doubt)
        self.exact.bought.append(Bought(project, self.electorate.supported[project], broke, payers, halves.line))
        magnitude = self.costs[project] + total(before[1]) * 2 * self.reach + halves.together
        self.noise += ROUNDING * (magnitude + (at_zero - slope * self.reach) * weight)
        left_at_zero = before[0] - at_zero * worth
        left_at_zero[poor] = slopes[poor] = 0.0
        self.at_zero[classes], self.slopes[classes] = left_at_zero, slopes
        self.now[classes] = left_at_zero + slopes * self.raised
        self.unbought[project] = self.wanted[project] = False
        self.spent += self.costs[project]
        frame.bought, frame.classes, frame.before = self.exact.bought[-1], classes, before
