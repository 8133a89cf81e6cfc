"""A project's own page: what it is, where it came from, and after the count what came of it and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database import row, rows
from pb.cycles import phase_at
from pb.ideas.standing import PRIVATE
from pb.models import Cycle
from pb.phases import Phase
from pb.results.reading import PotResult, ProjectResult, Result, result_of

_HIDDEN = ", ".join(f"'{state.value}'" for state in PRIVATE)
_PUBLIC = (Phase.VOTING, Phase.CONFIRMING, Phase.COUNTING, Phase.CHALLENGE, Phase.DELIVERY, Phase.CLOSED)


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """`project` is a row of the table with the names around it; `outcome` is None before the result is public."""

    project: Any
    ideas: Sequence[Any]
    cycle: Cycle
    phase: str
    result: Result | None
    pot: PotResult | None
    outcome: ProjectResult | None


async def project_page(project_id: int, now: datetime) -> ProjectPage | None:
    """None where there is no such project, or none that is public yet: projects are, once the cycle is."""
    project = await row(
        """SELECT p.id, p.reference, p.title, p.summary, p.body_html, p.cost_pence, p.cost_note, p.photo_name,
                  p.photo_alt, p.owner, p.withdrawn_at, p.withdrawn_because, p.cycle_id, p.pot_id, pot.name AS pot_name,
                  n.slug AS place_slug, t.slug AS theme, t.name AS theme_name
           FROM project p JOIN pot ON pot.id = p.pot_id LEFT JOIN theme t ON t.id = p.theme_id
           LEFT JOIN neighbourhood n ON n.id = pot.neighbourhood_id WHERE p.id = ?""",
        project_id,
    )
    if project is None:
        return None
    cycle = await Cycle.get(id=project.cycle_id)
    phase = phase_at(cycle, now)
    if phase is Phase.DRAFT:
        return None
    ideas = await rows(
        f"""SELECT id, title, author_name FROM idea WHERE project_id = ? AND published_at IS NOT NULL
            AND state NOT IN ({_HIDDEN}) ORDER BY id""",
        project_id,
    )
    result = await result_of(cycle) if phase in _PUBLIC else None
    pots = [pot for pot in result.pots if pot.id == project.pot_id] if result else []
    outcome = next((one for pot in pots for one in pot.projects if one.id == project_id), None)
    return ProjectPage(project, ideas, cycle, phase.value, result, pots[0] if outcome else None, outcome)
