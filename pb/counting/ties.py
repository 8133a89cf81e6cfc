"""How ties are broken: named orders, fixed before a count begins and the same all through it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pb.counting.instance import Instance
from pb.counting.marking import gettext
from pb.counting.profile import Profile
from pb.counting.project import Project, ProjectId
from pb.counting.refusals import CountingRefused


@dataclass(frozen=True, slots=True)
class TieBreaking:
    """A published order. `key(project, supporters)` is smallest for the project that goes first. `explanation` is
    marked for translation."""

    name: str
    explanation: str
    key: Callable[[Project, int], Any]

    def order(self, instance: Instance, profile: Profile) -> dict[ProjectId, int]:
        """Each project's place in the order, from 0. Supporters are all who chose it, at whatever place."""
        supporters = profile.supporters()
        ordered = sorted(instance, key=lambda project: self.key(project, supporters.get(project.id, 0)))
        return {project.id: place for place, project in enumerate(ordered)}


LEXICOGRAPHIC = TieBreaking(
    "lexicographic",
    gettext("The project whose id comes first goes first; ids are compared as text, so 10 comes before 9."),
    lambda project, supporters: project.id,
)
COST_ID = TieBreaking(
    "cost-id",
    gettext("The cheaper project goes first; then the one whose id comes first, compared as text."),
    lambda project, supporters: (project.cost, project.id),
)
COST_SUPPORTERS_ID = TieBreaking(
    "cost-supporters-id",
    gettext(
        "The cheaper project goes first; then the one more people chose; then the one whose id comes first, as text."
    ),
    lambda project, supporters: (project.cost, -supporters, project.id),
)

TIE_BREAKINGS: Mapping[str, TieBreaking] = {ties.name: ties for ties in (LEXICOGRAPHIC, COST_ID, COST_SUPPORTERS_ID)}


def cost_supporters_lot(lot: Sequence[ProjectId]) -> TieBreaking:
    """The order of a live cycle: lowest cost, then most supporters, then `lot`, drawn and published beforehand.

    Every project of the count must be in `lot`; one that is missing is refused when the order is needed.
    """
    places = {project: place for place, project in enumerate(lot)}
    if len(places) < len(lot):
        raise CountingRefused("The drawn order names a project twice. Each project must be in it once.")

    def key(project: Project, supporters: int) -> tuple[int, int, int]:
        if project.id not in places:
            raise CountingRefused(f"The drawn order does not name project “{project.id}”. Draw one of all.")
        return project.cost, -supporters, places[project.id]

    return TieBreaking(
        "cost-supporters-lot",
        gettext(
            "The cheaper project goes first; then the one more people chose; then an order drawn by lot before the "
            "vote."
        ),
        key,
    )


def tie_breaking(name: str) -> TieBreaking:
    """The tie-breaking of that name, or a refusal that lists the names."""
    if name not in TIE_BREAKINGS:
        raise CountingRefused(f"There is no tie-breaking “{name}”. Choose one of: {', '.join(TIE_BREAKINGS)}.")
    return TIE_BREAKINGS[name]
