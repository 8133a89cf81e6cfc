"""Brings postcodes and wards into the database: what `python main.py places load` does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import shapely

from database import execute, rows, transaction
from ledger import journal
from residents.people import Person
from residents.places import map as city_map
from residents.places.boundaries import WardFeature, read_wards
from residents.places.code_point import PostcodeLine, read_postcodes
from residents.places.deprivation import tenths_by_area
from residents.places.drawing import WardShape, plane_of, ward_areas
from residents.places.files import FileRefused
from residents.places.models import Postcode, Ward
from web.progress import Progress

NEAR_METRES = 25
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is in the database now. `leftover` names wards of this area that the new file does not have."""

    wards: int
    postcodes: int
    near_a_line: int
    leftover: tuple[str, ...]


@dataclass(slots=True)
class _Ward:
    code: str
    name: str
    area: str
    lat: float
    long: float
    outline: object


async def load(by: Person, postcodes: Sequence[Path], wards: Path | None, area: str, now: datetime) -> Loaded:
    """Load files in one transaction: all of it or, with FileRefused, nothing. Loading again replaces what was loaded.

    Postcodes that a new file no longer has are gone afterwards. Wards stay, because claims may lead to them.
    """
    by.demand("places.edit")
    features = read_wards(wards, area) if wards else []
    lines = {one.code: (path, one) for path in postcodes for one in read_postcodes(path, area)}
    if postcodes and not lines:
        raise FileRefused(postcodes[0], None, f"There is no postcode of {area or 'any district'} in it.")
    async with transaction():
        known = await _store_wards(features, [one for _, one in lines.values()], area)
        for path, one in lines.values():
            if one.ward not in known:
                raise FileRefused(
                    path, one.line, f"The ward {one.ward} is not known. Load the wards with it (--wards)."
                )
        if lines:
            await _store_postcodes([one for _, one in lines.values()])
        near = await mark_near_lines()
        await city_map.redraw()
        areas = {ward.area for ward in known.values()}
        new = {feature.code for feature in features}
        leftover = tuple(sorted(w.name for w in known.values() if features and w.code not in new and w.area in areas))
        await journal.record(
            by.actor, "places.loaded", f"area:{area or ','.join(sorted(areas))}", at=now,
            files=[path.name for path in (*postcodes, *([wards] if wards else []))],
            wards=len(features), postcodes=len(lines),
        )  # fmt: skip
        return Loaded(len(known), await Postcode.all().count(), near, leftover)


async def _store_wards(features: Sequence[WardFeature], lines: Sequence[PostcodeLine], area: str) -> dict[str, _Ward]:
    """Every ward there is afterwards, by its code."""
    found = await rows("SELECT code, name, area_code, lat, long, outline FROM ward")
    known = {w.code: _Ward(w.code, w.name, w.area_code, w.lat, w.long, w.outline) for w in found}
    changed = {one.code: one for one in (_with_middle(feature) for feature in features)}
    for code, name, lat, long in _named_in(lines):
        if code not in known and code not in changed:
            changed[code] = _Ward(code, name, area, lat, long, None)
    await Ward.bulk_create(
        [
            Ward(code=w.code, name=w.name, area_code=w.area, lat=w.lat, long=w.long, outline=w.outline)
            for w in changed.values()
        ],
        on_conflict=["code"],
        update_fields=["name", "area_code", "lat", "long", "outline"],
    )
    return known | changed


def _with_middle(feature: WardFeature) -> _Ward:
    shape = shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in feature.outline])
    middle = shape.representative_point()
    outline = [[[round(long, 6), round(lat, 6)] for long, lat in ring] for ring in feature.outline]
    return _Ward(feature.code, feature.name, feature.area, round(middle.y, 6), round(middle.x, 6), outline)


def _named_in(lines: Sequence[PostcodeLine]) -> list[tuple[str, str, float, float]]:
    """Wards that a file of postcodes names, with the middle of their postcodes."""
    points: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for one in lines:
        if one.ward_name and one.lat is not None and one.long is not None:
            points.setdefault((one.ward, one.ward_name[:80]), []).append((one.lat, one.long))
    return [
        (code, name, sum(lat for lat, _ in its) / len(its), sum(long for _, long in its) / len(its))
        for (code, name), its in points.items()
    ]


async def _store_postcodes(lines: Sequence[PostcodeLine]) -> None:
    tenths = await tenths_by_area()  # a newer file of postcodes says nothing of deprivation
    areas = "SELECT area_code FROM ward WHERE code = ?"
    await execute(
        f"DELETE FROM postcode WHERE ward_id IN (SELECT code FROM ward WHERE area_code IN ({areas}))", lines[0].ward
    )
    waiting = iter(lines)
    done = 0
    with Progress("Postcodes", len(lines)) as progress:
        while batch := list(islice(waiting, _BATCH)):
            await Postcode.bulk_create(
                [
                    Postcode(code=p.code, ward_id=p.ward, lsoa=p.lsoa, lat=p.lat, long=p.long, tenth=tenths.get(p.lsoa))
                    for p in batch
                ],
                on_conflict=["code"],
                update_fields=["ward_id", "lsoa", "lat", "long", "tenth"],
            )
            progress.to(done := done + len(batch))


async def mark_near_lines() -> int:
    """Marks postcodes within 25 m of another ward, whose people are asked on which side they live; returns how many."""
    await execute("UPDATE postcode SET near_ward_id = NULL WHERE near_ward_id IS NOT NULL")
    found = await Ward.filter(outline__isnull=False)
    if len(found) < 2:
        return 0
    shapes = [WardShape(w.code, w.lat, w.long, w.outline) for w in found]
    plane = plane_of(shapes)
    areas = ward_areas(shapes, plane)
    codes = list(areas)
    placed = await rows("SELECT code, ward_id, lat, long FROM postcode WHERE lat IS NOT NULL AND long IS NOT NULL")
    points = [shapely.Point(plane.point(one.lat, one.long)) for one in placed]
    if not points:
        return 0
    tree = shapely.STRtree(list(areas.values()))
    near: dict[str, tuple[float, str]] = {}
    for point, area in tree.query(points, predicate="dwithin", distance=NEAR_METRES).T:
        one, other = placed[int(point)], codes[int(area)]
        if other != one.ward_id:
            candidate = (float(points[int(point)].distance(areas[other])), other)
            near[one.code] = min(near.get(one.code, candidate), candidate)
    by_ward: dict[str, list[str]] = {}
    for code, (_, other) in near.items():
        by_ward.setdefault(other, []).append(code)
    for other, members in by_ward.items():
        await Postcode.filter(code__in=members).update(near_ward_id=other)
    return len(near)
