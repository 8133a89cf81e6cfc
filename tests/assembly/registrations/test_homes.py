"""One home, however somebody writes it; another home is another one, also behind the same front door."""

import pytest

from assembly.homes import home_in

SAME = [
    [
        "Flat 2, 10 High Street",
        "flat 2 10 HIGH ST",
        "10 High St. Flat 2, Hanley",
        "2/10 High Street",
        "Apt 2\n10 High St",
    ],
    ["10 High Street", "10, High St, Stoke-on-Trent", "No. 10 High Street", "10 High Street\nHanley"],
    ["10b High Street", "10 B High St", "Flat B, 10 High Street"],
    ["Rose Cottage, Leek Road", "rose cottage\nLeek Rd", "ROSE COTTAGE, Cellarhead"],
    ["Flat 5, Hanover House, Town Road", "5 Hanover House", "5, Hanover House, Town Rd"],
    ["12 York Court, 33 Town Rd", "Apartment 12 York Court, 33 Town Road"],
    ["4 1st Avenue", "4 First Avenue"],
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_one_home_in_many_spellings(spellings: list[str]) -> None:
    assert len({home_in(one) for one in spellings}) == 1


def test_different_homes_of_one_postcode_stay_apart() -> None:
    homes = [spellings[0] for spellings in SAME]
    homes += ["Flat 3, 10 High Street", "12 High Street", "Flat 10, 2 High Street", "Ivy Cottage", "Flat 5, York House"]

    assert len({home_in(one) for one in homes}) == len(homes)


@pytest.mark.parametrize("odd", ["", "  ", "\x00", "–", "🏠", "١٠ شارع", "f" * 10_000, "1" * 10_000])
def test_odd_texts_are_some_home_or_none(odd: str) -> None:
    assert home_in(odd) == home_in(odd)
