"""What a try needs of the database: pots with their places, projects with their labels, ballots or what makes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from database import rows, value
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.cycles.bands import bands_of
from pb.cycles.splitting import Place
from pb.models import Cycle
from pb.results.side_by_side import Facts, facts_of
from pb.tallies.material import PENCE, PotMaterial, material_of
from pb.what_if.asking import SIMULATED, Question, WhatIfRefused, fund_with_ballots
from pb.what_if.simulating import Liked, simulate
from web.language import _

MOST_BALLOTS = 50_000
MOST_PROJECTS = 500


@dataclass(frozen=True, slots=True)
class Trial:
    """A fund ready to be tried. `places` belong to `pots` one by one; None for a pot of the whole city."""

    cycle: Cycle
    facts: Facts
    pots: tuple[PotMaterial, ...]
    places: tuple[Place | None, ...]
    simulated: bool = False
    liked: Mapping[int, Sequence[Liked]] | None = None  # by pot id, until the ballots are made

    def with_ballots(self) -> "Trial":
        """Makes the simulated ballots, where there are to be any. Takes processor time."""
        if self.liked is None:
            return self
        themes: dict[str, int] = {}
        for one in (one for found in self.liked.values() for one in found):
            themes[one.theme] = themes.get(one.theme, 0) + one.supports
        profiles = [
            simulate(pot.name, self.liked[pot.pot_id], themes, pot.residents, self.cycle.ranks) for pot in self.pots
        ]
        pots = tuple(replace(pot, profile=made) for pot, made in zip(self.pots, profiles, strict=True))
        return replace(self, pots=pots, liked=None, simulated=True)


async def trial_of(cycle: Cycle, question: Question, now: datetime) -> Trial:
    """Raises WhatIfRefused where there is nothing to count, or too much for a page."""
    simulated = question.ballots == SIMULATED
    fund = cycle if simulated else await fund_with_ballots(question.ballots, now)
    pots = await _pots(fund)
    projects = await _projects(fund)
    if simulated and not projects:
        projects = await _ideas(fund)
    await _demand_possible(fund, pots, projects, simulated)
    facts = facts_of(fund.name, fund.currency, pots, projects, await bands_of(fund.id))
    known: dict[str, Any] = {"cycle": fund, "facts": facts, "places": tuple(map(_place, pots))}
    if not simulated:
        return Trial(pots=(await material_of(fund)).pots, **known)
    liked = {pot.id: [_liked(one) for one in projects if one.pot_id == pot.id] for pot in pots}
    return Trial(pots=tuple(_without_ballots(fund, pot, projects) for pot in pots), liked=liked, **known)


async def _demand_possible(fund: Cycle, pots: Sequence[Any], projects: Sequence[Any], simulated: bool) -> None:
    if not pots or not projects:
        raise WhatIfRefused(
            _("There is nothing to choose from yet. Come back when there are pots, and projects or ideas with a cost.")
        )
    if len(projects) > MOST_PROJECTS:
        raise WhatIfRefused(_too_large() % {"most": f"{MOST_PROJECTS:,}", "what": _("projects")})
    if not simulated:
        await _demand_small(fund)


def _too_large() -> str:
    return _(
        "This fund has more than %(most)s %(what)s, which is too much for a try. Download its files and compare "
        "them with “elections compare”."
    )


async def _demand_small(fund: Cycle) -> None:
    ballots = await value("SELECT COUNT(*) FROM counted_ballot WHERE election_id = ?", fund.election_id)
    if int(ballots or 0) > MOST_BALLOTS:
        raise WhatIfRefused(_too_large() % {"most": f"{MOST_BALLOTS:,}", "what": _("ballots")})


async def _pots(fund: Cycle) -> Sequence[Any]:
    return await rows(
        """SELECT p.id, p.name, p.amount_pence, n.name AS place, n.residents, n.deprived_residents FROM pot p
           LEFT JOIN neighbourhood n ON n.id = p.neighbourhood_id WHERE p.cycle_id = ? ORDER BY p.position, p.id""",
        fund.id,
    )


def _place(pot: Any) -> Place | None:
    return Place(pot.place, pot.residents, pot.deprived_residents) if pot.place is not None else None


async def _projects(fund: Cycle) -> Sequence[Any]:
    return await rows(
        """SELECT p.id, p.pot_id, p.reference, p.title, p.cost_pence, t.name AS theme,
                  (SELECT COALESCE(SUM(i.supports), 0) FROM idea i WHERE i.project_id = p.id) AS supports
           FROM project p LEFT JOIN theme t ON t.id = p.theme_id
           WHERE p.cycle_id = ? AND p.withdrawn_at IS NULL ORDER BY p.id""",
        fund.id,
    )


async def _ideas(fund: Cycle) -> Sequence[Any]:
    """Before there are projects: what people suggested, at the cost that is known so far."""
    return await rows(
        """SELECT i.id, i.pot_id, 'idea-' || i.id AS reference, i.title,
                  COALESCE(i.cost_pence, i.estimate_pence) AS cost_pence, t.name AS theme, i.supports
           FROM idea i LEFT JOIN theme t ON t.id = i.theme_id
           WHERE i.cycle_id = ? AND i.pot_id IS NOT NULL AND i.state IN ('published', 'costing', 'changes_wanted')
             AND COALESCE(i.cost_pence, i.estimate_pence) > 0 ORDER BY i.id""",
        fund.id,
    )


def _liked(one: Any) -> Liked:
    return Liked(one.reference, one.theme or "", int(one.supports))


def _without_ballots(fund: Cycle, pot: Any, projects: Sequence[Any]) -> PotMaterial:
    own = [one for one in projects if one.pot_id == pot.id]
    found = tuple(Project(one.reference, one.title, one.cost_pence) for one in own)
    instance = Instance(found, pot.amount_pence, PENCE, fund.currency)
    numbers = {one.reference: one.id for one in own}
    return PotMaterial(pot.id, pot.name, pot.residents, 0, instance, Profile.ranked([]), numbers, {})
