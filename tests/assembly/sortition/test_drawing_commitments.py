"""What is fixed before a draw: one file, one hash, read back as it was written; and the panel that chance picks."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.sortition.drawing.canonical import canonical
from assembly.sortition.drawing.chains import QUICKNET
from assembly.sortition.drawing.commitments import Commitment, PublicQuota, portfolio_seed, shown_counts
from assembly.sortition.drawing.indices import Again
from assembly.sortition.drawing.portfolios import lines_with, panels_of, portfolio_bytes
from assembly.sortition.drawing.records import draw_leaf, drawn_leaf, void_leaf
from assembly.sortition.drawing.refusals import DrawingRefused
from assembly.sortition.drawing.results import Result, drawn, randomness_bytes, values_of
from assembly.sortition.drawing.sources import Balls, Dice, Drand, Rolls, Terms, Value
from assembly.sortition.pool import Quota
from assembly.sortition.refusals import SortitionRefused
from ledger.leaves import canonical as leaf_text
from tests.assembly.verifiers.draw_scenes import DRAND, WHEN, Scene, beacon, commitment_of

COMMITMENT, PORTFOLIO = commitment_of(Scene())
VALUES: list[Value] = [Rolls("balls", ("41",)), beacon("round")]


def test_a_commitment_is_read_as_it_was_written() -> None:
    found = Commitment.of(COMMITMENT.as_bytes())
    assert found.as_bytes() == COMMITMENT.as_bytes()
    assert found.hash == sha256(COMMITMENT.as_bytes()).hexdigest()
    assert (found.seats, found.lines, found.when, found.ceiling_factor) == (
        COMMITMENT.seats, COMMITMENT.lines, COMMITMENT.when, Fraction(3, 2),
    )  # fmt: skip


def test_the_order_of_quotas_and_the_clock_of_the_place_change_nothing() -> None:
    other = replace(
        COMMITMENT,
        quotas=list(reversed(COMMITMENT.quotas)),
        sources={"place": "Census 2021", "age": "Census 2021"},
        when=COMMITMENT.when.astimezone(timezone(timedelta(hours=2))),
    )
    assert other.as_bytes() == COMMITMENT.as_bytes()


def test_the_seed_follows_from_the_pool() -> None:
    """printf 'portfolio|aa…' | openssl dgst -sha256"""
    assert portfolio_seed("aa" * 32).hex() == "d2f9916c532836e319cb7035e96b342b59b6599cde55525a53ef5b9a240bb988"
    assert portfolio_seed("ab" * 32) != portfolio_seed("aa" * 32)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"when": COMMITMENT.made}, "must be held later than now"),
        ({"randomness": []}, "Choose one source of chance, or two of different kinds."),
        ({"randomness": [Balls(2), Balls(3)]}, "Choose one source of chance, or two of different kinds."),
        ({"randomness": [Balls(2), Dice(5), DRAND]}, "Choose one source of chance, or two of different kinds."),
        ({"randomness": [Balls(1)]}, "take 2 to 20 digits"),
        ({"randomness": [Drand(QUICKNET.hash, DRAND.round - 1)]}, "comes out before the draw is held"),
        ({"randomness": [Drand("ab" * 32, 9)]}, "a chain of drand that everybody can see"),
    ],
)
def test_chance_that_would_prove_nothing_is_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SortitionRefused, match=sentence):
        replace(COMMITMENT, **change)


@pytest.mark.parametrize(
    "change",
    [{"kind": "lunch"}, {"draw": 0}, {"after": "x"}, {"pool_root": "x"}, {"portfolio": "x"}, {"lines": 0}, {"seats": 0},
     {"quotas": [PublicQuota(Quota("age", "old", 0, 1), None), PublicQuota(Quota("age", "young", 0, 1), 9)]}],
)  # fmt: skip
def test_a_program_that_makes_a_mistake_stops(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"draw|number"):
        replace(COMMITMENT, **change)


def changed(path: tuple[str, ...], value: object) -> bytes:
    commitment = found = json.loads(COMMITMENT.as_bytes())
    for name in path[:-1]:
        found = found[name]
    found[path[-1]] = value
    return canonical(commitment)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b"\xff",
        COMMITMENT.as_bytes() + b"\n",
        changed(("draw",), True),
        changed(("seats",), "3"),
        changed(("v",), 2),
        changed(("more",), 2),
        changed(("rule",), "draw/2"),
        changed(("settings", "seed"), "00" * 32),
        changed(("settings", "keep_floor"), "2/2"),
        changed(("settings", "keep_floor"), "1/0"),
        changed(("when",), "soon"),
        changed(("quotas",), [{}]),
        changed(("sources",), [["b", "1"], ["a", "1"]]),
        changed(("pool",), None),
    ],
)
def test_what_is_not_exactly_a_commitment_is_refused(data: bytes) -> None:
    with pytest.raises(DrawingRefused):
        Commitment.of(data)


def test_half_a_letter_is_refused_in_a_sentence() -> None:
    with pytest.raises(DrawingRefused, match="Type it again"):
        replace(COMMITMENT, name="\ud83d").as_bytes()


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 30), max_size=8))
def test_small_numbers_are_kept_back_and_cannot_be_worked_out(counts: dict[str, int]) -> None:
    shown = shown_counts(counts)
    hidden = [counts[value] for value, count in shown.items() if count is None]
    assert list(shown) == list(counts)
    assert all(count is None or count == counts[value] >= 5 for value, count in shown.items())
    if hidden and len(hidden) < len(counts):
        assert len(hidden) > 1
        assert sum(hidden) >= 5
    assert hidden or min(counts.values(), default=5) >= 5


def test_no_more_is_kept_back_than_is_needed() -> None:
    assert shown_counts({"a": 40, "b": 20, "c": 2}) == {"a": 40, "b": None, "c": None}
    assert shown_counts({"a": 40, "b": 3, "c": 2}) == {"a": 40, "b": None, "c": None}
    assert shown_counts({"a": 40, "b": 5, "c": 5}) == {"a": 40, "b": 5, "c": 5}
    assert shown_counts({"a": 40, "b": 6, "c": 1, "d": 0}) == {"a": 40, "b": None, "c": None, "d": None}


def test_the_panel_is_the_line_that_chance_names() -> None:
    result = drawn(COMMITMENT, PORTFOLIO, VALUES)
    assert isinstance(result, Result)
    assert result.line == sum(result.gave) % COMMITMENT.lines
    assert " ".join(result.panel) == PORTFOLIO.decode().splitlines()[result.line]
    assert result.randomness == sha256(randomness_bytes(VALUES)).hexdigest()
    assert drawn(COMMITMENT, PORTFOLIO, VALUES) == result


def test_a_draw_that_is_not_over_says_what_to_draw_again() -> None:
    again = drawn(COMMITMENT, PORTFOLIO, [Rolls("balls", ("99",)), VALUES[1]])
    assert isinstance(again, Again)
    assert again.rolled == "99"


def test_a_draw_needs_every_source_and_its_own_portfolio() -> None:
    for values in ([], VALUES[:1], VALUES[::-1], [*VALUES, VALUES[0]]):
        with pytest.raises(DrawingRefused, match="Chance has not said everything yet"):
            drawn(COMMITMENT, PORTFOLIO, values)
    with pytest.raises(DrawingRefused, match="not the portfolio that was fixed"):
        drawn(COMMITMENT, portfolio_bytes(panels_of(PORTFOLIO)[:-1]), VALUES)
    with pytest.raises(DrawingRefused, match="as many people as there are seats"):
        drawn(replace(COMMITMENT, seats=4), PORTFOLIO, VALUES)


def test_what_chance_said_is_read_as_it_was_written() -> None:
    assert values_of(randomness_bytes(VALUES), COMMITMENT) == VALUES


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b'{"sources":[],"v":1}',
        randomness_bytes(VALUES[:1]),
        randomness_bytes(VALUES[::-1]),
        randomness_bytes([*VALUES, VALUES[0]]),
        randomness_bytes(VALUES) + b" ",
        randomness_bytes([VALUES[0], replace(beacon("round"), round=DRAND.round + 1)]),
        randomness_bytes([Rolls("balls", ("4 1",)), VALUES[1]]),
        randomness_bytes([Rolls("balls", ("4141", "1")), VALUES[1]]),
        randomness_bytes([Rolls("dice", ("41",)), VALUES[1]]),
        randomness_bytes([Rolls("balls", ()), VALUES[1]]),
    ],
)
def test_what_chance_did_not_say_is_refused(data: bytes) -> None:
    with pytest.raises(DrawingRefused):
        values_of(data, COMMITMENT)


def test_a_portfolio_follows_from_its_panels_alone() -> None:
    """Lines stand where openssl puts them: printf '0|R-000001 R-000002' | openssl dgst -sha256, and so on."""
    panels = [("R-000002", "R-000001"), ("R-000001", "R-000003"), ("R-000001", "R-000002"), ("R-000003", "R-000002")]
    expected = b"R-000002 R-000003\nR-000001 R-000002\nR-000001 R-000003\nR-000001 R-000002\n"
    assert portfolio_bytes(panels) == portfolio_bytes(panels[::-1]) == expected
    assert panels_of(expected)[0] == ("R-000002", "R-000003")
    assert lines_with(panels_of(expected)) == {"R-000001": 3, "R-000002": 3, "R-000003": 2}


@pytest.mark.parametrize(
    "panels", [[], [()], [("R-000001",), ("R-000001", "R-000002")], [("R-000001", "R-000001")], [("Ann", "Bob")]]
)
def test_other_things_are_no_portfolio(panels: list[tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match=r"panel"):
        portfolio_bytes(panels)


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"R-000001", b"R-000001 \n", b"R-000002 R-000001\n", PORTFOLIO + b"\n", PORTFOLIO[:-1], b"\xff\n"],
)
def test_a_file_that_is_not_a_portfolio_is_refused(data: bytes) -> None:
    with pytest.raises(DrawingRefused):
        panels_of(data)


def test_leaves_are_such_as_the_ledger_takes() -> None:
    leaves = [draw_leaf("9" * 12, 99, "ab" * 32), drawn_leaf("3", 1, b"x"), void_leaf("3", 1, "Ä")]
    for leaf in leaves:
        assert leaf_text(leaf) == canonical(leaf).decode()
    assert [leaf["k"] for leaf in leaves] == ["draw", "drawn", "void"]


def test_a_round_may_come_out_at_the_very_time_of_the_draw() -> None:
    terms: list[Terms] = [Drand(QUICKNET.hash, QUICKNET.round_at(WHEN))]
    assert QUICKNET.time_of(QUICKNET.round_at(WHEN)) >= WHEN
    assert Commitment.of(replace(COMMITMENT, randomness=terms).as_bytes()).randomness == terms
    assert replace(COMMITMENT, when=datetime(2026, 12, 1, 18, 0, 0, 999, tzinfo=UTC), randomness=terms)
