"""Equal Shares by rank written straight from its definition: every voter alone, every step, nothing clever."""

from fractions import Fraction

from pb.counting.instance import Instance
from pb.counting.project import ProjectId

Rankings = list[list[ProjectId]]


def by_rank(instance: Instance, rankings: Rankings, order: dict[ProjectId, int], share: Fraction) -> list[ProjectId]:
    held = [share for _ in rankings]
    funded: list[ProjectId] = []
    for level in range(1, max((len(ranking) for ranking in rankings), default=0) + 1):
        while True:
            best = None
            for project in instance:
                supporters = [v for v, ranking in enumerate(rankings) if project.id in ranking[:level]]
                if project.id in funded or not supporters or sum(held[v] for v in supporters) < project.cost:
                    continue
                cap = least_cap([held[v] for v in supporters], project.cost)
                rate = cap / project.cost if project.cost else Fraction(0)
                if best is None or (rate, order[project.id]) < best[0]:
                    best = (rate, order[project.id]), project.id, cap, supporters
            if best is None:
                break
            _, winner, cap, supporters = best
            funded.append(winner)
            for voter in supporters:
                held[voter] -= min(held[voter], cap)
    return funded


def least_cap(money: list[Fraction], cost: int) -> Fraction:
    """Try each number of poorest voters who give all they have, the rest sharing evenly."""
    money = sorted(money)
    for poor in range(len(money)):
        cap = (cost - sum(money[:poor])) / Fraction(len(money) - poor)
        if money[poor] >= cap:
            return max(cap, Fraction(0))
    raise AssertionError("the supporters cannot pay")


def add1(
    instance: Instance, rankings: Rankings, order: dict[ProjectId, int], raise_by: int, late: bool
) -> list[ProjectId]:
    """One raise after the other, until the next overspends or everything anybody ranked is bought.

    Unless `late`, also until nothing anybody ranked fits into what is left.
    """
    wanted = {project for ranking in rankings for project in ranking}
    share = Fraction(instance.budget, len(rankings)) if rankings else Fraction(0)
    best = by_rank(instance, rankings, order, share)
    while len(best) < len(wanted):
        left = instance.budget - sum(instance.by_id[project].cost for project in best)
        if not late and all(instance.by_id[project].cost > left for project in wanted - set(best)):
            break
        share += raise_by
        further = by_rank(instance, rankings, order, share)
        if sum(instance.by_id[project].cost for project in further) > instance.budget:
            break
        best = further
    return best
