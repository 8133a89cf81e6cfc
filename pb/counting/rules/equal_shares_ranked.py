"""Equal Shares by rank: the default for ranked ballots."""

from fractions import Fraction
from functools import partial

from pb.counting.allocation import Allocation, How, Loss, Step, Why
from pb.counting.completion import NONE, Completion, Raised, raise_shares
from pb.counting.electorate import Electorate
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import Project, ProjectId
from pb.counting.rules.by_rank import ByRank, by_rank
from pb.counting.rules.greedy_list import Walk, per_cost, walk
from pb.counting.rules.rule import Rule
from pb.counting.ties import TieBreaking


def equal_shares_ranked(
    instance: Instance, profile: Profile, ties: TieBreaking, completion: Completion = NONE
) -> Allocation:
    """Count rank by rank with shares, then complete. Exact; the tie order is the same in every run."""
    order = ties.order(instance, profile)
    electorate = Electorate.of(instance, profile)
    raised = run_of(instance, electorate, order, completion)
    run = raised.run
    supporters = profile.supporters()
    steps = steps_of(run, supporters)
    filled = fill(instance, profile, order, completion, steps)
    losses = tuple(
        loss_of(project, supporters.get(project.id, 0), run, filled)
        for project in instance
        if project.id not in {step.project for step in (*steps, *filled.steps)}
    )
    return Allocation(
        RULE.name,
        completion.name,
        ties.name,
        instance.budget,
        profile.voters,
        (*steps, *filled.steps),
        losses,
        (*run.ties, *filled.ties),
        electorate.equal_share(instance.budget),
        raised.share,
        raised.runs,
        raised.next_overspends,
    )


def run_of(
    instance: Instance, electorate: Electorate, order: dict[ProjectId, int], completion: Completion
) -> Raised[ByRank]:
    run = partial(by_rank, instance, electorate, order)
    start = electorate.equal_share(instance.budget)
    if completion.until is None:
        return Raised(run(start), start)
    return raise_shares(run, start, completion.raise_by or instance.unit, instance.budget, completion.until)


def steps_of(run: ByRank, supporters: dict[ProjectId, int]) -> tuple[Step, ...]:
    left = run.instance.budget
    steps = []
    for purchase in run.purchases:
        project = purchase.project
        left -= project.cost
        steps.append(Step(project.id, project.cost, How.SHARES, supporters[project.id], left, purchase.payment))
    return tuple(steps)


def fill(
    instance: Instance,
    profile: Profile,
    order: dict[ProjectId, int],
    completion: Completion,
    earlier: tuple[Step, ...],
) -> Walk:
    """Spend what is left by points, where the completion says so."""
    if completion.fill is None:
        return Walk((), (), {})
    points = profile.points()
    scores = per_cost(instance, points) if completion.fill is How.POINTS_PER_COST else points
    return walk(instance, scores, order, profile.supporters(), completion.fill, earlier)


def loss_of(project: Project, supporters: int, run: ByRank, filled: Walk) -> Loss:
    if project.id not in run.electorate.supporters:
        return Loss(project.id, project.cost, Why.NOBODY, 0, held=Fraction(0))
    why = Why.OVER_BUDGET if project.cost > run.instance.budget else Why.SHARES_SHORT
    held, taken = run.held_for(project.id), run.taken_from(project.id)
    return Loss(project.id, project.cost, why, supporters, held, taken, filled.reached.get(project.id))


RULE = Rule(
    name="equal-shares-ranked",
    title="Equal shares, by rank",
    explanation=(
        "Everybody who votes gets the same share of the money to spend. First we look at first choices. If the people "
        "who put a project first can pay for it together, it is funded, and each of them pays the same, or all they "
        "have left. If several can be paid for, the one that asks least of each person for every pound goes first. "
        "When first choices can buy nothing more, second choices count as well, then third choices, and so on. "
        "So the money follows people: a large group cannot spend the share of a small one."
    ),
    source="The Expanding Approvals Rule of Aziz and Lee, “Proportionally Representative Participatory Budgeting with "
    "Ordinal Preferences” (AAAI 2021), with the payments of the Method of Equal Shares by Peters, Pierczyński and "
    "Skowron, “Proportional Participatory Budgeting with Additive Utilities” (NeurIPS 2021).",
    function=equal_shares_ranked,
    completes=True,
)
