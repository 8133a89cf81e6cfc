"""How far a raise can go until something else is bought, though somebody poor may become able to pay in full before.

Lines are left then, so between the raise that was tried and the horizon people may hold a little more or less than the
lines of the course say: together at most the *drift*. Paying by caps keeps differences as they are, as a group pays
its cost whoever in it pays: leftovers differ by no more in all than what was held did. What is added in a step is twice
what its poor would have paid too much: so much less they pay themselves, and so much less the rich.
"""

from math import inf

import numpy as np

from pb.counting.equal_shares.course import Course
from pb.counting.equal_shares.frames import Floats, Frame, Sale, least, total
from pb.counting.equal_shares.holdings import LONG_SUMS


def same_until(course: Course, horizon: int) -> bool:
    """Is it proved that each raise from the one that was tried to the horizon buys the same, in the same order?"""
    if horizon > course.reach:
        return False
    drift = 0.0
    for frame in course.frames:
        if not drift and frame.steady >= horizon:
            continue
        if frame.left_out is not None and not nobody_else_can_pay(course, frame, frame.left_out, horizon, drift):
            return False
        if frame.sale is not None:
            wrongly = paid_wrongly(frame.sale, horizon)
            if not comes_first(course, frame, frame.sale, horizon, drift, wrongly):
                return False
            drift += 2 * wrongly
    return True


def nobody_else_can_pay(course: Course, frame: Frame, out: Floats, horizon: int, drift: float) -> bool:
    """Do those that were left out stay out?"""
    if frame.barred is None:
        bounds = frame.bounds
        assert bounds is not None
        slope = bounds.most_slope[out]
        short = course.nearly_costs[out] - bounds.most_at_zero[out] - LONG_SUMS * course.reach * slope - frame.noise
        frame.barred = short, slope
    short, slope = frame.barred
    return least(short - slope * horizon) > drift


def paid_wrongly(sale: Sale, horizon: int) -> float:
    """What those who were poor would pay beyond the cap at the horizon, if they went on paying all they have."""
    if not len(sale.short):
        return 0.0
    beyond = sale.gaining * (horizon - sale.made_at) - sale.short
    return total(beyond[beyond > 0])


def comes_first(course: Course, frame: Frame, sale: Sale, horizon: int, drift: float, wrongly: float) -> bool:
    """Does the project that was bought stay ahead of all others, and can it still be paid for?"""
    strayed = drift + wrongly
    if not sale.alone and (strayed or frame.steady < horizon):
        return False
    ahead = ahead_by(course, frame, sale, horizon, drift)
    if ahead <= 0 or not strayed:
        return ahead > 0
    higher = made_up_by(sale, strayed + frame.noise)
    return higher < inf and higher / course.divisors[sale.project] < ahead


def ahead_by(course: Course, frame: Frame, sale: Sale, horizon: int, drift: float) -> float:
    """How much less the bought project asks than any other, at least, between the raise tried and the horizon."""
    if not np.count_nonzero(sale.others):
        return inf
    bounds, best = frame.bounds, sale.project
    assert bounds is not None
    at_zero, slope, error, spread, _, _ = bounds.table.compress(sale.others, axis=1)
    ahead = at_zero - error - (drift * spread + (bounds.at_zero[best] + bounds.error[best]))
    moving = slope - bounds.slope[best]
    return min(least(ahead + moving * horizon), least(ahead + moving * course.raised))


def made_up_by(sale: Sale, off: float) -> float:
    """How much higher a cap makes up for so much money, infinite where that cannot be said: those who pay in full pay
    that much more, as far as they have it."""
    worth, left = sale.worth_and_left()
    higher = 2 * off / (total(worth) or 1.0)
    for _ in range(4):
        if total(np.minimum(higher * worth, left)) >= off:
            return higher
        higher *= 4
    return inf
