"""The map of the neighbourhoods. It is drawn when places change, and only read when a page shows it."""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from database import rows
from residents.places.drawing import Plane, Shape, WardShape, cells, draw, plane_of, ward_areas
from residents.places.models import Neighbourhood


@dataclass(frozen=True, slots=True)
class MapArea:
    """One neighbourhood on the map and in the list beside it. `path` is empty when it cannot be drawn."""

    id: int
    name: str
    slug: str
    href: str
    path: str
    x: int
    y: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MapData:
    """For `ui.map_beside_list`. `view` is (width, height) of the drawing."""

    areas: list[MapArea]
    view: tuple[int, int]


async def city_map(
    href: Callable[[str], str] = "/neighbourhoods/{}".format, detail: Callable[[int], str] | None = None
) -> MapData:
    """One query. `href` makes an area's address from its slug, `detail` a few words for the list from its id."""
    found = await rows(
        "SELECT id, name, slug, shape FROM neighbourhood WHERE retired_at IS NULL ORDER BY position, name"
    )
    areas, view = [], (1000, 1000)
    for one in found:
        shape: Shape | None = _read(one.shape)
        if shape:
            view = (shape["view"][0], shape["view"][1])
        path, x, y = (shape["path"], shape["x"], shape["y"]) if shape else ("", 0, 0)
        areas.append(MapArea(one.id, one.name, one.slug, href(one.slug), path, x, y, detail(one.id) if detail else ""))
    return MapData(areas, view)


def _read(stored: Any) -> Any:
    """JSON from a raw row is text on both databases."""
    return json.loads(stored) if isinstance(stored, str) else stored


async def redraw() -> None:
    """Draw the map anew, inside the transaction that changed wards, postcodes or neighbourhoods."""
    shapes = draw(await _areas())
    for place in await Neighbourhood.all().only("id"):
        await Neighbourhood.filter(id=place.id).update(shape=shapes.get(place.id))


async def _areas() -> dict[int, BaseGeometry]:
    found = await rows("SELECT code, lat, long, outline FROM ward")
    if not found:
        return {}
    wards = [WardShape(w.code, w.lat, w.long, _read(w.outline)) for w in found]
    plane = plane_of(wards)
    whole = {
        part.code: part.neighbourhood_id
        for part in await rows("SELECT code, neighbourhood_id FROM neighbourhood_part WHERE kind = 'ward'")
    }
    split = await _split_wards()
    pieces: dict[int, list[BaseGeometry]] = defaultdict(list)
    for code, area in ward_areas(wards, plane).items():
        if code in split:
            for owner, piece in _shared_out(area, split[code], plane):
                pieces[owner].append(piece)
        elif code in whole:
            pieces[whole[code]].append(area)
    return {owner: shapely.union_all(parts) for owner, parts in pieces.items()}


async def _split_wards() -> dict[str, list[Any]]:
    """The postcodes of every ward of which a part belongs elsewhere, each with its neighbourhood or None."""
    found = await rows(
        """SELECT p.ward_id, p.code, p.lat, p.long,
                  COALESCE(own.neighbourhood_id, lsoa.neighbourhood_id, ward.neighbourhood_id) AS owner
           FROM postcode p
           LEFT JOIN neighbourhood_part own ON own.kind = 'postcode' AND own.code = p.code
           LEFT JOIN neighbourhood_part lsoa ON lsoa.kind = 'lsoa' AND lsoa.code = p.lsoa
           LEFT JOIN neighbourhood_part ward ON ward.kind = 'ward' AND ward.code = p.ward_id
           WHERE p.lat IS NOT NULL AND p.long IS NOT NULL AND p.ward_id IN (
             SELECT q.ward_id FROM postcode q JOIN neighbourhood_part part
               ON (part.kind = 'postcode' AND part.code = q.code) OR (part.kind = 'lsoa' AND part.code = q.lsoa))"""
    )
    wards: dict[str, list[Any]] = defaultdict(list)
    for one in found:
        wards[one.ward_id].append(one)
    return wards


def _shared_out(area: BaseGeometry, postcodes: list[Any], plane: Plane) -> list[tuple[int, BaseGeometry]]:
    """A ward cut up by who lives nearest to which postcode."""
    owners: dict[str, int | None] = {one.code: one.owner for one in postcodes}
    points = {one.code: Point(plane.point(one.lat, one.long)) for one in postcodes}
    found = [(owners[code], cell) for code, cell in cells(points, area).items()]
    return [(owner, cell) for owner, cell in found if owner is not None]
