"""`census load`: tables out of files as people put them together, and what is left out is said."""

import json
from pathlib import Path

import pytest

from assembly.census.ages import Ages, ages_of, group_of, is_by_age
from assembly.census.loading import Loaded, load
from assembly.census.reading import read_csv, read_json
from assembly.models import Category, CensusTable
from ledger.models import JournalEntry
from residents.people import COMMAND_LINE, NOBODY
from residents.places.files import FileRefused
from tests.assembly.quotas.scenes import an_assembly
from tests.factories import NOW
from tests.shared_data import needed
from web.refusals import NotAllowed

INVENTED = {
    "area": "Potbank",
    "source": "An invented census",
    "housing": {"Owned (number)": 60.0, "Rented (number)": "1,040", "Owned (percent)": 5.5, "Odd": None, "Half": 1.5},
    "age by sex": {"Female": {"Aged 16 to 24 years": 50}, "Male": {"Aged 16 to 24 years": 51}},
    "empty": {},
    "mixed": {"all": 7, "by ward": {"North": 3}},
    "households": 110400,
    "note": "Only for tests.",
}


def json_file(folder: Path, content: object = INVENTED) -> Path:
    path = folder / "census.json"
    path.write_text(json.dumps(content))
    return path


async def loaded(path: Path, **more: str) -> list[Loaded]:
    return await load(COMMAND_LINE, path, read_json(path), NOW, **more)


def test_a_table_is_a_mapping_of_labels_to_people(tmp_path: Path) -> None:
    found = read_json(json_file(tmp_path))

    assert {one.name: one.counts for one in found.tables} == {
        "housing": {"Owned": 60, "Rented": 1040},
        "age by sex": {"Female: Aged 16 to 24 years": 50, "Male: Aged 16 to 24 years": 51},
        "mixed": {"all": 7},
    }
    assert (found.area, found.source) == ("Potbank", "An invented census")


def test_everything_left_out_is_said(tmp_path: Path) -> None:
    assert read_json(json_file(tmp_path)).skipped == [
        "housing: left out 1 rows that are percents, not people.",
        "housing: left out rows without a number of people: Odd, Half.",
        "empty: there are no numbers of people in it.",
        "mixed: left out rows without a number of people: by ward.",
        "households: this is no table.",
    ]


def test_only_the_tables_that_were_asked_for_are_read(tmp_path: Path) -> None:
    assert [one.name for one in read_json(json_file(tmp_path), ["housing"]).tables] == ["housing"]
    with pytest.raises(FileRefused, match="There is no table “work”. There are: housing, age by sex"):
        read_json(json_file(tmp_path), ["work"])


@pytest.mark.parametrize("content", ["[1, 2]", "{", '"text"', ""])
def test_what_is_no_census_file_is_refused_with_a_reason(tmp_path: Path, content: str) -> None:
    path = tmp_path / "odd.json"
    path.write_text(content)
    with pytest.raises(FileRefused):
        read_json(path)


def test_csv_needs_a_label_and_a_number(tmp_path: Path) -> None:
    path = tmp_path / "wards.csv"
    path.write_text('ward,people\nNorth,"1,200"\nSouth,300\n\n')
    assert read_csv(path, "wards").tables[0].counts == {"North": 1200, "South": 300}
    path.write_text("North,1200\nSouth,300\n")
    assert read_csv(path, "wards").tables[0].counts == {"North": 1200, "South": 300}


def test_small_areas_are_added_up_by_a_column(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_text("code,tenth,people\nA,1,10\nB,2,20\nC,1,5\n")
    assert read_csv(path, "tenths", "tenth", "people").tables[0].counts == {"1": 15, "2": 20}
    with pytest.raises(FileRefused, match="There is no column “decile”. There are: code, tenth, people"):
        read_csv(path, "tenths", "decile", "people")


async def test_a_table_keeps_its_source_and_the_load_is_journalled(db: None, tmp_path: Path) -> None:
    await loaded(json_file(tmp_path), area="The Potbanks")

    table = await CensusTable.get(slug="age-by-sex")
    assert (table.name, table.area, table.source) == ("age by sex", "The Potbanks", "An invented census")
    assert list(table.people) == ["Female: Aged 16 to 24 years", "Male: Aged 16 to 24 years"]
    entry = await JournalEntry.get(act="census.loaded")
    assert entry.detail == {"file": "census.json", "tables": ["housing", "age-by-sex", "mixed"]}


async def test_loading_again_replaces_and_says_what_changed(db: None, tmp_path: Path) -> None:
    (first,) = await loaded(json_file(tmp_path, {"source": "S", "t": {"a": 1, "b": 2, "c": 3}}))
    (same,) = await loaded(json_file(tmp_path, {"source": "S", "t": {"a": 1, "b": 2, "c": 3}}))
    (other,) = await loaded(json_file(tmp_path, {"source": "S2", "t": {"a": 1, "b": 5, "d": 4}}))

    assert (first.new, same.new, same.changes) == (True, False, ())
    assert other.changes == ("new: d, 4.", "gone: c, 3.", "b: 2 before, 5 now.")
    table = await CensusTable.get(slug="t")
    assert (table.people, table.source) == ({"a": 1, "b": 5, "d": 4}, "S2")


async def test_categories_that_use_a_changed_table_are_named_and_keep_their_numbers(db: None, tmp_path: Path) -> None:
    (first,) = await loaded(json_file(tmp_path, {"source": "S", "t": {"a": 1}}))
    assembly = await an_assembly(name="Canals")
    await Category.create(assembly=assembly, slug="x", name="Homes", question="?", why="", census=first.table)
    (again,) = await loaded(json_file(tmp_path, {"source": "S", "t": {"a": 2}}))
    assert again.used_by == ("Canals: Homes",)


async def test_numbers_without_a_source_are_not_loaded(db: None, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="--source"):
        await loaded(json_file(tmp_path, {"t": {"a": 1}}))
    assert not await CensusTable.exists()


async def test_only_officers_load(db: None, tmp_path: Path) -> None:
    path = json_file(tmp_path)
    with pytest.raises(NotAllowed):
        await load(NOBODY, path, read_json(path), NOW)


@pytest.mark.parametrize(
    ("label", "ages"),
    [
        ("All persons: Aged 16 to 19 years", Ages(16, 19)),
        ("16–24", Ages(16, 24)),
        ("16-24 (number)", Ages(16, 24)),
        ("Aged 85 years and over", Ages(85, None)),
        ("90+", Ages(90, None)),
        ("Aged 4 years and under", Ages(0, 4)),
        ("Aged under 1 year", Ages(0, 0)),
        ("Aged 10 years", Ages(10, 10)),
        ("16 and 17", Ages(16, 17)),
        ("11 and over", Ages(11, None)),
        ("White: Irish", None),
        ("24 to 16", None),
    ],
)
def test_ages_are_read_from_labels(label: str, ages: Ages | None) -> None:
    assert ages_of(label) == ages


def test_rows_about_everybody_are_told_from_rows_about_some() -> None:
    assert [group_of(one) for one in ("All persons: 16", "Female: 16", "16 to 24")] == ["", "female", ""]
    assert is_by_age({"16 to 24": 1, "25 and over": 2})
    assert not is_by_age({"Bad 1": 1, "Owned": 2, "Rented": 3})


async def test_the_census_of_stoke_is_read_whole(db: None) -> None:
    path = needed("stoke", "stoke_census2021.json")
    tables = {one.table.slug: one.table.people for one in await loaded(path)}

    assert len(tables) == 10
    assert sum(tables["ethnicity-5-from-lsoa"].values()) == 258_383
    assert tables["ethnicity-ltla"]["White: Irish"] == 572
    assert sum(n for label, n in tables["age-sex-ts009"].items() if group_of(label) == "") == 258_363
