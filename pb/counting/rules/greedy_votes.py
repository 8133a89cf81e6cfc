"""Most votes first: what most cities do today."""

from pb.counting.allocation import Allocation, How, Loss, Why
from pb.counting.completion import NONE, Completion
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.counting.rules.greedy_list import walk
from pb.counting.rules.rule import Rule
from pb.counting.ties import TieBreaking


def greedy_votes(instance: Instance, profile: Profile, ties: TieBreaking, completion: Completion = NONE) -> Allocation:
    """Fund by the number of voters who chose a project, at whatever place; skip what does not fit."""
    supporters = profile.supporters()
    course = walk(instance, supporters, ties.order(instance, profile), supporters, How.VOTES)
    funded = {step.project for step in course.steps}
    losses = tuple(
        loss_of(project, supporters.get(project.id, 0), instance.budget, course.reached.get(project.id))
        for project in instance
        if project.id not in funded
    )
    return Allocation(
        RULE.name, completion.name, ties.name, instance.budget, profile.voters, course.steps, losses, course.ties
    )


def loss_of(project: Project, supporters: int, budget: int, left: int | None) -> Loss:
    if not supporters:
        return Loss(project.id, project.cost, Why.NOBODY, 0)
    why = Why.OVER_BUDGET if project.cost > budget else Why.NO_ROOM
    return Loss(project.id, project.cost, why, supporters, left=left)


RULE = Rule(
    name="greedy-votes",
    title="Most votes first",
    explanation=(
        "We count how many people chose each project. We start with the project most people chose and fund it if "
        "there is enough money. Then we go to the next one. A project that costs more than what is left is skipped. "
        "It is easy to follow. But one large group can use up all the money, and others get nothing."
    ),
    source="The usual rule of cities, “greedy” in the literature and in Pabulib; see Rey and Maly, "
    "“The (Computational) Social Choice Take on Indivisible Participatory Budgeting” (2023).",
    function=greedy_votes,
)
