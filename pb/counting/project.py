"""A project that stands on the ballot."""

from dataclasses import dataclass

ProjectId = str


@dataclass(frozen=True, slots=True)
class Project:
    """One project. `cost` is a whole number of the election's smallest unit of money (pence in a live cycle)."""

    id: ProjectId
    name: str
    cost: int
