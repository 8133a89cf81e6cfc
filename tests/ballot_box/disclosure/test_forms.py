"""What is published of a contest's ballots: nothing that shows whose a ballot is, nothing that proves how one voted."""

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ballot_box.disclosure import (
    Disclosure,
    Form,
    Groups,
    Limits,
    Numbers,
    TotalsRefused,
    counted,
    demand_hidden,
    form_of,
    hidden,
    marks,
    shorten,
    unused_marks,
)

USUAL = Limits()
OPTIONS = ["11", "12", "13", "14"]


def ballots(options: list[str] = OPTIONS, ranks: int = 3, most: int = 40) -> st.SearchStrategy[Groups]:
    """Groups of ballots, those with nothing on them included."""
    ranking = st.lists(st.sampled_from(options), unique=True, max_size=ranks).map(tuple)
    return st.dictionaries(ranking, st.integers(1, most), min_size=1, max_size=25)


def test_rankings_that_few_share_lose_their_last_choice_the_longest_first() -> None:
    groups = {("11", "12", "13"): 4, ("11", "12", "14"): 5, ("11", "12"): 1, ("11",): 3, ("13", "11"): 9, ("14",): 12}

    found = shorten(groups, 10)

    assert found.groups == {("11", "12"): 10, ("14",): 12}
    assert found.suppressed == 12


@given(ballots(), st.integers(1, 20))
def test_every_pattern_is_shared_and_every_ballot_is_accounted_for(groups: Groups, k: int) -> None:
    found = shorten(groups, k)

    assert all(ballots >= k for ballots in found.groups.values())
    assert sum(found.groups.values()) + found.suppressed == sum(groups.values())
    assert all(any(whole[: len(shown)] == shown for whole in groups) for shown in found.groups)


@given(ballots())
def test_cutting_does_not_depend_on_the_order_of_ballots(groups: Groups) -> None:
    assert shorten(groups, 10) == shorten(dict(reversed(list(groups.items()))), 10)


@pytest.mark.parametrize(
    ("options", "ranks", "ranked", "possible"),
    [(10, 3, True, 720), (20, 3, True, 6840), (20, 5, True, 1_860_480), (2, 5, True, 2), (10, 3, False, 120)],
)
def test_marks_are_counted_by_the_formula(options: int, ranks: int, ranked: bool, possible: int) -> None:
    assert marks(options, ranks, ranked=ranked) == possible


def test_a_mark_is_unused_when_nobody_cast_it_whole() -> None:
    groups = {("11", "12"): 3, ("12",): 50, ("13", "14"): 1}

    assert unused_marks(groups, 4, 2, ranked=True) == 12 - 2


def full_house(each: int) -> Groups:
    """Every full ranking of three of the four options, `each` times."""
    return {(a, b, c): each for a in OPTIONS for b in OPTIONS for c in OPTIONS if len({a, b, c}) == 3}


@pytest.mark.parametrize(
    ("groups", "form"),
    [
        ({("11",): 9}, Form.WITHHELD),
        ({("11",): 10}, Form.AGGREGATE),
        ({("11", "12"): 499}, Form.AGGREGATE),
        ({("11", "12"): 500}, Form.PREFIX),
        (full_house(21), Form.FULL),
        (dict.fromkeys(list(full_house(1))[2:], 25), Form.FULL),  # 2 of 24 marks unused: 8.3 %
        (dict.fromkeys(list(full_house(1))[3:], 25), Form.PREFIX),  # 3: 12.5 %
        ({("11", "12"): 500, ("12",): 9, ("13",): 9}, Form.PREFIX),
    ],
)
def test_the_form_follows_from_the_frozen_numbers(groups: Groups, form: Form) -> None:
    assert form_of(groups, OPTIONS, 3, USUAL).form is form


def test_where_too_many_would_be_suppressed_only_totals_are_published() -> None:
    options = [str(number) for number in range(60)]
    groups: Groups = {("0",): 400, **{(one,): 9 for one in options[1:]}}

    assert form_of(groups, options, 1, USUAL).form is Form.AGGREGATE


def test_numbers_of_the_definition_decide_and_missing_ones_are_as_usual() -> None:
    assert Limits.of({"least": 12, "pattern": 3}) == Limits(10, 12, 3, 20)


def published(found: Disclosure) -> list[int]:
    """Every number of ballots that would be published."""
    shown = list(found.shortened.groups.values()) if found.shortened else []
    totals = [cell for row in (found.totals or {}).values() for cell in row.cells().values() if cell is not None]
    return [*shown, *totals]


@given(ballots(most=120), st.booleans())
@example({(): 9, ("11",): 1}, True)
def test_AC_070_no_table_has_a_number_below_ten_and_none_can_be_worked_out(groups: Groups, ranked: bool) -> None:
    if not ranked:
        groups = Counter(tuple(sorted(one)) for one in Counter(groups).elements())
    found = form_of(groups, OPTIONS, 3, USUAL, ranked=ranked)

    assert min(published(found), default=10) >= 10
    if found.totals is None or not ranked:
        return
    exact = counted(groups, OPTIONS)
    kept_back = [option for option, row in found.totals.items() if row.first is None]
    for row in found.totals.values():
        assert list(row.cells().values()).count(None) != 1
    # What is left of all ballots when the first choices that are shown are taken away is of several options. Where all
    # are kept back only the number of all ballots is known, which is ten or more.
    left = sum(exact[option].first or 0 for option in kept_back)
    assert left == 0 or (left >= 10 and len(kept_back) > 1) or len(kept_back) == len(OPTIONS)


@pytest.mark.parametrize(
    "totals",
    [
        {"11": Numbers(9, 20, 29), "12": Numbers(31, 20, 51)},
        {"11": Numbers(None, 20, 29), "12": Numbers(31, 20, 51)},
        {"11": Numbers(None, None, 29), "12": Numbers(31, 20, 51)},  # 40 − 31
        {"11": Numbers(None, None, 29), "12": Numbers(None, None, 20), "13": Numbers(36, 10, 46)},  # 4 for both
        {"11": Numbers(None, None, 29), "12": Numbers(None, None, 20), "13": Numbers(22, 10, 32)},  # 18: 9 and 9
    ],
)
def test_AC_070_the_checker_refuses_a_table_that_gives_a_number_away(totals: dict[str, Numbers]) -> None:
    with pytest.raises(TotalsRefused):
        demand_hidden(totals, 40, 10)


def test_AC_070_a_single_small_number_takes_another_with_it() -> None:
    groups: Groups = {("11", "12"): 30, ("12", "11"): 25, ("13", "12"): 4}

    found = hidden(counted(groups, ["11", "12", "13"]), 10)

    assert found["11"] == Numbers(30, 25, 55)
    assert found["12"] == Numbers(None, None, 59), "its 25 go too: else 59 − 30 − 25 would leave 4"
    assert found["13"] == Numbers(None, None, None)


@given(ballots())
def test_AC_071_published_rankings_are_shared_by_ten_or_none_is_published(groups: Groups) -> None:
    found = form_of(groups, OPTIONS, 3, Limits(full_percent=0))

    if found.form is Form.PREFIX:
        assert found.shortened is not None
        assert min(found.shortened.groups.values(), default=10) >= 10
    elif found.form is Form.FULL:
        assert unused_marks(groups, 4, 3, ranked=True) == 0, "every mark was cast by somebody: none proves anything"
    else:
        assert found.shortened is None


@given(ballots(most=2))
def test_AC_072_of_a_handful_of_ballots_nothing_is_published_but_how_many(groups: Groups) -> None:
    found = form_of(groups, OPTIONS, 3, USUAL)

    if sum(groups.values()) < 10:
        assert found == Disclosure(Form.WITHHELD, sum(groups.values()))


def test_a_ballot_with_nothing_on_it_is_counted_and_shows_nothing() -> None:
    found = form_of({("11", "12"): 600, (): 11}, OPTIONS, 3, USUAL)

    assert found.ballots == 611
    assert found.shortened is not None
    assert found.shortened.suppressed == 11
