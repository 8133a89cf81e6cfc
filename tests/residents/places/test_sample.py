"""The sample: facts about a real city, few enough to be written down."""

import csv

from residents.places import sample
from residents.places.map import city_map
from residents.places.models import Neighbourhood, Postcode, Ward
from residents.places.neighbourhoods import all_current
from residents.places.postcodes import locate
from tests.factories import make_place
from tests.shared_data import shared


async def test_every_ward_has_a_few_postcodes_and_belongs_to_one_town(db: None) -> None:
    await sample.load()
    assert (await Ward.all().count(), await Neighbourhood.all().count()) == (34, 6)
    for ward in await Ward.all():
        assert 3 <= await Postcode.filter(ward=ward).count() <= 7, ward.name
    for postcode in await Postcode.all():
        assert (await locate(postcode.code, postcode.ward_id)).neighbourhood_id is not None
    assert (await locate("st1 5hn")).neighbourhood_name == "Hanley"
    assert sum(town.residents or 0 for town in await all_current()) == 258_383


async def test_every_town_has_a_postcode_with_two_sides(db: None) -> None:
    await sample.load()
    asked = [await locate(postcode.code) for postcode in await Postcode.filter(near_ward_id__isnull=False)]
    assert all(one.other_wards for one in asked)
    assert len({one.neighbourhood_id for one in asked}) >= 5


async def test_the_towns_are_drawn_from_the_middles_of_the_wards(db: None) -> None:
    await sample.load()
    drawn = await city_map()
    assert [area.name for area in drawn.areas][:2] == ["Tunstall", "Burslem"]
    assert all(area.path for area in drawn.areas)
    assert sum(len(area.path) for area in drawn.areas) < 6000
    heights = {area.name: area.y for area in drawn.areas}
    assert heights["Tunstall"] < heights["Hanley"] < heights["Longton"]


async def test_loading_it_twice_changes_nothing(db: None) -> None:
    await sample.load()
    before = [await model.all().count() for model in (Ward, Postcode, Neighbourhood)]
    await sample.load()
    assert [await model.all().count() for model in (Ward, Postcode, Neighbourhood)] == before


async def test_neighbourhoods_that_somebody_made_stay(db: None) -> None:
    await make_place("Our own")
    await sample.load()
    assert [one.name for one in await all_current()] == ["Our own"]


def test_the_facts_agree_with_their_source() -> None:
    path = shared("stoke", "stoke_postcodes.csv")
    if path is None:
        return
    with path.open() as file:
        real = {line["postcode"]: line for line in csv.DictReader(file)}
    for line in sample.lines("postcodes.csv"):
        source = real[line["postcode"]]
        assert (line["ward"], line["lsoa"]) == (source["ward_code"], source["lsoa21_code"])
        assert (float(line["lat"]), float(line["long"])) == (float(source["lat"]), float(source["long"]))
