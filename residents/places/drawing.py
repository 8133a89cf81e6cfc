"""Turns wards into the shapes of a map: real outlines where there are any, otherwise cells around the ward centres.

Works on a flat plane in metres around the middle of the area; over one city the error is a few centimetres in a hundred
metres.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import cos, radians
from typing import TypedDict

import shapely
from shapely import MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

WIDTH = 1000  # of the drawing, in its own units
_TOLERANCE = 4.0  # how far a simplified line may stray, in the same units
_MARGIN = 12
METRES_A_DEGREE = 111_195

Rings = Sequence[Sequence[Sequence[float]]]


class Shape(TypedDict):
    """One neighbourhood on the map: the d of an SVG path, where its name stands, and the size of the whole map."""

    path: str
    x: int
    y: int
    view: list[int]


@dataclass(frozen=True, slots=True)
class WardShape:
    code: str
    lat: float
    long: float
    outline: Rings | None = None


class Plane:
    """Longitude and latitude as metres to the east and north of a middle point."""

    def __init__(self, lat: float, long: float) -> None:
        self.lat, self.long = lat, long
        self.across = METRES_A_DEGREE * cos(radians(lat))

    def point(self, lat: float, long: float) -> tuple[float, float]:
        return (long - self.long) * self.across, (lat - self.lat) * METRES_A_DEGREE

    def polygon(self, rings: Rings) -> BaseGeometry:
        """A ring inside a ring is a hole."""
        parts = [shapely.make_valid(Polygon([self.point(lat, long) for long, lat in ring])) for ring in rings]
        return reduce(lambda one, other: one.symmetric_difference(other), parts)


def plane_of(wards: Sequence[WardShape]) -> Plane:
    return Plane(sum(w.lat for w in wards) / len(wards), sum(w.long for w in wards) / len(wards))


def ward_areas(wards: Sequence[WardShape], plane: Plane) -> dict[str, BaseGeometry]:
    """The area of each ward on the plane. Once there are real outlines, a ward without one is not drawn."""
    drawn = {ward.code: plane.polygon(ward.outline) for ward in wards if ward.outline}
    if drawn:
        return drawn
    centres = {ward.code: Point(plane.point(ward.lat, ward.long)) for ward in wards}
    return cells(centres, _city_around(list(centres.values())))


def cells(points: Mapping[str, Point], within: BaseGeometry) -> dict[str, BaseGeometry]:
    """Shares out `within`: everything belongs to the nearest point."""
    places = {point.wkb for point in points.values()}
    if len(places) < 2:
        return dict.fromkeys(list(points)[:1], within)
    diagram = shapely.voronoi_polygons(MultiPoint(list(points.values())), extend_to=within)
    tree = shapely.STRtree(list(diagram.geoms))
    found: dict[str, BaseGeometry] = {}
    for key, point in points.items():
        cell = diagram.geoms[int(tree.nearest(point))]
        found[key] = cell.intersection(within)
    return found


def _city_around(centres: list[Point]) -> BaseGeometry:
    """A soft outline around points: about as far out as the points are apart."""
    if len(centres) < 3:
        return MultiPoint(centres).buffer(1000)
    apart = sorted(min(one.distance(other) for other in centres if other is not one) for one in centres)
    reach = max(apart[len(apart) // 2], 300.0)
    hull = shapely.concave_hull(MultiPoint(centres), ratio=0.45)
    return hull.buffer(2.2 * reach).buffer(-1.4 * reach)


def draw(areas: Mapping[int, BaseGeometry]) -> dict[int, Shape]:
    """The shapes of areas that lie side by side. Lines that two areas share stay shared."""
    kept = {key: area for key, area in areas.items() if not area.is_empty}
    if not kept:
        return {}
    west, south, east, north = shapely.total_bounds(list(kept.values()))
    scale = (WIDTH - 2 * _MARGIN) / max(east - west, north - south, 1.0)
    size = [round((east - west) * scale) + 2 * _MARGIN, round((north - south) * scale) + 2 * _MARGIN]
    plain = _simplified(list(kept.values()), _TOLERANCE / scale)

    def onto(x: float, y: float) -> tuple[int, int]:
        return round((x - west) * scale) + _MARGIN, round((north - y) * scale) + _MARGIN

    shapes: dict[int, Shape] = {}
    for key, area in zip(kept, plain, strict=True):
        biggest = max(_polygons(area), key=lambda polygon: polygon.area)
        middle = shapely.maximum_inscribed_circle(biggest, tolerance=20 / scale).coords[0]
        x, y = onto(*middle)
        path = "".join(_ring_path([onto(*point) for point in ring]) for ring in _rings(area))
        shapes[key] = Shape(path=path, x=x, y=y, view=size)
    return shapes


def _simplified(areas: list[BaseGeometry], tolerance: float) -> list[BaseGeometry]:
    """Without holes that only come from lines that do not quite meet, and with far fewer points."""
    simple = list(shapely.coverage_simplify(areas, tolerance))
    return [one if _polygons(one) else area for one, area in zip(simple, areas, strict=True)]


def _polygons(area: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(area) if isinstance(part, Polygon) and not part.is_empty]


def _rings(area: BaseGeometry) -> list[list[tuple[float, float]]]:
    rings = []
    for polygon in _polygons(area):
        rings += [list(ring.coords) for ring in (polygon.exterior, *polygon.interiors)]
    return rings


def _ring_path(points: list[tuple[int, int]]) -> str:
    different = [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]
    if len(different) < 4:
        return ""
    return "M" + " ".join(f"{x},{y}" for x, y in different[:-1]) + "Z"
