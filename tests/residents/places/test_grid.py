"""The national grid, against points whose position is known."""

import csv
from math import cos, hypot, radians

import pytest

from residents.places.grid import to_lat_long
from tests.shared_data import needed


def metres_apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return 111_195 * hypot(one[0] - other[0], (one[1] - other[1]) * cos(radians(one[0])))


def test_the_worked_example_of_ordnance_survey_comes_out() -> None:
    """Caister water tower: 52°39'28.72"N 1°42'57.79"E in ETRS89, which is WGS84 to within a metre."""
    expected = 52 + 39 / 60 + 28.72 / 3600, 1 + 42 / 60 + 57.79 / 3600
    assert metres_apart(to_lat_long(651_409.903, 313_177.270), expected) < 6


def test_a_point_off_the_grid_is_refused() -> None:
    for easting, northing in ((-1, 0), (0, 1_300_001), (700_001, 0)):
        with pytest.raises(ValueError):
            to_lat_long(easting, northing)


def test_every_postcode_of_the_city_lies_where_others_put_it() -> None:
    with (needed("stoke") / "stoke_postcodes.csv").open() as file:
        found = [
            metres_apart(
                to_lat_long(float(line["easting"]), float(line["northing"])), (float(line["lat"]), float(line["long"]))
            )
            for line in csv.DictReader(file)
        ]
    assert len(found) == 6554
    assert max(found) < 6
