"""What a list of ideas can be narrowed by: neighbourhoods, themes, sizes of grant."""

from collections.abc import Sequence
from dataclasses import dataclass

from database import rows


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice. `key` is what stands in the address; `least` and `most` are pence, for a size of grant."""

    kind: str
    id: int
    name: str
    key: str
    least: int
    most: int


async def of_cycle(cycle_id: int) -> Sequence[Facet]:
    """All of them, in the order that the officers chose. One query."""
    found = await rows(
        """SELECT 'neighbourhood' AS kind, id, name, '' AS slug, 0 AS least, 0 AS most, position
             FROM pot WHERE cycle_id = ?
           UNION ALL SELECT 'theme', id, name, slug, 0, 0, position FROM theme WHERE cycle_id = ?
           UNION ALL SELECT 'band', id, name, '', least_pence, most_pence, position FROM band WHERE cycle_id = ?
           ORDER BY 7, 2""",
        cycle_id,
        cycle_id,
        cycle_id,
    )
    return [Facet(one.kind, one.id, one.name, one.slug or str(one.id), one.least, one.most) for one in found]
