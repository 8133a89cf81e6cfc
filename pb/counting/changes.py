"""What would have changed it: the smallest change after which a losing project is funded, proved by recounting."""

from collections.abc import Callable
from dataclasses import dataclass

from pb.counting.allocation import Allocation, Why
from pb.counting.ballot import ApprovalBallot, Ballot, BallotKind, RankedBallot
from pb.counting.completion import NONE, Completion
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import ProjectId
from pb.counting.rules.rule import Rule
from pb.counting.ties import TieBreaking

ALONE: dict[BallotKind, Callable[[ProjectId], Ballot]] = {
    BallotKind.RANKED: lambda project: RankedBallot((project,)),
    BallotKind.APPROVAL: lambda project: ApprovalBallot((project,)),
    BallotKind.CHOOSE_ONE: lambda project: ApprovalBallot((project,)),
    BallotKind.KNAPSACK: lambda project: ApprovalBallot((project,)),
}


@dataclass(frozen=True, slots=True)
class Change:
    """`cost`: it would be funded at this cost (smallest units), not at one unit of the currency more. `voters`: it
    would be funded if this many more people voted for it alone, not with one fewer. None: no such change was found.
    """

    cost: int | None = None
    voters: int | None = None


@dataclass(frozen=True, slots=True)
class Recount:
    """One count that can be repeated with something changed."""

    instance: Instance
    profile: Profile
    rule: Rule
    ties: TieBreaking
    completion: Completion = NONE

    def funds(self, project: ProjectId, instance: Instance | None = None, profile: Profile | None = None) -> bool:
        outcome = self.rule.count(instance or self.instance, profile or self.profile, self.ties, self.completion)
        return project in outcome.funded


def what_would_change(recount: Recount, allocation: Allocation, project: ProjectId) -> Change:
    """The changes that would have funded one losing project. Takes some thirty recounts; meant for one pot.

    Every number given was proved by a recount, and so was that the next smaller change is not enough.
    """
    loss = allocation.loss_of(project)
    if loss is None or loss.why is Why.NOBODY:
        return Change()
    had = loss.held if loss.held is not None else loss.left or 0
    return Change(cost_needed(recount, project, int(had)), voters_needed(recount, project))


def cost_needed(recount: Recount, project: ProjectId, had: int) -> int | None:
    """The highest cost, in whole units of the currency, at which it is funded. `had` is a first guess."""
    unit = recount.instance.unit
    dearest = -(-recount.instance.by_id[project].cost // unit)

    def funded(less: int) -> bool:
        return recount.funds(project, instance=recount.instance.with_cost(project, (dearest - less) * unit))

    less = least(funded, dearest - 1, guess=dearest - had // unit)
    return None if less is None else (dearest - less) * unit


def voters_needed(recount: Recount, project: ProjectId) -> int | None:
    """The fewest more voters for this project alone that get it funded; at most as many as have voted."""
    if recount.profile.kind not in ALONE:
        return None
    ballot = ALONE[recount.profile.kind](project)
    return least(
        lambda more: recount.funds(project, profile=recount.profile.with_more(ballot, more)), recount.profile.voters
    )


def least(enough: Callable[[int], bool], most: int, guess: int = 1) -> int | None:
    """A number from 1 to `most` that is enough while the one before it is not. Zero is known not to be enough.

    It is the least of all where more is never worse, which holds for a rule without completion; with one it is
    still true of the number itself and of the one before it.
    """
    if most < 1:
        return None
    below, step = 0, max(1, min(guess, most))
    while not enough(step):
        if step >= most:
            return None
        below, step = step, min(2 * step, most)
    while step - below > 1:
        middle = (below + step) // 2
        if enough(middle):
            step = middle
        else:
            below = middle
    return step
