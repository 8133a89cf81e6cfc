"""What follows when the equal shares buy nothing more although money is left."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from pb.counting.allocation import How
from pb.counting.ballot import BallotKind
from pb.counting.marking import gettext
from pb.counting.refusals import CountingRefused


class Until(StrEnum):
    """When to stop raising the shares."""

    EXHAUSTIVE = "exhaustive"  # when nothing supported fits into the money left, or the next raise overspends
    OVERSPENDS = "overspends"  # only when the next raise overspends


class Fill(StrEnum):
    """What money left over goes by."""

    AS_CAST = "as-cast"  # ticked ballots by number of votes, ranked ones and points by points per cost


@dataclass(frozen=True, slots=True)
class Completion:
    """`explanation`, marked for translation. `until`: raise every voter's share step by step, or None for one run
    only. `fill`: then go down a list and fund what fits. `raise_by`: the step in smallest units; None means one of the
    currency.
    """

    name: str
    explanation: str
    until: Until | None = None
    fill: Fill | None = None
    raise_by: int | None = None

    def raising_by(self, amount: int) -> "Completion":
        if amount < 1:
            raise CountingRefused("Shares must be raised by more than nothing.")
        return replace(self, raise_by=amount)

    def fills_by(self, kind: BallotKind) -> How | None:
        """What the list goes by that is gone down at the end; None where there is none."""
        if self.fill is None:
            return None
        return How.VOTES if kind in TICKED else How.POINTS_PER_COST


TICKED = frozenset({BallotKind.APPROVAL, BallotKind.CHOOSE_ONE, BallotKind.KNAPSACK})
NONE = Completion("none", gettext("The count ends when no project can be paid from the shares of its supporters."))
ADD1 = Completion(
    "add1",
    gettext(
        "Everybody’s share is raised by one unit of money, and the count begins again, and so on. It stops when no "
        "project that anybody chose fits into the money left, or when the next raise would overspend."
    ),
    Until.EXHAUSTIVE,
)
ADD1_GREEDY = Completion(
    "add1-greedy",
    gettext(
        "Everybody’s share is raised by one unit of money, and the count begins again, and so on. It stops when no "
        "project that anybody chose fits into the money left, or when the next raise would overspend. Then the money "
        "left goes to projects as long as they fit: those with most votes first where people ticked projects, those "
        "with most points for their cost first where people ranked them or gave points."
    ),
    Until.EXHAUSTIVE,
    Fill.AS_CAST,
)
ADD1_LATE = Completion(
    "add1-late",
    gettext(
        "Everybody’s share is raised by one unit of money, and the count begins again, and so on. It stops only when "
        "the next raise would spend too much, as in Wieliczka, Świecie and Assen."
    ),
    Until.OVERSPENDS,
)
ADD1_LATE_GREEDY = Completion(
    "add1-late-greedy",
    gettext(
        "Everybody’s share is raised by one unit of money, and the count begins again, and so on. It stops only when "
        "the next raise would spend too much, as in Wieliczka, Świecie and Assen. Then the money left goes to projects "
        "as long as they fit: those with most votes first where people ticked projects, those with most points for "
        "their cost first where people ranked them or gave points."
    ),
    Until.OVERSPENDS,
    Fill.AS_CAST,
)

COMPLETIONS: Mapping[str, Completion] = {
    completion.name: completion for completion in (NONE, ADD1, ADD1_GREEDY, ADD1_LATE, ADD1_LATE_GREEDY)
}


def completion(name: str) -> Completion:
    """The completion of that name, or a refusal that lists the names."""
    if name not in COMPLETIONS:
        raise CountingRefused(f"There is no completion “{name}”. Choose one of: {', '.join(COMPLETIONS)}.")
    return COMPLETIONS[name]
