"""What a vote decides about: the projects and the money."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from pb.counting.project import Project, ProjectId
from pb.counting.refusals import CountingRefused


@dataclass(frozen=True)
class Instance:
    """The projects of one pot and its budget.

    `budget` and every cost are whole numbers of the smallest unit of money; `unit` says how many of these make one
    unit of the currency (100 for pounds counted in pence, 1 where an election knows no decimals).
    `facts` are further lines that describe the election (place, dates), kept for writing it out again.
    """

    projects: tuple[Project, ...]
    budget: int
    unit: int = 1
    currency: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.budget < 0:
            raise CountingRefused("The budget is less than nothing. Give a budget of zero or more.")
        if self.unit < 1 or self.unit != 10 ** (len(str(self.unit)) - 1):
            raise CountingRefused("The unit of money must be 1, 10, 100 and so on.")
        seen: set[ProjectId] = set()
        for project in self.projects:
            if project.id in seen:
                raise CountingRefused(f"Two projects have the id “{project.id}”. Give each its own.")
            if project.cost < 0:
                raise CountingRefused(f"Project “{project.id}” costs less than nothing. Check its cost.")
            seen.add(project.id)

    @cached_property
    def by_id(self) -> dict[ProjectId, Project]:
        return {project.id: project for project in self.projects}

    @property
    def decimals(self) -> int:
        """How many decimals an amount has when written in the currency."""
        return len(str(self.unit)) - 1

    def __iter__(self) -> Iterator[Project]:
        return iter(self.projects)

    def __len__(self) -> int:
        return len(self.projects)

    def with_cost(self, project_id: ProjectId, cost: int) -> "Instance":
        """The same instance, but that one project costs `cost`."""
        changed = (replace(p, cost=cost) if p.id == project_id else p for p in self.projects)
        return replace(self, projects=tuple(changed))
