"""What would have changed it: the smallest change after which a losing project is funded, proved by recounting."""

from dataclasses import dataclass
from math import ceil

from pb.counting.allocation import Allocation, Why
from pb.counting.ballot import ApprovalBallot, Ballot, BallotKind, Points, PointsBallot, RankedBallot
from pb.counting.completion import NONE, Completion
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import ProjectId
from pb.counting.rules.rule import Rule
from pb.counting.searching import Tried, least
from pb.counting.ties import TieBreaking


@dataclass(frozen=True, slots=True)
class Change:
    """`cost`: it would be funded at this cost (smallest units), not at one unit of the currency more. `voters`: it
    would be funded if this many more people voted for it alone, not with one fewer; where ballots give points, each of
    them giving it `points`. None: no such change was found.
    """

    cost: int | None = None
    voters: int | None = None
    points: Points | None = None


@dataclass(frozen=True, slots=True)
class Recount:
    """One count that can be repeated with something changed."""

    instance: Instance
    profile: Profile
    rule: Rule
    ties: TieBreaking
    completion: Completion = NONE

    def count(self, instance: Instance | None = None, profile: Profile | None = None) -> Allocation:
        return self.rule.count(instance or self.instance, profile or self.profile, self.ties, self.completion)

    def funds(self, project: ProjectId, instance: Instance | None = None, profile: Profile | None = None) -> bool:
        return project in self.count(instance, profile).funded


def what_would_change(recount: Recount, allocation: Allocation, project: ProjectId) -> Change:
    """The changes that would have funded one losing project. Takes some twenty recounts; meant for one pot.

    Every number given was proved by a recount, and so was that the next smaller change is not enough.
    """
    loss = allocation.loss_of(project)
    if loss is None or loss.why is Why.NOBODY:
        return Change()
    cost, voters = cost_needed(recount, allocation, project), voters_needed(recount, allocation, project)
    return Change(cost, voters, most_points(recount.profile) if voters is not None else None)


def cost_needed(recount: Recount, allocation: Allocation, project: ProjectId) -> int | None:
    """The highest cost, in whole units of the currency, at which it is funded."""
    unit = recount.instance.unit
    dearest = -(-recount.instance.by_id[project].cost // unit)

    def at(less: int) -> Tried:
        outcome = recount.count(instance=recount.instance.with_cost(project, (dearest - less) * unit))
        return Tried(outcome.step_of(project) is not None, dearest - room_for(outcome, project) // unit)

    less = least(at, dearest - 1, guess=dearest - room_for(allocation, project) // unit)
    return None if less is None else (dearest - less) * unit


def room_for(outcome: Allocation, project: ProjectId) -> int:
    """How much it could have cost in this count, if it had made no difference to others: a guess, mostly right."""
    step, loss = outcome.step_of(project), outcome.loss_of(project)
    if step is not None:
        return int(step.payment.held) if step.payment is not None else step.left + step.cost
    return 0 if loss is None else max(int(loss.held or 0), loss.left or 0)


def voters_needed(recount: Recount, allocation: Allocation, project: ProjectId) -> int | None:
    """The fewest more voters for this project alone that get it funded; at most as many as have voted."""
    ballot = alone(recount.profile, project)
    if ballot is None:
        return None

    def with_more(more: int) -> Tried:
        outcome = recount.count(profile=recount.profile.with_more(ballot, more))
        return Tried(outcome.step_of(project) is not None, more + missing_voters(outcome, project, more))

    return least(with_more, recount.profile.voters, guess=missing_voters(allocation, project, 0) or 1)


def alone(profile: Profile, project: ProjectId) -> Ballot | None:
    """The ballot that says most for one project. None where nobody gave any points, so that the most is not known."""
    if profile.kind is BallotKind.RANKED:
        return RankedBallot((project,))
    if profile.kind not in (BallotKind.CUMULATIVE, BallotKind.SCORING):
        return ApprovalBallot((project,))
    most = most_points(profile)
    return None if most is None else PointsBallot(((project, most),))


def most_points(profile: Profile) -> Points | None:
    """The most points that anybody gave: all together where points are shared out, to one project where each is
    scored. None where ballots have no points."""
    together = profile.kind is BallotKind.CUMULATIVE
    given = [[p for _, p in ballot.given if p > 0] for ballot, _ in profile.groups if isinstance(ballot, PointsBallot)]
    return max((sum(points) if together else max(points) for points in given if points), default=None)


def missing_voters(outcome: Allocation, project: ProjectId, more: int) -> int:
    """A guess at how many more voters' shares are missing; less than nothing for how many were not needed."""
    share, step, loss = outcome.share, outcome.step_of(project), outcome.loss_of(project)
    if not share:
        return 0
    if step is not None and step.payment is not None:
        return -min(int((step.payment.held - step.cost) / share), more)
    if loss is not None and loss.held is not None:
        return ceil(loss.shortfall / share)
    return 0
