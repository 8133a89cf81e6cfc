"""The outcome of a count: what is funded, in which order and why, and what is not, and why not.

Amounts of the budget are `int`, amounts of people's shares `Fraction`, both in the instance's smallest unit of money.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pb.counting.ballot import Points
from pb.counting.project import ProjectId


class How(StrEnum):
    """What a step went by."""

    SHARES = "shares"
    VOTES = "votes"
    VOTES_PER_COST = "votes-per-cost"
    POINTS = "points"
    POINTS_PER_COST = "points-per-cost"
    LOADS = "loads"
    WEIGHTS = "weights"


class Why(StrEnum):
    """Why a project is not funded."""

    NOBODY = "nobody-chose-it"
    OVER_BUDGET = "costs-more-than-the-budget"
    SHARES_SHORT = "supporters-had-too-little-left"
    NO_ROOM = "too-little-money-left"
    TOO_FEW = "too-few-votes-for-its-cost"
    ENDED = "the-count-had-ended"


@dataclass(frozen=True, slots=True)
class Payment:
    """How the shares of a project's supporters paid for it.

    `level`: voters supported their first `level` choices. `cap`: the most anyone paid. `held`: what the supporters
    had before. `paid_cap` + `paid_all` + `had_nothing` are all supporters at this level; `paid_all` gave all they
    had left, which was less than the cap. `per_point`: where points count, the cap is so much for each point given.
    """

    level: int
    cap: Fraction
    held: Fraction
    paid_cap: int
    paid_all: int
    had_nothing: int
    per_point: Fraction | None = None

    @property
    def supporters(self) -> int:
        return self.paid_cap + self.paid_all + self.had_nothing


@dataclass(frozen=True, slots=True)
class Weighed:
    """How much weight a project's supporters at a level had, rounded down to a thousandth of a vote, and the votes
    that pay for its cost: voters * cost / budget."""

    level: int
    weight: Fraction
    needed: Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """One project funded. `supporters` chose it at whatever place; `left` is what the budget still held afterwards.

    One of the others says why, as `how` tells: `payment` from shares, `points` in a list by points, `load` carried by
    each supporter afterwards, `weighed` in votes.
    """

    project: ProjectId
    cost: int
    how: How
    supporters: int
    left: int
    payment: Payment | None = None
    points: Points | None = None
    load: Fraction | None = None
    weighed: Weighed | None = None

    @property
    def effective_votes(self) -> Fraction | None:
        """How many voters paying the cap in full would have paid the cost. None for what cost nothing."""
        if self.payment is None or not self.payment.cap:
            return None
        return Fraction(self.cost) / self.payment.cap


@dataclass(frozen=True, slots=True)
class Taken:
    """What the supporters of one project paid for another."""

    project: ProjectId
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Loss:
    """One project not funded.

    `held`: what its supporters had left at the end of the last level, None in a rule without shares; `taken`: where
    the rest had gone, the largest first. `left`: what the budget held when the project's turn came in a rule, or a
    completion, that goes down a list; None where there was none. `how`: what a list it waited in went by.
    """

    project: ProjectId
    cost: int
    why: Why
    supporters: int
    held: Fraction | None = None
    taken: tuple[Taken, ...] = ()
    left: int | None = None
    how: How | None = None
    weighed: Weighed | None = None

    @property
    def shortfall(self) -> Fraction:
        """How much was missing: from its supporters' shares, or from what was left when its turn came."""
        had = self.held if self.held is not None else Fraction(self.left or 0)
        return max(Fraction(0), self.cost - had)


@dataclass(frozen=True, slots=True)
class Tie:
    """Projects that stood equal for the step of this number (from 1), in the order the tie-breaking put them."""

    step: int
    projects: tuple[ProjectId, ...]

    @property
    def chosen(self) -> ProjectId:
        return self.projects[0]


@dataclass(frozen=True, slots=True)
class Allocation:
    """A count's outcome.

    In rules with shares: `first_share` is the budget divided by all voters, `share` what each held in the run that
    stands, `runs` how many it took to find, and `next_overspends` says that the raising ended because one step more
    would have cost more than the budget.
    """

    rule: str
    completion: str
    tie_breaking: str
    budget: int
    voters: int
    steps: tuple[Step, ...]
    losses: tuple[Loss, ...]
    ties: tuple[Tie, ...]
    first_share: Fraction | None = None
    share: Fraction | None = None
    runs: int = 1
    next_overspends: bool = False

    @property
    def funded(self) -> tuple[ProjectId, ...]:
        """Ids of the funded projects in the order of funding."""
        return tuple(step.project for step in self.steps)

    @property
    def cost(self) -> int:
        return sum(step.cost for step in self.steps)

    @property
    def leftover(self) -> int:
        return self.budget - self.cost

    @property
    def ties_that_mattered(self) -> tuple[Tie, ...]:
        """Ties after which at least one of the equals went without."""
        funded = set(self.funded)
        return tuple(tie for tie in self.ties if not funded.issuperset(tie.projects))

    def step_of(self, project: ProjectId) -> Step | None:
        return next((step for step in self.steps if step.project == project), None)

    def loss_of(self, project: ProjectId) -> Loss | None:
        return next((loss for loss in self.losses if loss.project == project), None)
