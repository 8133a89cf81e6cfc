"""Reads ward boundaries from GeoJSON, whatever its maker called things. No database here."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from residents.places.drawing import Rings
from residents.places.files import CODE, FileRefused, text_of

_WARD_CODE = re.compile(r"wd\d\dcd|ward_?code|code", re.I)
_WARD_NAME = re.compile(r"wd\d\dnm|ward_?name|name", re.I)
_AREA_CODE = re.compile(r"lad\d\dcd|lad_?code|area_?code", re.I)


@dataclass(frozen=True, slots=True)
class WardFeature:
    code: str
    name: str
    area: str
    outline: Rings


def read_wards(path: Path, area: str = "") -> list[WardFeature]:
    """The wards of a GeoJSON file in longitude and latitude. Raises FileRefused."""
    text = text_of(path)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise FileRefused(path, error.lineno, f"This is not JSON: {error.msg}.") from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise FileRefused(path, None, "This is not GeoJSON with features in it.")
    found: dict[str, WardFeature] = {}
    for number, feature in enumerate(features, start=1):
        ward = _ward(path, number, feature, area)
        if ward is None:
            continue
        if ward.code in found:
            raise FileRefused(path, None, f"Feature {number}: {ward.code} is there already.")
        found[ward.code] = ward
    if not found:
        raise FileRefused(path, None, f"There is no ward of {area} in it.")
    return list(found.values())


def _ward(path: Path, number: int, feature: Any, area: str) -> WardFeature | None:
    def refuse(sentence: str) -> FileRefused:
        return FileRefused(path, None, f"Feature {number}: {sentence}")

    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise refuse("it has no properties.")
    its_area = _property(properties, _AREA_CODE.fullmatch)
    if area and its_area and its_area != area:
        return None
    code = _property(properties, _WARD_CODE.fullmatch)
    if not CODE.fullmatch(code):
        raise refuse("it has no ward code. One is looked for under WD25CD, ward_code or code.")
    name = _property(properties, _WARD_NAME.fullmatch)
    if not 0 < len(name) <= 80:
        raise refuse("it has no name. One is looked for under WD25NM, ward_name or name.")
    return WardFeature(code, name, its_area or area, _outline(feature.get("geometry"), refuse))


def _property(properties: dict[str, Any], fits: Callable[[str], object]) -> str:
    return next((str(said).strip() for key, said in properties.items() if fits(key) and said), "")


def _outline(geometry: Any, refuse: Callable[[str], FileRefused]) -> Rings:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise refuse("its geometry is neither Polygon nor MultiPolygon.")
    try:
        polygons = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
        rings = [[[float(at[0]), float(at[1])] for at in ring] for polygon in polygons for ring in polygon]
    except (KeyError, TypeError, ValueError, IndexError):
        raise refuse("its coordinates cannot be read.") from None
    if not rings or any(len(ring) < 4 for ring in rings):
        raise refuse("it has a ring of fewer than four points.")
    if any(not (-180 <= long <= 180 and -90 <= lat <= 90) for ring in rings for long, lat in ring):
        raise refuse("its coordinates are not longitude and latitude. Export the file as WGS84 (EPSG:4326).")
    return rings
