"""The shortlist: what stands on the ballot of each pot, against its money, and what is still undecided there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from database import rows
from pb.models import Band, Cycle
from pb.reviews.holding import OPEN
from residents.people import Person

_STATES = ", ".join(f"'{state.value}'" for state in OPEN)


@dataclass(frozen=True, slots=True)
class Listed:
    """One project. `band` is the size of grant it fits, or empty; `too_dear` when its pot cannot pay for it."""

    row: Any
    band: str
    too_dear: bool


@dataclass(frozen=True, slots=True)
class PotShortlist:
    row: Any
    projects: list[Listed]
    waiting: int  # ideas of this pot that are still in review

    @property
    def cost_pence(self) -> int:
        return sum(int(project.row.cost_pence) for project in self.projects)


async def shortlist(by: Person, cycle: Cycle) -> list[PotShortlist]:
    """Every pot of the cycle in its order, with its projects in theirs."""
    by.demand("projects.edit")
    bands = await Band.filter(cycle_id=cycle.id).order_by("position", "id")
    pots = await rows("SELECT id, name, amount_pence FROM pot WHERE cycle_id = ? ORDER BY position, id", cycle.id)
    projects = await rows(
        """SELECT j.id, j.pot_id, j.reference, j.title, j.summary, j.cost_pence, j.owner, j.photo_name,
                  (SELECT COUNT(*) FROM idea i WHERE i.project_id = j.id) AS ideas
           FROM project j WHERE j.cycle_id = ? AND j.withdrawn_at IS NULL ORDER BY j.reference, j.id""",
        cycle.id,
    )
    waiting = await rows(
        f"""SELECT pot_id, COUNT(*) AS ideas FROM idea WHERE cycle_id = ? AND state IN ({_STATES}) GROUP BY pot_id""",
        cycle.id,
    )
    of_pot = {one.pot_id: one.ideas for one in waiting}
    return [PotShortlist(pot, _listed(pot, projects, bands), of_pot.get(pot.id, 0)) for pot in pots]


def _listed(pot: Any, projects: Sequence[Any], bands: Sequence[Band]) -> list[Listed]:
    return [
        Listed(project, _band(project.cost_pence, bands), project.cost_pence > pot.amount_pence)
        for project in projects
        if project.pot_id == pot.id
    ]


def _band(cost_pence: int, bands: Sequence[Band]) -> str:
    return next((band.name for band in bands if band.least_pence <= cost_pence <= band.most_pence), "")
