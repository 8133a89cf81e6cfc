"""The privacy report: figures like those that were worked out before, the same each time, in no time."""

import pytest

from ballot_box.disclosure import Form, Limits
from ballot_box.disclosure.privacy import expected, fewest_cut

USUAL = Limits()
# Percent: ballots that nobody else cast, full ballots that nobody cast, choices still shown when cut short.
KNOWN = [
    (500, 10, 3, 38, 83, 43),
    (500, 20, 5, 84, 100, 12),
    (2_000, 6, 3, 0, 0, 89),
    (2_000, 10, 3, 12, 54, 64),
    (10_000, 10, 3, 0, 10, 89),
    (10_000, 10, 5, 48, 93, 56),
    (10_000, 20, 5, 70, 100, 41),
    (60_000, 20, 3, 2, 26, 88),
    (60_000, 20, 5, 60, 99, 56),
]


@pytest.mark.parametrize(("voters", "options", "ranks", "unique", "unused", "kept"), KNOWN)
def test_the_figures_are_of_the_size_that_is_known(
    voters: int, options: int, ranks: int, unique: int, unused: int, kept: int
) -> None:
    found = expected(voters, options, ranks, USUAL, seed=1)

    assert found.unique == pytest.approx(unique, abs=15)
    assert found.unused == pytest.approx(unused, abs=15)
    assert found.kept == pytest.approx(kept, abs=15)


def test_the_same_question_has_the_same_answer() -> None:
    expected.cache_clear()
    first = expected(800, 12, 3, USUAL, seed=7)
    expected.cache_clear()

    assert expected(800, 12, 3, USUAL, seed=7) == first


@pytest.mark.parametrize(
    ("voters", "options", "ranks", "form"),
    [
        (9, 5, 3, Form.WITHHELD),
        (0, 0, 3, Form.WITHHELD),
        (300, 5, 3, Form.AGGREGATE),
        (10_000, 6, 3, Form.FULL),
        (10_000, 20, 5, Form.PREFIX),
        (600, 1, 5, Form.FULL),
    ],
)
def test_the_form_that_is_to_be_expected(voters: int, options: int, ranks: int, form: Form) -> None:
    assert expected(voters, options, ranks, USUAL, seed=1).form is form


def test_fewer_ranks_are_advised_where_they_would_let_all_ballots_be_published() -> None:
    assert fewest_cut(10_000, 6, 5, USUAL, seed=1) in (3, 4)
    assert fewest_cut(300, 6, 5, USUAL, seed=1) is None
