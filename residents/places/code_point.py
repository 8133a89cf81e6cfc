"""Reads files of postcodes as the offices that make them give them out. No database here."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from residents.places.files import CODE, FileRefused, text_of
from residents.places.grid import to_lat_long
from residents.places.postcodes import PostcodeRefused, normalise

_WITHOUT_PLACE = "90"  # the quality that Code-Point Open gives a postcode which has no coordinates
# Code-Point Open comes without a line of headings.
_CODE_POINT_OPEN = [
    "postcode", "quality", "easting", "northing", "country", "nhs_region", "nhs_area", "county", "area", "ward_code"
]  # fmt: skip
_HEADINGS = {
    "postcode": r"postcode|pcds?|pc",
    "quality": r"quality|positional_quality(_indicator)?|pqi",
    "easting": r"eastings?|oseast1m|x",
    "northing": r"northings?|osnrth1m|y",
    "lat": r"lat(itude)?",
    "long": r"long?(itude)?|lng",
    "area": r"area|admin_district_code|lad(\d\d)?_?(cd|code)|district(_code)?|di",
    "ward_code": r"ward_?(code)?|admin_ward_code|wd(\d\d)?_?(cd|code)|wa",
    "ward_name": r"ward_?name|wd(\d\d)?_?(nm|name)",
    "lsoa": r"lsoa(\d\d)?_?(cd|code)?",
}


@dataclass(frozen=True, slots=True)
class PostcodeLine:
    code: str
    ward: str
    ward_name: str
    lsoa: str
    lat: float | None
    long: float | None
    line: int


def read_postcodes(path: Path, area: str = "") -> list[PostcodeLine]:
    """The postcodes of one district, from Code-Point Open or from any CSV file with headings. Raises FileRefused."""
    found: dict[str, PostcodeLine] = {}
    areas: set[str] = set()
    for line, cells in _records(path):
        its_area = cells.get("area", "")
        if area and its_area and its_area != area:
            continue
        areas.add(its_area)
        if len(areas) > 1 and not area:
            raise FileRefused(path, line, "This file has more than one district. Choose one with --area, by its code.")
        one = _postcode(path, line, cells)
        if one.code in found and found[one.code].ward != one.ward:
            raise FileRefused(path, line, f"{one.code} is already on line {found[one.code].line}, in another ward.")
        found[one.code] = one
    return list(found.values())


def _records(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(text_of(path).splitlines())
    columns: list[str] | None = None
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if columns is None:
                columns, is_heading = _columns(path, reader.line_num, cells)
                if is_heading:
                    continue
            if len(cells) != len(columns):
                raise FileRefused(path, reader.line_num, f"There are {len(cells)} cells instead of {len(columns)}.")
            yield reader.line_num, dict(zip(columns, cells, strict=True))
    except csv.Error as error:
        raise FileRefused(path, reader.line_num, f"This is not CSV: {error}.") from None
    if columns is None:
        raise FileRefused(path, None, "The file is empty.")


def _columns(path: Path, line: int, cells: Sequence[str]) -> tuple[list[str], bool]:
    """What each column holds, and whether this line says so."""
    named = [next((key for key, shape in _HEADINGS.items() if re.fullmatch(shape, cell, re.I)), "") for cell in cells]
    if "postcode" in named:
        missing = {"postcode", "ward_code"} - set(named)
        if missing or not ({"lat", "long"} <= set(named) or {"easting", "northing"} <= set(named)):
            raise FileRefused(
                path, line, "The headings need a postcode, a ward code, and lat and long or easting and northing."
            )
        return [name or f"column {n}" for n, name in enumerate(named)], True
    if len(cells) == len(_CODE_POINT_OPEN):
        return _CODE_POINT_OPEN, False
    raise FileRefused(path, line, "This is neither Code-Point Open (10 columns, no headings) nor a file with headings.")


def _postcode(path: Path, line: int, cells: dict[str, str]) -> PostcodeLine:
    try:
        code = normalise(cells["postcode"])
    except PostcodeRefused:
        raise FileRefused(path, line, f"“{cells['postcode'][:20]}” is not a postcode.") from None
    for name in ("ward_code", "lsoa"):
        if (name == "ward_code" or cells.get(name)) and not CODE.fullmatch(cells[name]):
            raise FileRefused(path, line, f"“{cells[name][:20]}” is not a code such as E05014567.")
    lat, long = _position(path, line, cells)
    return PostcodeLine(code, cells["ward_code"], cells.get("ward_name", ""), cells.get("lsoa", ""), lat, long, line)


def _position(path: Path, line: int, cells: dict[str, str]) -> tuple[float | None, float | None]:
    if cells.get("quality") == _WITHOUT_PLACE:
        return None, None
    try:
        if "lat" in cells and "long" in cells:
            lat, long = float(cells["lat"]), float(cells["long"])
        else:
            lat, long = to_lat_long(float(cells["easting"]), float(cells["northing"]))
        if not (-90 <= lat <= 90 and -180 <= long <= 180):
            raise ValueError
    except ValueError:
        raise FileRefused(path, line, "The position cannot be read as numbers on the map of Britain.") from None
    return round(lat, 6), round(long, 6)
