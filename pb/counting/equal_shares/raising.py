"""Raising everybody's share step by step (Add1), without trying the steps that are proved to change nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pb.counting.completion import Until
from pb.counting.electorate import Electorate
from pb.counting.equal_shares.course import Course
from pb.counting.equal_shares.frames import Frame
from pb.counting.equal_shares.proof import same_until
from pb.counting.project import ProjectId


@dataclass(frozen=True, slots=True)
class Bid:
    """What a run bought, in order: places in the electorate's projects, each with its level."""

    bought: tuple[tuple[int, int], ...]
    ties: tuple[tuple[int, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Raised:
    """The run that stands, its share, how many runs were made, and whether the next raise would overspend."""

    bid: Bid
    share: Fraction
    runs: int
    next_overspends: bool


@dataclass(frozen=True, slots=True)
class Raising:
    """`order` breaks ties; `per_cost` compares caps for each unit of cost. Amounts in smallest units."""

    electorate: Electorate
    order: Mapping[ProjectId, int]
    per_cost: bool
    budget: int

    def stand(self, raise_by: int, until: Until | None) -> Raised:
        """One run, or as many as the raising takes.

        Source: equalshares.net. There raising stops when the next raise overspends, or as soon as nothing that anybody
        supports fits into what is left; the official results of Wieliczka (2023), Świecie (2023) and Assen (2024)
        come out without the second.
        """
        start = self.electorate.equal_share(self.budget)
        if until is None:
            return Raised(bid_of(self.run(start).frames), start, 1, False)
        return self.raised(start, raise_by, until)

    def run(self, share: Fraction, reach: int = 0) -> Course:
        course = Course(self.electorate, self.order, self.per_cost, share, reach)
        course.run(most=self.budget)
        return course

    def raised(self, start: Fraction, raise_by: int, until: Until) -> Raised:
        """The last run that does not overspend.

        A course proves itself up to some raise; the next run is the first step beyond. When the share has doubled, a
        new course begins, which keeps the proofs sharp.
        """
        share, runs = start, 1
        course, steps = self.run(share, reach_of(share, raise_by)), 1
        while not self.is_finished(course, until):
            stood = course.frames.copy()
            proved, steps = proved_steps(course, raise_by, steps)
            step = proved + 1
            if step * raise_by <= course.reach:
                course.run(step * raise_by, self.budget)
            else:
                share += step * raise_by
                course = self.run(share, reach_of(share, raise_by))
            runs += 1
            if course.spent > self.budget:
                share += course.raised - raise_by
                return Raised(self.proved_bid(stood, share), share, runs, True)
        return Raised(bid_of(course.frames), share + course.raised, runs, False)

    def proved_bid(self, stood: Sequence[Frame], share: Fraction) -> Bid:
        """What is bought with the last share that is proved to buy the same as the run before; counted again where
        others were so near that there may be ties."""
        if any(frame.sale is not None and not frame.sale.alone for frame in stood):
            return bid_of(self.run(share).frames)
        return bid_of(stood)

    def is_finished(self, course: Course, until: Until) -> bool:
        """Is everything bought, or, where that ends the raising, does nothing more fit?"""
        if not np.count_nonzero(course.unbought):
            return True
        if until is Until.OVERSPENDS:
            return False
        left = self.budget - course.spent
        return all(course.costs[place] > left for place in course.unbought.nonzero()[0].tolist())


def proved_steps(course: Course, raise_by: int, steps: int) -> tuple[int, int]:
    """Up to which step the same is proved to be bought; and how many steps to try to prove at once next time."""
    proved = max(course.raised, int(min(course.steady, course.reach))) // raise_by
    while same_until(course, (proved + steps) * raise_by):
        proved, steps = proved + steps, 2 * steps
    return proved, max(1, steps // 4)


def reach_of(share: Fraction, raise_by: int) -> int:
    return max(int(share), 64 * raise_by)


def bid_of(course: Sequence[Frame]) -> Bid:
    frames = [frame for frame in course if frame.bought is not None]
    bought = tuple((frame.bought.project, frame.level) for frame in frames if frame.bought is not None)
    ties = tuple((step, tie) for step, frame in enumerate(frames, start=1) for tie in frame.ties)
    return Bid(bought, ties)
