"""Shares to seats: exact, a panel always fits, more people never get fewer seats."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.sortition.refusals import SortitionRefused
from assembly.sortition.rounding import quotas_from_shares, seats_from_shares

PLACES = st.lists(st.integers(0, 10**7), min_size=1, max_size=12).filter(any)
SEATS = st.integers(1, 200)


def test_4_and_37_hundredths_of_a_seat_are_4_to_5() -> None:
    first, second = seats_from_shares([437, 4063], seats=45)
    assert (first.exact, first.share) == (Fraction("4.37"), Fraction(437, 4500))
    assert (first.least, first.most, first.fair) == (4, 5, 4)
    assert (second.least, second.most, second.fair) == (40, 41, 41)


def test_whole_seats_leave_no_choice() -> None:
    assert quotas_from_shares([100, 300], seats=40) == [(10, 10), (30, 30)]


def test_slack_widens_both_ends_but_not_below_nobody_or_above_the_panel() -> None:
    assert quotas_from_shares([100, 300], seats=40, slack=2) == [(8, 12), (28, 32)]
    assert quotas_from_shares([1, 99], seats=2, slack=5) == [(0, 2), (0, 2)]


def test_an_answer_that_nobody_in_the_census_has_shuts_nobody_out() -> None:
    assert quotas_from_shares([500, 500, 0], seats=45) == [(22, 23), (22, 23), (0, 1)]


def test_of_equal_remainders_the_larger_group_gets_the_seat() -> None:
    assert [one.fair for one in seats_from_shares([1, 3], seats=2)] == [0, 2]
    assert [one.fair for one in seats_from_shares([1, 1], seats=3)] == [2, 1]


@pytest.mark.parametrize(
    ("people", "seats", "slack"), [([0, 0], 45, 0), ([], 45, 0), ([1], 0, 0), ([1], 1, -1), ([-1, 2], 1, 0)]
)
def test_what_has_no_shares_is_refused(people: list[int], seats: int, slack: int) -> None:
    with pytest.raises(SortitionRefused):
        seats_from_shares(people, seats, slack)


@given(PLACES, SEATS, st.integers(0, 5))
def test_a_panel_of_so_many_seats_always_fits(people: list[int], seats: int, slack: int) -> None:
    found = seats_from_shares(people, seats, slack)
    assert sum(one.least for one in found) <= seats <= sum(one.most for one in found)
    assert sum(one.fair for one in found) == seats
    assert sum(one.exact for one in found) == seats
    for one in found:
        assert 0 <= one.least <= one.most <= seats
        assert one.least <= one.fair <= one.most
        assert abs(one.fair - one.exact) < 1


@given(PLACES, SEATS, st.data())
def test_more_people_never_get_fewer_seats(people: list[int], seats: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(people) - 1))
    more = [*people]
    more[at] += data.draw(st.integers(1, 10**6))
    before, after = quotas_from_shares(people, seats)[at], quotas_from_shares(more, seats)[at]
    assert before[0] <= after[0]
    assert before[1] <= after[1]


@given(PLACES, SEATS, st.integers(0, 4))
def test_more_slack_never_makes_a_quota_narrower(people: list[int], seats: int, slack: int) -> None:
    for (least, most), (wide_least, wide_most) in zip(
        quotas_from_shares(people, seats, slack), quotas_from_shares(people, seats, slack + 1), strict=True
    ):
        assert wide_least <= least <= most <= wide_most
