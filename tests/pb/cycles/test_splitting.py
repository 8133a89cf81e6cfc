"""Four ways to share money out, exact to the penny."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb.cycles.splitting import EQUAL, HALF_AND_HALF, NEED, POPULATION, WAYS, Place, SplitRefused, split

# Census 2021 residents (ONS), and those of them in the most deprived tenth of England by the Index of 2025.
SIX_TOWNS = [
    Place("Tunstall", 36428, 10261),
    Place("Burslem", 44849, 15948),
    Place("Hanley", 57284, 25121),
    Place("Stoke", 42191, 3215),
    Place("Fenton", 17125, 4138),
    Place("Longton", 60506, 18738),
]
BUDGET = 90_000_00


@pytest.mark.parametrize(
    ("way", "pounds"),
    [
        (EQUAL, [15000, 15000, 15000, 15000, 15000, 15000]),
        (POPULATION, [12500, 15500, 20000, 15000, 6000, 21000]),
        (HALF_AND_HALF, [13500, 16500, 22000, 9500, 10000, 18500]),
    ],
)
def test_the_six_towns_share_ninety_thousand_pounds_in_steps_of_five_hundred(way: str, pounds: list[int]) -> None:
    assert [part.amount for part in split(BUDGET, SIX_TOWNS, way, 500_00)] == [amount * 100 for amount in pounds]


def test_need_follows_the_most_deprived_tenth() -> None:
    parts = split(BUDGET, SIX_TOWNS, NEED)
    assert parts[2].share == Fraction(25121, 77421)
    assert [part.amount for part in parts] == [1192816, 1853916, 2920254, 373736, 481032, 2178246]


def test_the_working_says_what_rounding_did() -> None:
    first = split(BUDGET, SIX_TOWNS, POPULATION, 500_00)[0]
    assert first.share == Fraction(36428, 258383)
    assert first.exact == BUDGET * first.share
    assert first.rounding == 12_500_00 - first.exact < 0


def test_a_penny_too_many_goes_to_the_first_of_equals() -> None:
    parts = split(100, [Place("A"), Place("B"), Place("C")], EQUAL)
    assert [part.amount for part in parts] == [34, 33, 33]


def test_what_is_less_than_a_unit_stays_with_one_place() -> None:
    parts = split(1_050, [Place("A", 1), Place("B", 1)], POPULATION, 100)
    assert [part.amount for part in parts] == [550, 500]


@pytest.mark.parametrize(("way", "field"), [(POPULATION, "residents"), (NEED, "deprived"), (HALF_AND_HALF, "deprived")])
def test_a_missing_figure_is_refused_with_the_names(way: str, field: str) -> None:
    known = {"residents": 10, "deprived": 5}
    places = [
        Place("Hanley", **known),
        Place("Etruria", **{**known, field: None}),
        Place("Penkhull", **{**known, field: None}),
    ]
    with pytest.raises(SplitRefused, match="Etruria and Penkhull") as refused:
        split(1000, places, way)
    assert refused.value.places == ("Etruria", "Penkhull")


def test_an_equal_split_needs_no_figures() -> None:
    assert [part.amount for part in split(1000, [Place("A"), Place("B")], EQUAL)] == [500, 500]


@pytest.mark.parametrize(
    ("total", "places", "way", "unit"),
    [
        (100, [], EQUAL, 1),
        (100, [Place("A", 0, 0)], POPULATION, 1),
        (100, [Place("A", 5, 0)], NEED, 1),
        (100, [Place("A", -5, 3), Place("B", 7, 3)], POPULATION, 1),
        (-1, [Place("A")], EQUAL, 1),
        (100, [Place("A")], EQUAL, 0),
        (100, [Place("A")], "by moonlight", 1),
    ],
)
def test_what_cannot_be_shared_out_is_refused(total: int, places: list[Place], way: str, unit: int) -> None:
    with pytest.raises(SplitRefused):
        split(total, places, way, unit)


counts = st.integers(1, 500_000)
neighbourhoods = st.lists(
    st.tuples(counts, st.integers(0, 50_000)).map(lambda n: Place("somewhere", n[0] + n[1], n[1])),
    min_size=1,
    max_size=40,
).filter(lambda places: any(place.deprived for place in places))


@given(st.integers(0, 10**12), neighbourhoods, st.sampled_from(WAYS), st.sampled_from([1, 100, 100_00, 500_00]))
def test_every_split_is_exact_and_fair_to_within_a_unit(total: int, places: list[Place], way: str, unit: int) -> None:
    parts = split(total, places, way, unit)
    assert sum(part.amount for part in parts) == total
    assert sum(part.share for part in parts) == 1
    assert sum(part.exact for part in parts) == total
    assert all(abs(part.rounding) < unit for part in parts)
    assert all(part.amount >= 0 for part in parts)
    assert len([part for part in parts if part.amount % unit]) <= 1


@given(st.integers(0, 10**9), neighbourhoods, st.sampled_from(WAYS), st.sampled_from([1, 100, 500_00]))
def test_a_place_with_a_larger_share_never_gets_less_in_whole_units(
    total: int, places: list[Place], way: str, unit: int
) -> None:
    parts = split(total - total % unit, places, way, unit)
    for one in parts:
        for other in parts:
            if one.share > other.share:
                assert one.amount >= other.amount


@given(st.permutations(SIX_TOWNS), st.sampled_from(WAYS))
def test_the_order_of_the_places_changes_nothing_where_none_are_equal(places: list[Place], way: str) -> None:
    asked = {part.place.name: part.amount for part in split(BUDGET, places, way, 500_00)}
    assert asked == {part.place.name: part.amount for part in split(BUDGET, SIX_TOWNS, way, 500_00)}
