"""Sequential Phragmén: a project's cost is a load, and loads are spread as evenly as can be."""

import heapq
from fractions import Fraction

import numpy as np

from pb.counting.allocation import Allocation, How, Loss, Step, Tie, Why
from pb.counting.completion import NONE, Completion
from pb.counting.electorate import Electorate, Support, Supporters
from pb.counting.instance import Instance
from pb.counting.marking import gettext
from pb.counting.profile import Profile
from pb.counting.project import ProjectId
from pb.counting.rules.rule import Rule
from pb.counting.ties import TieBreaking

NAME = "phragmen"


class Loads:
    """What everybody carries. All who carry the same since the same step share one number in `of_class`."""

    def __init__(self, electorate: Electorate) -> None:
        self.voters = electorate.voters
        self.of_class = np.zeros(len(electorate.voters), dtype=np.int64)
        self.carried = [Fraction(0)]

    def after(self, supporters: Supporters) -> Fraction:
        """What each supporter would carry if the project were funded now and they shared all they carry evenly."""
        people = np.bincount(self.of_class[supporters.classes], weights=self.voters[supporters.classes])
        whole = people.astype(np.int64)
        carried = sum((self.carried[at] * int(whole[at]) for at in np.flatnonzero(whole).tolist()), Fraction(0))
        return (supporters.project.cost + carried) / int(whole.sum())

    def put_on(self, supporters: Supporters, load: Fraction) -> None:
        self.of_class[supporters.classes] = len(self.carried)
        self.carried.append(load)


def phragmen(instance: Instance, profile: Profile, ties: TieBreaking, completion: Completion = NONE) -> Allocation:
    """Fund what leaves its supporters with the least load each, until that does not fit.

    Projects that cost more than the whole budget are left out first. When several are equal and one of them does not
    fit, it is over too.
    """
    order = ties.order(instance, profile)
    electorate = Electorate.of(instance, profile, Support.ALIKE)
    by_id = {one.project.id: one for one in electorate.supported if one.project.cost <= instance.budget}
    loads = Loads(electorate)
    # A load only grows, so an old one is a lower bound.
    heap = [(loads.after(one), order[one.project.id], one.project.id) for one in by_id.values()]
    heapq.heapify(heap)
    supporters, left = profile.supporters(), instance.budget
    steps: list[Step] = []
    met: list[Tie] = []
    while equals := least(heap, by_id, loads):
        ids = [project for _, _, project in equals]
        if any(by_id[project].project.cost > left for project in ids):
            break
        load, _, chosen = equals[0]
        if len(equals) > 1:
            met.append(Tie(len(steps) + 1, tuple(ids)))
        cost = by_id[chosen].project.cost
        left -= cost
        loads.put_on(by_id[chosen], load)
        steps.append(Step(chosen, cost, How.LOADS, supporters[chosen], left, load=load))
        for entry in equals[1:]:
            heapq.heappush(heap, entry)
    losses = losses_of(instance, supporters, {step.project for step in steps}, left)
    return Allocation(
        NAME, completion.name, ties.name, instance.budget, profile.voters, tuple(steps), losses, tuple(met)
    )


Entry = tuple[Fraction, int, ProjectId]


def least(heap: list[Entry], by_id: dict[ProjectId, Supporters], loads: Loads) -> list[Entry]:
    """Take the projects with the least load off the heap, in tie order."""
    equals: list[Entry] = []
    while heap and (not equals or heap[0][0] <= equals[0][0]):
        bound, place, project = heapq.heappop(heap)
        load = loads.after(by_id[project])
        if load > bound:
            heapq.heappush(heap, (load, place, project))
        else:
            equals.append((load, place, project))
    return equals


def losses_of(
    instance: Instance, supporters: dict[ProjectId, int], funded: set[ProjectId], left: int
) -> tuple[Loss, ...]:
    found = []
    for project in instance:
        if project.id in funded:
            continue
        if project.id not in supporters:
            found.append(Loss(project.id, project.cost, Why.NOBODY, 0))
            continue
        why = Why.NO_ROOM if project.cost > left else Why.ENDED
        why = Why.OVER_BUDGET if project.cost > instance.budget else why
        found.append(Loss(project.id, project.cost, why, supporters[project.id], left=left, how=How.LOADS))
    return tuple(found)


RULE = Rule(
    name=NAME,
    title=gettext("Even loads (Phragmén)"),
    explanation=gettext(
        "The cost of each project is a load that its supporters carry together. A project is funded if that leaves its "
        "supporters with the smallest load each, counting what they carry already. Their loads are then evened out. "
        "So people who got something already wait a little, and the next project goes to others. "
        "The count ends when the next project does not fit into the money left."
    ),
    source="Lars Edvard Phragmén’s sequential method (1894), for projects with costs in Los, Christoff and Grossi, "
    "“Proportional Budget Allocations: Towards a Systematization” (IJCAI 2022).",
    function=phragmen,
)
