"""`places load`: any council's postcodes and wards, all of them or nothing, twice with the same outcome."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from ledger.models import JournalEntry
from residents.people import COMMAND_LINE, NOBODY
from residents.places.files import FileRefused
from residents.places.loading import Loaded, load
from residents.places.map import city_map, redraw
from residents.places.models import Neighbourhood, NeighbourhoodPart, PartKind, Postcode, Ward
from residents.places.postcodes import locate
from tests.factories import NOW
from tests.shared_data import needed
from web.refusals import NotAllowed

AREA = "E06000021"
WEST, EAST = "E05000001", "E05000002"
# Two squares side by side: the line between them runs along 2.1 degrees west.
SQUARES = {WEST: (-2.2, -2.1), EAST: (-2.1, -2.0)}
HEADINGS = "postcode,ward_code,lat,long"


def feature(code: str, west: float, east: float, names: tuple[str, str] = ("WD25CD", "WD25NM")) -> dict[str, Any]:
    ring = [[west, 53.0], [east, 53.0], [east, 53.1], [west, 53.1], [west, 53.0]]
    properties = {names[0]: code, names[1]: f"Ward {code[-1]}", "LAD25CD": AREA}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def squares(folder: Path, names: tuple[str, str] = ("WD25CD", "WD25NM")) -> Path:
    path = folder / "wards.geojson"
    features = [feature(code, *sides, names) for code, sides in SQUARES.items()]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def table(folder: Path, *lines: str) -> Path:
    path = folder / "postcodes.csv"
    path.write_text("\n".join(lines))
    return path


async def loaded(postcodes: Path | None, wards: Path | None = None, area: str = "") -> Loaded:
    return await load(COMMAND_LINE, [postcodes] if postcodes else [], wards, area, NOW)


@pytest.mark.parametrize("names", [("WD25CD", "WD25NM"), ("WD24CD", "WD24NM"), ("ward_code", "ward_name")])
async def test_wards_come_from_geojson_whatever_its_year(db: None, tmp_path: Path, names: tuple[str, str]) -> None:
    outcome = await loaded(None, squares(tmp_path, names))
    assert outcome.wards == 2
    ward = await Ward.get(code=WEST)
    assert (ward.name, ward.area_code, ward.outline is not None) == ("Ward 1", AREA, True)
    assert -2.2 < ward.long < -2.1 and 53.0 < ward.lat < 53.1


async def test_a_postcode_within_25_metres_of_a_line_has_two_sides(db: None, tmp_path: Path) -> None:
    metre = 1 / (111_195 * 0.6014)  # of longitude, at 53.05 degrees north
    lines = [
        f"ST1 1AA,{WEST},53.05,{-2.1 - 20 * metre}",
        f"ST1 1AB,{WEST},53.05,{-2.1 - 30 * metre}",
        f"ST1 1AD,{EAST},53.05,{-2.1 + 24 * metre}",
        f"ST1 1AE,{EAST},53.05,-2.11",  # its point lies in the other ward
    ]
    outcome = await loaded(table(tmp_path, HEADINGS, *lines), squares(tmp_path))
    assert outcome.near_a_line == 3
    near = dict(await Postcode.all().values_list("code", "near_ward_id"))
    assert near == {"ST11AA": EAST, "ST11AB": None, "ST11AD": WEST, "ST11AE": WEST}
    assert (await Postcode.get(code="ST11AE")).ward_id == EAST


async def test_code_point_open_needs_no_headings_and_gives_one_district(db: None, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        f'"ST1 1AA",10,388405,347542,"E92000001","E19000002","E18000005","","{AREA}","{WEST}"',
        f'"ST11AB",90,0,0,"E92000001","E19000002","E18000005","","{AREA}","{EAST}"',
        '"ST101AA",10,400905,343500,"E92000001","E19000002","E18000005","E10000028","E07000198","E05007051"',
    )
    outcome = await loaded(path, squares(tmp_path), AREA)
    assert outcome.postcodes == 2
    first, second = await Postcode.get(code="ST11AA"), await Postcode.get(code="ST11AB")
    assert first.lat == pytest.approx(53.02504, abs=1e-5)
    assert first.long == pytest.approx(-2.17432, abs=2e-5)
    assert (second.lat, second.long) == (None, None)


async def test_loading_again_replaces_and_changes_nothing_else(db: None, tmp_path: Path) -> None:
    first = table(tmp_path, HEADINGS, f"ST1 1AA,{WEST},53.05,-2.15", f"ST1 1AB,{WEST},53.05,-2.16")
    wards = squares(tmp_path)
    await loaded(first, wards)
    before = await Postcode.all().order_by("code").values()
    assert (await loaded(first, wards)).postcodes == 2
    assert await Postcode.all().order_by("code").values() == before
    assert (await loaded(table(tmp_path, HEADINGS, f"ST1 1AB,{EAST},53.05,-2.05"), wards)).postcodes == 1
    assert (await Postcode.get()).ward_id == EAST


async def test_a_file_that_names_its_wards_needs_no_boundaries(db: None, tmp_path: Path) -> None:
    lines = [f"ST1 1AA,{WEST},Etruria,53.02,-2.18", f"ST1 1AB,{WEST},Etruria,53.04,-2.20"]
    outcome = await loaded(table(tmp_path, "postcode,ward_code,ward_name,lat,long", *lines), area=AREA)
    ward = await Ward.get(code=WEST)
    assert (outcome.wards, ward.name, ward.area_code) == (1, "Etruria", AREA)
    assert ward.lat == pytest.approx(53.03)


async def test_the_map_is_drawn_from_the_outlines_once_they_are_loaded(db: None, tmp_path: Path) -> None:
    for code, (west, _) in SQUARES.items():
        await Ward.create(code=code, name=code, area_code=AREA, lat=53.05, long=west + 0.05)
        place = await Neighbourhood.create(slug=code.lower(), name=code)
        await NeighbourhoodPart.create(neighbourhood=place, kind=PartKind.WARD, code=code)
    await redraw()
    schematic = await city_map()
    await loaded(None, squares(tmp_path))
    real = await city_map()
    assert all(area.path for area in (*schematic.areas, *real.areas))
    assert len(real.areas[0].path) < len(schematic.areas[0].path)  # a square needs four points
    assert max(x for area in real.areas for x in (area.x,)) > real.view[0] / 2


async def test_what_was_loaded_is_journalled(db: None, tmp_path: Path) -> None:
    await loaded(None, squares(tmp_path))
    entry = await JournalEntry.get(act="places.loaded")
    assert (entry.thing, entry.detail["wards"], entry.detail["files"]) == (f"area:{AREA}", 2, ["wards.geojson"])


async def test_a_ward_that_a_new_file_no_longer_has_is_named(db: None, tmp_path: Path) -> None:
    await Ward.create(code="E05000003", name="Old ward", area_code=AREA, lat=53.0, long=-2.1)
    assert (await loaded(None, squares(tmp_path))).leftover == ("Old ward",)


BAD_LINES = [
    ("not a postcode,E05000001,53.05,-2.1", "line 3: “not a postcode” is not a postcode"),
    ("ST1 1AC,E05,53.05,-2.1", "“ST1 1AC” is not a postcode"),
    ("ST1 1AD,E05,53.05,-2.1", "line 3: “E05” is not a code such as"),
    ("ST1 1AD,E05000001,north,-2.1", "line 3: The position cannot be read"),
    ("ST1 1AD,E05000001,153.05,-2.1", "line 3: The position cannot be read"),
    ("ST1 1AD,E05000001,53.05", "line 3: There are 3 cells instead of 4"),
    ("ST1 1AA,E05000002,53.05,-2.1", "line 3: ST11AA is already on line 2, in another ward"),
    ("ST1 1AD,E05999999,53.05,-2.1", "line 3: The ward E05999999 is not known. Load the wards"),
]


@pytest.mark.parametrize(("line", "sentence"), BAD_LINES)
async def test_a_bad_line_is_named_and_nothing_is_stored(db: None, tmp_path: Path, line: str, sentence: str) -> None:
    path = table(tmp_path, HEADINGS, f"ST1 1AA,{WEST},53.05,-2.15", line)
    with pytest.raises(FileRefused, match=sentence):
        await loaded(path, squares(tmp_path))
    assert not await Ward.exists() and not await Postcode.exists() and not await JournalEntry.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"a,b,c", "neither Code-Point Open"),
        (b"postcode,lat,long\n", "headings need a postcode, a ward code"),
        (b"postcode,ward_code,lat,long\nST1 1AA,\xff", "line 2: This is not UTF-8"),
        (b"postcode,ward_code,lat,long\n", "There is no postcode of"),
    ],
)
async def test_a_file_that_is_no_table_of_postcodes_is_refused(
    db: None, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefused, match=sentence):
        await loaded(path)


def with_feature(**changes: object) -> str:
    return json.dumps({"features": [{**feature(WEST, -2.2, -2.1), **changes}]})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"features": [\n}', "line 2: This is not JSON"),
        ("[]", "not GeoJSON with features"),
        (with_feature(properties=None), "Feature 1: it has no properties"),
        (with_feature(properties={"name": "X"}), "Feature 1: it has no ward code"),
        (with_feature(properties={"WD25CD": WEST}), "Feature 1: it has no name"),
        (with_feature(geometry={"type": "Point", "coordinates": [0, 0]}), "neither Polygon nor"),
        (with_feature(geometry={"type": "Polygon", "coordinates": [[["a", 1]]]}), "cannot be read"),
        (with_feature(geometry={"type": "Polygon", "coordinates": [[[0, 0]]]}), "fewer than four points"),
        (
            with_feature(geometry={"type": "Polygon", "coordinates": [[[388405, 347542]] * 4]}),
            "not longitude and latitude. Export the file as WGS84",
        ),
    ],
)
async def test_a_file_that_is_no_map_of_wards_is_refused(db: None, tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "wards.geojson"
    path.write_text(content)
    with pytest.raises(FileRefused, match=sentence):
        await loaded(None, path)


async def test_several_districts_in_one_file_need_a_choice(db: None, tmp_path: Path) -> None:
    heading = "postcode,area,ward_code,lat,long"
    path = table(tmp_path, heading, f"ST1 1AA,{AREA},{WEST},53,-2.1", f"ST1 1AB,E07000198,{EAST},53,-2.1")
    with pytest.raises(FileRefused, match="more than one district. Choose one with --area"):
        await loaded(path, squares(tmp_path))


async def test_a_missing_file_is_said(db: None, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="nowhere.csv: It cannot be opened"):
        await loaded(tmp_path / "nowhere.csv")


async def test_only_who_may_edit_places_loads_them(db: None, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        await load(NOBODY, [], squares(tmp_path), "", NOW)


async def test_the_real_city_loads_whole(db: None) -> None:
    folder = needed("stoke")
    outcome = await loaded(folder / "stoke_postcodes.csv", folder / "stoke_wards_2025.geojson", AREA)
    assert (outcome.wards, outcome.postcodes, outcome.leftover) == (34, 6554, ())
    assert 0.04 < outcome.near_a_line / outcome.postcodes < 0.06
    with (folder / "stoke_postcodes.csv").open() as file:
        line = next(line for line in csv.DictReader(file) if line["postcode"] == "ST1 5HN")
    found = await locate("st15hn")
    assert (found.ward_code, found.ward_name) == (line["ward_code"], line["ward_name"])
    again = await loaded(folder / "stoke_postcodes.csv", folder / "stoke_wards_2025.geojson", AREA)
    assert again == outcome
