"""Two ways to count the same ballots, side by side: where the money goes, who gets something, what differs and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pb.counting.allocation import Allocation
from pb.counting.ballot import BallotKind
from pb.counting.explaining import Explanation, explain
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import ProjectId

TICKED = frozenset({BallotKind.APPROVAL, BallotKind.CHOOSE_ONE, BallotKind.KNAPSACK})


@dataclass(frozen=True, slots=True)
class Side:
    """What one way to count gives. `first_choice` is None where ballots have no first choice."""

    allocation: Allocation
    any_choice: int
    first_choice: int | None


@dataclass(frozen=True, slots=True)
class Money:
    """What the projects with one label get on each side, in smallest units, and how many they are."""

    label: str
    amounts: tuple[int, int]
    projects: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A project funded on one side only: `funded_by` is 0 or 1. `reasons`: what each side says about it."""

    project: ProjectId
    funded_by: int
    reasons: tuple[Explanation, Explanation]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`money`: by each way to group projects (neighbourhood, band, theme), labels in alphabetical order."""

    sides: tuple[Side, Side]
    voters: int
    both: tuple[ProjectId, ...]
    differences: tuple[Difference, ...]
    money: Mapping[str, Sequence[Money]]


def compare(
    instance: Instance,
    profile: Profile,
    allocations: tuple[Allocation, Allocation],
    labels: Mapping[str, Mapping[ProjectId, str]],
) -> Comparison:
    """Compare two allocations of the same instance and profile.

    `labels`: for each way to group projects, the label of each; projects without one stand under the empty label.
    """
    one, other = allocations
    return beside(instance, profile.kind, profile.voters, (side(profile, one), side(profile, other)), labels)


def beside(
    instance: Instance,
    kind: BallotKind,
    voters: int,
    sides: tuple[Side, Side],
    labels: Mapping[str, Mapping[ProjectId, str]],
) -> Comparison:
    """The same of sides that were looked at before: needs the ballots no more, only their kind and number."""
    allocations = [one.allocation for one in sides]
    reasons = [{reason.project: reason for reason in explain(each, instance, kind)} for each in allocations]
    funded = set(allocations[0].funded), set(allocations[1].funded)
    differences = tuple(
        Difference(project.id, int(project.id in funded[1]), (reasons[0][project.id], reasons[1][project.id]))
        for project in instance
        if (project.id in funded[0]) != (project.id in funded[1])
    )
    both = tuple(project.id for project in instance if project.id in funded[0] & funded[1])
    money = {name: by_label(instance, funded, labelled) for name, labelled in labels.items()}
    return Comparison(sides, voters, both, differences, money)


def side(profile: Profile, allocation: Allocation) -> Side:
    first = None if profile.kind in TICKED else got_first_choice(profile, allocation.funded)
    return Side(allocation, got_any_choice(profile, allocation.funded), first)


def got_any_choice(profile: Profile, funded: Sequence[ProjectId]) -> int:
    """How many voters had at least one of their choices funded."""
    return voters_of(profile, rows_of(profile, funded))


def got_first_choice(profile: Profile, funded: Sequence[ProjectId]) -> int:
    """How many voters had the project they ranked first funded, or one of those they gave most points."""
    return voters_of(profile, rows_of(profile, funded) & (profile.columns.levels == 1))


def rows_of(profile: Profile, funded: Sequence[ProjectId]) -> Any:
    """Which rows of the profile's columns are about these projects."""
    wanted = set(funded)
    chosen = np.array([project in wanted for project in profile.columns.ids], dtype=np.bool_)
    return chosen[profile.columns.projects]


def voters_of(profile: Profile, rows: Any) -> int:
    columns = profile.columns
    classes = np.unique(columns.classes[rows])
    return int(columns.voters[classes].sum())


def by_label(
    instance: Instance, funded: tuple[set[ProjectId], set[ProjectId]], labelled: Mapping[ProjectId, str]
) -> tuple[Money, ...]:
    amounts: dict[str, list[int]] = {}
    for project in instance:
        row = amounts.setdefault(labelled.get(project.id, ""), [0, 0, 0, 0])
        for number in (0, 1):
            if project.id in funded[number]:
                row[number] += project.cost
                row[2 + number] += 1
    return tuple(Money(label, (row[0], row[1]), (row[2], row[3])) for label, row in sorted(amounts.items()))
