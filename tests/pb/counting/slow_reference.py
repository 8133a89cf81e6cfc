"""Every rule written straight from its definition: every voter alone, every step, nothing clever.

The definitions are those of the sources each rule names; `order` says who goes first among equals.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from pb.counting.ballot import ApprovalBallot, Ballot, BallotKind, Points, PointsBallot, RankedBallot
from pb.counting.instance import Instance
from pb.counting.project import ProjectId

Order = dict[ProjectId, int]
Ballots = Sequence[Ballot]


def count(
    name: str, completion: str, instance: Instance, kind: BallotKind, ballots: Ballots, order: Order
) -> list[ProjectId]:
    """The funded projects in the order of funding."""
    if name.startswith("equal-shares"):
        return with_completion(name, completion, instance, kind, ballots, order)
    if name.startswith("expanding"):
        return expanding_approvals(instance, ballots, order, by_ratio=name.endswith("ratio"))
    if name == "phragmen":
        return phragmen(instance, ballots, order)
    return greedy(name, instance, ballots, order)


def ranks(ballot: Ballot) -> dict[ProjectId, int]:
    return {project: level for level, project in ballot.levels()}


def points(ballot: Ballot) -> dict[ProjectId, Points]:
    """What is worth something to this voter, and how much."""
    if isinstance(ballot, RankedBallot):
        return {project: len(ballot.ranking) - place for place, project in enumerate(ballot.ranking)}
    if isinstance(ballot, ApprovalBallot):
        return dict.fromkeys(ballot.approved, 1)
    assert isinstance(ballot, PointsBallot)
    return {project: given for project, given in ballot.given if given > 0}


# Equal shares


def equal_shares(name: str, instance: Instance, ballots: Ballots, order: Order, share: Fraction) -> list[ProjectId]:
    held = [share for _ in ballots]
    if "ranked" in name:
        levels = [ranks(ballot) for ballot in ballots]
        deepest = max((level for of in levels for level in of.values()), default=0)
        worth: list[list[dict[ProjectId, Points]]] = [
            [{project: 1 for project, rank in of.items() if rank <= level} for of in levels]
            for level in range(1, deepest + 1)
        ]
    elif name == "equal-shares-points":
        worth = [[points(ballot) for ballot in ballots]]
    else:
        worth = [[dict.fromkeys(points(ballot), 1) for ballot in ballots]]
    per_cost = name in ("equal-shares-ranked", "equal-shares-cost")
    funded: list[ProjectId] = []
    for supported in worth:
        while best := cheapest(instance, supported, order, held, funded, per_cost):
            project, cap = best
            funded.append(project)
            for voter, of in enumerate(supported):
                held[voter] -= min(held[voter], cap * Fraction(of.get(project, 0)))
    return funded


def cheapest(
    instance: Instance,
    supported: list[dict[ProjectId, Points]],
    order: Order,
    held: list[Fraction],
    funded: list[ProjectId],
    per_cost: bool,
) -> tuple[ProjectId, Fraction] | None:
    found = []
    for project in instance:
        payers = [(held[voter], Fraction(of[project.id])) for voter, of in enumerate(supported) if project.id in of]
        if project.id in funded or not payers or sum(money for money, _ in payers) < project.cost:
            continue
        cap = least_cap(payers, project.cost)
        rate = cap / project.cost if per_cost and project.cost else cap
        found.append((rate, order[project.id], project.id, cap))
    return min(found)[2:] if found else None


def least_cap(payers: list[tuple[Fraction, Fraction]], cost: int) -> Fraction:
    """Try each number of those worst off for what they should pay, who give all they have; the rest share evenly."""
    payers = sorted(payers, key=lambda payer: payer[0] / payer[1])
    for poor in range(len(payers)):
        missing = cost - sum((money for money, _ in payers[:poor]), Fraction(0))
        cap = missing / sum((weight for _, weight in payers[poor:]), Fraction(0))
        if payers[poor][0] >= cap * payers[poor][1]:
            return max(cap, Fraction(0))
    raise AssertionError("the supporters cannot pay")


def with_completion(
    name: str, completion: str, instance: Instance, kind: BallotKind, ballots: Ballots, order: Order
) -> list[ProjectId]:
    start = Fraction(instance.budget, len(ballots)) if ballots else Fraction(0)

    def run(share: Fraction) -> list[ProjectId]:
        return equal_shares(name, instance, ballots, order, share)

    funded = run(start)
    if completion != "none":
        wanted = {project for ballot in ballots for project in points(ballot)}
        funded = raised(run, start, instance, wanted, late="late" in completion)
    if completion.endswith("greedy"):
        by = (
            "greedy-votes"
            if any(isinstance(ballot, ApprovalBallot) for ballot in ballots)
            else "greedy-points-per-cost"
        )
        funded = greedy(by, instance, ballots, order, funded)
    return funded


def raised(
    run: Callable[[Fraction], list[ProjectId]], share: Fraction, instance: Instance, wanted: set[ProjectId], late: bool
) -> list[ProjectId]:
    """One raise after the other, until the next overspends or everything anybody chose is bought.

    Unless `late`, also until nothing anybody chose fits into what is left.
    """
    best = run(share)
    while len(best) < len(wanted):
        left = instance.budget - cost_of(instance, best)
        if not late and all(instance.by_id[project].cost > left for project in wanted - set(best)):
            break
        share += instance.unit
        further = run(share)
        if cost_of(instance, further) > instance.budget:
            break
        best = further
    return best


def cost_of(instance: Instance, projects: list[ProjectId]) -> int:
    return sum(instance.by_id[project].cost for project in projects)


# The others


def greedy(
    name: str, instance: Instance, ballots: Ballots, order: Order, earlier: Sequence[ProjectId] = ()
) -> list[ProjectId]:
    funded = list(earlier)
    scores: dict[ProjectId, Fraction] = {}
    for ballot in ballots:
        for project, given in points(ballot).items():
            scores[project] = scores.get(project, Fraction(0)) + (Fraction(given) if "points" in name else 1)

    def place(project: ProjectId) -> tuple[bool, Fraction, int]:
        cost = instance.by_id[project].cost
        free = "per-cost" in name and cost == 0
        score = scores[project] / cost if "per-cost" in name and cost else scores[project]
        return not free, -score, order[project]

    for project in sorted(scores, key=place):
        if project not in funded and cost_of(instance, [*funded, project]) <= instance.budget:
            funded.append(project)
    return funded


def phragmen(instance: Instance, ballots: Ballots, order: Order) -> list[ProjectId]:
    loads = [Fraction(0) for _ in ballots]
    chosen = [set(points(ballot)) for ballot in ballots]
    funded: list[ProjectId] = []
    while True:
        found = []
        for project in instance:
            supporters = [voter for voter, of in enumerate(chosen) if project.id in of]
            if supporters and project.id not in funded and project.cost <= instance.budget:
                load = (project.cost + sum((loads[voter] for voter in supporters), Fraction(0))) / len(supporters)
                found.append((load, order[project.id], project.id, supporters))
        best = [one for one in sorted(found) if one[0] == min(found)[0]]
        if not best or any(cost_of(instance, [*funded, one[2]]) > instance.budget for one in best):
            return funded
        load, _, project_id, supporters = best[0]
        funded.append(project_id)
        for voter in supporters:
            loads[voter] = load


def expanding_approvals(instance: Instance, ballots: Ballots, order: Order, by_ratio: bool) -> list[ProjectId]:
    weights = [Fraction(1) for _ in ballots]
    levels = [ranks(ballot) for ballot in ballots]
    funded: list[ProjectId] = []
    for level in range(1, max((rank for of in levels for rank in of.values()), default=0) + 1):
        while True:
            found = []
            for project in instance:
                supporters = [voter for voter, of in enumerate(levels) if of.get(project.id, level + 1) <= level]
                support = sum((weights[voter] for voter in supporters), Fraction(0))
                enough = support * instance.budget >= len(ballots) * project.cost
                fits = cost_of(instance, [*funded, project.id]) <= instance.budget
                if project.id not in funded and supporters and enough and fits:
                    score = support / project.cost if by_ratio and project.cost else support
                    free = by_ratio and not project.cost
                    found.append(
                        (not free, -score if not free else Fraction(0), order[project.id], project, supporters)
                    )
            if not found:
                break
            *_, project, supporters = min(found, key=lambda one: one[:3])
            funded.append(project.id)
            give_away(weights, supporters, Fraction(len(ballots) * project.cost, instance.budget or 1))
    return funded


def give_away(weights: list[Fraction], supporters: list[int], needed: Fraction) -> None:
    support = sum((weights[voter] for voter in supporters), Fraction(0))
    for voter in supporters:
        if support:
            weights[voter] = weights[voter] * (1 - needed / support)
