"""From shares of the place to seats on the panel, with nothing rounded before the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from assembly.sortition.refusals import SortitionRefused


@dataclass(frozen=True, slots=True)
class SeatsOfValue:
    """What one value of a category gets.

    `share` of the place and `exact` seats are exact fractions. `fair` is the whole number of the largest remainder
    method: over a category these add up to the seats. `least` and `most` are the quota.
    """

    people: int
    share: Fraction
    exact: Fraction
    fair: int
    least: int
    most: int


def seats_from_shares(people: Sequence[int], seats: int, slack: int = 0) -> list[SeatsOfValue]:
    """The seats of each value of one category, in the order of `people`.

    `people`: how many in the place have each value, `seats`: of the panel, `slack`: by how many people each quota is
    made wider at both ends. A quota goes from the exact seats rounded down to them rounded up, so that a panel of
    `seats` always fits: the leasts add up to no more than the seats, the mosts to no less. Two ends are never crossed:
    0, and the seats. A most is never below 1, because nobody who may give an answer is shut out by it.

    Fair numbers: Hamilton's method (largest remainder); of equal remainders the value with more people goes first, then
    the one that stands first. Raises SortitionRefused where there is nobody to take a share of, or no seat.
    """
    if seats < 1:
        raise SortitionRefused("A panel needs at least one seat.")
    if slack < 0 or any(count < 0 for count in people):
        raise SortitionRefused("Numbers of people, and how much wider a quota is, must be zero or more.")
    total = sum(people)
    if not total:
        raise SortitionRefused("Shares need people: at least one value must have more than nobody.")
    exact = [Fraction(count * seats, total) for count in people]
    fair = _largest_remainder(exact, people, seats)
    return [
        SeatsOfValue(
            people=count,
            share=Fraction(count, total),
            exact=its,
            fair=whole,
            least=max(floor(its) - slack, 0),
            most=min(max(ceil(its), 1) + slack, seats),
        )
        for count, its, whole in zip(people, exact, fair, strict=True)
    ]


def quotas_from_shares(people: Sequence[int], seats: int, slack: int = 0) -> list[tuple[int, int]]:
    """Only the least and the most of each value: see `seats_from_shares`, which also says what it refuses."""
    return [(one.least, one.most) for one in seats_from_shares(people, seats, slack)]


def _largest_remainder(exact: Sequence[Fraction], people: Sequence[int], seats: int) -> list[int]:
    whole = [floor(its) for its in exact]
    order = sorted(range(len(exact)), key=lambda at: (whole[at] - exact[at], -people[at], at))
    for at in order[: seats - sum(whole)]:
        whole[at] += 1
    return whole
