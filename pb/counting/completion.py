"""What follows when the equal shares buy nothing more although money is left."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Generic, Protocol, TypeVar

from pb.counting.allocation import How
from pb.counting.refusals import CountingRefused


class Until(StrEnum):
    """When to stop raising the shares."""

    OVERSPENDS = "overspends"  # run on until the next raise would overspend: what cities did
    EXHAUSTIVE = "exhaustive"  # stop earlier where no supported project fits into the money left: what libraries do


@dataclass(frozen=True, slots=True)
class Completion:
    """`until`: raise every voter's share step by step, or None for one run only. `fill`: then go down a list and
    fund what fits, by what the list goes. `raise_by`: the step in smallest units; None means one of the currency.
    """

    name: str
    explanation: str
    until: Until | None = None
    fill: How | None = None
    raise_by: int | None = None

    def raising_by(self, amount: int) -> "Completion":
        if amount < 1:
            raise CountingRefused("Shares must be raised by more than nothing.")
        return replace(self, raise_by=amount)


NONE = Completion("none", "The count ends when no project can be paid from the shares of its supporters.")
ADD1 = Completion(
    "add1",
    "Everybody’s share is raised by one, and the count begins again, until the next raise would spend too much.",
    Until.OVERSPENDS,
)
ADD1_EXHAUSTIVE = Completion(
    "add1-exhaustive",
    "As add1, but the raising also stops as soon as nothing more fits into the money left.",
    Until.EXHAUSTIVE,
)
ADD1_GREEDY = Completion(
    "add1-greedy",
    "As add1. Then the money left goes to projects by their points, the most first, as long as they fit.",
    Until.OVERSPENDS,
    How.POINTS,
)
ADD1_GREEDY_PER_COST = Completion(
    "add1-greedy-per-cost",
    "As add1. Then the money left goes to projects by their points for each pound they cost, as long as they fit.",
    Until.OVERSPENDS,
    How.POINTS_PER_COST,
)

COMPLETIONS: Mapping[str, Completion] = {
    completion.name: completion for completion in (NONE, ADD1, ADD1_EXHAUSTIVE, ADD1_GREEDY, ADD1_GREEDY_PER_COST)
}


def completion(name: str) -> Completion:
    """The completion of that name, or a refusal that lists the names."""
    if name not in COMPLETIONS:
        raise CountingRefused(f"There is no completion “{name}”. Choose one of: {', '.join(COMPLETIONS)}.")
    return COMPLETIONS[name]


class Outcome(Protocol):
    """What one run with one share gives, as far as raising the share needs to know."""

    @property
    def cost(self) -> int: ...

    @property
    def trace(self) -> Sequence[object]:
        """Every decision of the run in order: what was compared, and how it came out."""

    def could_still_buy(self, budget: int) -> bool:
        """Is there a supported project unfunded that would fit into what is left of the budget?"""

    @property
    def bought_everything(self) -> bool:
        """Is every supported project funded? Then no raise can change anything."""


Run = TypeVar("Run", bound=Outcome)


@dataclass(frozen=True, slots=True)
class Raised(Generic[Run]):
    """The run that stands, its share, how many runs were made, and whether the next raise would overspend."""

    run: Run
    share: Fraction
    runs: int = 1
    next_overspends: bool = False


def raise_shares(
    run: Callable[[Fraction], Run], start: Fraction, raise_by: int, budget: int, until: Until
) -> Raised[Run]:
    """Add1: recount from scratch with `start`, `start + raise_by` and so on; keep the last that does not overspend.

    Source: equalshares.net, which also stops when exhaustive; the official results of Wieliczka (2023), Świecie (2023)
    and Assen (2024) come out with OVERSPENDS.

    Steps are skipped where that is proved to change nothing. While a course stays the same, every amount in it is a
    linear function of the share, and every decision a comparison of two of them. What holds at two shares then holds
    at all between. So when two runs have the same trace, all runs between have it too, and the same cost.
    """
    best, share, runs = run(start), start, 1
    stride, growing = 1, True
    while not best.bought_everything:
        if until is Until.EXHAUSTIVE and not best.could_still_buy(budget):
            break
        further = run(share + stride * raise_by)
        runs += 1
        same = further.trace == best.trace
        if stride > 1 and not same:
            stride, growing = stride // 2, False
            continue
        if further.cost > budget:
            return Raised(best, share, runs, next_overspends=True)
        best, share = further, share + stride * raise_by
        growing = growing or stride == 1
        stride = next_stride(stride, same, growing)
    return Raised(best, share, runs)


def next_stride(stride: int, same: bool, growing: bool) -> int:
    """Longer strides while nothing changes, shorter ones on the way to a change."""
    if not same:
        return 1
    return stride * 2 if growing else max(1, stride // 2)
