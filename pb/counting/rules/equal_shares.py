"""What all rules with equal shares have in common: the shares, raising them, and spending what is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pb.counting.allocation import Allocation, How, Loss, Step, Tie, Why
from pb.counting.completion import NONE, Completion
from pb.counting.electorate import Electorate, Support, Supporters
from pb.counting.equal_shares.raising import Raised, Raising
from pb.counting.equal_shares.replay import Replay
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import Project, ProjectId
from pb.counting.rules.greedy_list import Walk, scores_of, walk
from pb.counting.ties import TieBreaking


@dataclass(frozen=True, slots=True)
class EqualShares:
    """One of the family. `support`: what a ballot says; `per_cost`: the least cap for each unit of cost goes first,
    otherwise the least cap itself."""

    name: str
    support: Support
    per_cost: bool

    def __call__(
        self, instance: Instance, profile: Profile, ties: TieBreaking, completion: Completion = NONE
    ) -> Allocation:
        """Count with shares, then complete. Exact; the tie order is the same in every run."""
        order = ties.order(instance, profile)
        electorate = Electorate.of(instance, profile, self.support)
        raised = self.raised(instance, electorate, order, completion)
        scale = profile.columns.scale if self.support is Support.BY_POINTS else 0
        replay = Replay(electorate, raised.share, scale, raised.bid.bought)
        supporters = profile.supporters()
        steps = steps_of(instance, replay, supporters)
        filled = fill(instance, profile, order, completion, [one.project for one in replay.purchases])
        funded = {step.project for step in (*steps, *filled.steps)}
        return Allocation(
            self.name,
            completion.name,
            ties.name,
            instance.budget,
            profile.voters,
            (*steps, *filled.steps),
            losses_of(instance, electorate, replay, filled, funded),
            (*ties_of(electorate, raised), *filled.ties),
            electorate.equal_share(instance.budget),
            raised.share,
            raised.runs,
            raised.next_overspends,
        )

    def winners(
        self, instance: Instance, profile: Profile, ties: TieBreaking, completion: Completion = NONE
    ) -> tuple[ProjectId, ...]:
        """What is funded, without telling the run that stands."""
        order = ties.order(instance, profile)
        electorate = Electorate.of(instance, profile, self.support)
        raised = self.raised(instance, electorate, order, completion)
        bought = [electorate.supported[place].project for place, _ in raised.bid.bought]
        filled = fill(instance, profile, order, completion, bought)
        return tuple(project.id for project in bought) + tuple(step.project for step in filled.steps)

    def raised(
        self, instance: Instance, electorate: Electorate, order: Mapping[ProjectId, int], completion: Completion
    ) -> Raised:
        raising = Raising(electorate, order, self.per_cost, instance.budget)
        return raising.stand(completion.raise_by or instance.unit, completion.until)


def steps_of(instance: Instance, replay: Replay, supporters: Mapping[ProjectId, int]) -> tuple[Step, ...]:
    left = instance.budget
    steps = []
    for one in replay.purchases:
        left -= one.project.cost
        chosen = supporters[one.project.id]
        steps.append(Step(one.project.id, one.project.cost, How.SHARES, chosen, left, one.payment))
    return tuple(steps)


def ties_of(electorate: Electorate, raised: Raised) -> tuple[Tie, ...]:
    ids = [supporters.project.id for supporters in electorate.supported]
    return tuple(Tie(step, tuple(ids[place] for place in places)) for step, places in raised.bid.ties)


def fill(
    instance: Instance,
    profile: Profile,
    order: Mapping[ProjectId, int],
    completion: Completion,
    earlier: Sequence[Project],
) -> Walk:
    """Spend what is left down a list, where the completion says so."""
    how = completion.fills_by(profile.kind)
    if how is None:
        return Walk((), (), {})
    return walk(instance, scores_of(how, instance, profile), order, profile.supporters(), how, earlier)


def losses_of(
    instance: Instance, electorate: Electorate, replay: Replay, filled: Walk, funded: set[ProjectId]
) -> tuple[Loss, ...]:
    supported = {supporters.project.id: supporters for supporters in electorate.supported}
    found = []
    for project in instance:
        if project.id in funded:
            continue
        if project.id not in supported:
            found.append(Loss(project.id, project.cost, Why.NOBODY, 0, held=Fraction(0)))
        else:
            found.append(loss_of(supported[project.id], instance.budget, replay, filled))
    return tuple(found)


def loss_of(supporters: Supporters, budget: int, replay: Replay, filled: Walk) -> Loss:
    project = supporters.project
    why = Why.OVER_BUDGET if project.cost > budget else Why.SHARES_SHORT
    people = int(replay.electorate.voters[supporters.classes].sum())
    held, taken = replay.held_for(supporters), replay.taken_from(supporters)
    return Loss(project.id, project.cost, why, people, held, taken, filled.reached.get(project.id))
