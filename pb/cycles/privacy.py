"""The privacy report: how much could be published of each pot's ballots, so that none gives its voter away."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ballot_box.disclosure import Form, Limits
from ballot_box.disclosure.privacy import Privacy, expected, fewest_cut
from ballot_box.elections import DISCLOSURE
from database import rows, value
from pb.models import Cycle
from web.language import _, ngettext

MOST_VOTERS = 100_000
_ONE_IN = 25  # residents who vote, as in other places
_SEED = 2026  # the same numbers for everybody who looks


@dataclass(frozen=True, slots=True)
class PotPrivacy:
    """`fewer`: with so many choices each, and not `ranks`, all ballots could be published; None where they are, or
    where that would not help."""

    id: int
    name: str
    voters: int
    projects: int
    ranks: int
    found: Privacy
    fewer: int | None

    @property
    def words(self) -> str:
        if not self.projects:
            return _("No project is on this ballot yet.")
        return {
            Form.FULL: _("all ballots, as they were cast."),
            Form.PREFIX: _("ballots cut short, so that at least ten people share each one."),
            Form.AGGREGATE: _("only sums: how many chose each project, and how many put it first."),
            Form.WITHHELD: _("only what was chosen. So few ballots would give people away."),
        }[self.found.form]

    @property
    def advice(self) -> str:
        if self.fewer is None:
            return ""
        said = ngettext(
            "%(count)s choice instead of %(ranks)s would let us publish all ballots.",
            "%(count)s choices instead of %(ranks)s would let us publish all ballots.",
            self.fewer,
        )
        return said % {"count": self.fewer, "ranks": self.ranks}


async def privacy_of(
    cycle: Cycle, voters: Mapping[int, int] | None = None, ranks: int | None = None
) -> list[PotPrivacy]:
    """For each pot, with the `voters` expected there, by default one in 25 of its residents. Takes a moment: beside the
    site."""
    pots = await _pots(cycle)
    asked = [(pot, (voters or {}).get(pot.id, usual_voters(pot))) for pot in pots]
    return await asyncio.to_thread(_all, asked, ranks or cycle.ranks)


async def _pots(cycle: Cycle) -> Sequence[Any]:
    everybody = await value("SELECT SUM(residents) FROM neighbourhood WHERE retired_at IS NULL")
    return await rows(
        """SELECT p.id, p.name, CASE WHEN p.neighbourhood_id IS NULL THEN ? ELSE n.residents END AS residents,
                  (SELECT COUNT(*) FROM project j WHERE j.pot_id = p.id AND j.withdrawn_at IS NULL) AS projects
           FROM pot p LEFT JOIN neighbourhood n ON n.id = p.neighbourhood_id WHERE p.cycle_id = ?
           ORDER BY p.position, p.id""",
        int(everybody or 0),
        cycle.id,
    )


def usual_voters(pot: Any) -> int:
    return min(MOST_VOTERS, round((pot.residents or 0) / _ONE_IN))


def _all(asked: Sequence[tuple[Any, int]], ranks: int) -> list[PotPrivacy]:
    limits = Limits.of(DISCLOSURE)
    found = []
    for pot, voters in asked:
        privacy = expected(voters, pot.projects, ranks, limits, _SEED)
        fewer = None if privacy.form is Form.FULL else fewest_cut(voters, pot.projects, ranks, limits, _SEED)
        found.append(PotPrivacy(pot.id, pot.name, voters, pot.projects, ranks, privacy, fewer))
    return found
