"""`places load --deprivation`: every postcode knows the tenth of its small area, and keeps it."""

from pathlib import Path

import pytest

from ledger.models import JournalEntry
from residents.people import COMMAND_LINE, NOBODY
from residents.places.deprivation import Marked, mark, read_tenths
from residents.places.files import FileRefused
from residents.places.loading import load
from residents.places.models import Postcode, Ward
from tests.factories import NOW
from tests.shared_data import needed
from web.refusals import NotAllowed

WARD = "E05000001"
POOR, RICH, UNKNOWN = "E01000001", "E01000002", "E01000003"


@pytest.fixture
async def places(db: None) -> None:
    ward = await Ward.create(code=WARD, name="North", area_code="E06000021", lat=53.0, long=-2.1)
    for code, lsoa in (("ST11AA", POOR), ("ST11AB", RICH), ("ST11AD", UNKNOWN), ("ST11AE", "")):
        await Postcode.create(code=code, ward=ward, lsoa=lsoa)


def indices(folder: Path, *lines: str, headings: str = "lsoa21_code,ward24_code,residents_2021,IMD_decile") -> Path:
    path = folder / "imd.csv"
    path.write_text("\n".join([headings, *lines]))
    return path


async def tenths() -> dict[str, int | None]:
    return {one.code: one.tenth for one in await Postcode.all()}


async def test_each_postcode_gets_the_tenth_of_its_small_area(places: None, tmp_path: Path) -> None:
    path = indices(tmp_path, f"{POOR},{WARD},1500,1", f"{RICH},{WARD},1600,9")
    marked = await mark(COMMAND_LINE, path, read_tenths(path), NOW)

    assert await tenths() == {"ST11AA": 1, "ST11AB": 9, "ST11AD": None, "ST11AE": None}
    assert marked == Marked(postcodes=2, without=2, wards=1)
    ward = await Ward.get(code=WARD)
    assert (ward.residents, ward.deprived_residents) == (3100, 1500)
    assert (await JournalEntry.get(act="places.deprivation-loaded")).detail == {"file": "imd.csv", "postcodes": 2}


async def test_residents_that_are_known_stay_as_they_are(places: None, tmp_path: Path) -> None:
    await Ward.filter(code=WARD).update(residents=5, deprived_residents=1)
    path = indices(tmp_path, f"{POOR},{WARD},1500,1")
    await mark(COMMAND_LINE, path, read_tenths(path), NOW)
    assert (await Ward.get(code=WARD)).residents == 5


async def test_a_newer_file_takes_the_place_of_the_older(places: None, tmp_path: Path) -> None:
    for lines in ([f"{POOR},{WARD},1,1", f"{RICH},{WARD},1,9"], [f"{POOR},{WARD},1,2"]):
        path = indices(tmp_path, *lines)
        await mark(COMMAND_LINE, path, read_tenths(path), NOW)
    assert await tenths() == {"ST11AA": 2, "ST11AB": None, "ST11AD": None, "ST11AE": None}


async def test_a_new_file_of_postcodes_does_not_forget_deprivation(places: None, tmp_path: Path) -> None:
    path = indices(tmp_path, f"{POOR},{WARD},1500,1")
    await mark(COMMAND_LINE, path, read_tenths(path), NOW)
    newer = tmp_path / "postcodes.csv"
    newer.write_text(
        f"postcode,ward_code,lsoa21_code,lat,long\nST1 1AA,{WARD},{POOR},53,-2\nST1 1AF,{WARD},{POOR},53,-2\n"
    )
    await load(COMMAND_LINE, [newer], None, "", NOW)
    assert await tenths() == {"ST11AA": 1, "ST11AF": 1}


def test_headings_of_the_government_are_understood(tmp_path: Path) -> None:
    headings = (
        "LSOA code (2021),LSOA name (2021),Index of Multiple Deprivation (IMD) Rank,"
        "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)"
    )
    path = indices(tmp_path, f"{POOR},Somewhere 001A,123,1", headings=headings)
    assert read_tenths(path).tenths == {POOR: 1}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (f"{POOR},{WARD},1,11", "line 2: “11” is not a tenth"),
        (f"{POOR},{WARD},1,", "line 2: “” is not a tenth"),
        (f"X,{WARD},1,1", "line 2: “X” is not the code of a small area"),
        ("", "There is no small area in it"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        read_tenths(indices(tmp_path, line))


def test_a_file_about_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="The headings need an LSOA code"):
        read_tenths(indices(tmp_path, "1,2", headings="a,b"))


async def test_only_who_may_edit_places_loads(places: None, tmp_path: Path) -> None:
    path = indices(tmp_path, f"{POOR},{WARD},1500,1")
    with pytest.raises(NotAllowed):
        await mark(NOBODY, path, read_tenths(path), NOW)


def test_the_indices_of_stoke_are_read_whole() -> None:
    found = read_tenths(needed("stoke", "stoke_imd2025_lsoa21.csv"))
    assert len(found.tenths) == 163
    assert sum(found.residents.values()) == 258_383
