"""A project that stands on the ballot."""

from dataclasses import dataclass

ProjectId = str


@dataclass(frozen=True, slots=True)
class Project:
    """One project. `cost` is a whole number of the election's smallest unit of money (pence in a live cycle).

    `labels` are further things a file says about it (category, whom it is for), as pairs of a name and what is said.
    """

    id: ProjectId
    name: str
    cost: int
    labels: tuple[tuple[str, str], ...] = ()
