"""From public chance to one line: as published vectors say, each line with the same chance, as weights ask."""

import random
from collections import Counter
from hashlib import sha256
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.sortition.drawing.indices import Again, gives, index_of, limit_of
from assembly.sortition.drawing.portfolios import panels_of, portfolio_bytes
from assembly.sortition.drawing.refusals import DrawingRefused
from assembly.sortition.drawing.sources import Beacon, Rolls, Value
from assembly.verifiers import draw

COMMITMENT = "ab" * 32
BEACON = Beacon(1, "101297f1ca7dc44ef6088d94ad5fb7ba03455dc33d53ddb412bbc4564ed986ec")
DRAWS = 100_000


def largest_chi_square(freedom: int) -> float:
    """What chi-square stays below 31,573 of 31,574 times (four standard deviations; Wilson and Hilferty, 1931)."""
    return float(freedom * (1 - 2 / (9 * freedom) + 4 * sqrt(2 / (9 * freedom))) ** 3)


def chi_square(seen: Counter[str], shares: dict[str, float]) -> float:
    total = seen.total()
    return sum((seen[one] - total * share) ** 2 / (total * share) for one, share in shares.items())


@pytest.mark.parametrize(("lines", "line"), [(10_000, 8820), (1000, 820), (7, 0), (1, 0)])
def test_drand_gives_what_openssl_works_out(lines: int, line: int) -> None:
    """printf '%s' 'abab…|0' | openssl dgst -sha256 -mac HMAC -macopt hexkey:1012…, and that number modulo the lines."""
    assert index_of([BEACON], COMMITMENT, lines) == line


@pytest.mark.parametrize(
    ("value", "lines", "line"),
    [
        (Rolls("balls", ("0412",)), 10_000, 412),
        (Rolls("balls", ("0000",)), 10_000, 0),
        (Rolls("balls", ("9999",)), 10_000, 9999),
        (Rolls("balls", ("5412",)), 1000, 412),
        (Rolls("balls", ("9000", "9999", "8999")), 3000, 2999),
        (Rolls("dice", ("1111",)), 1000, 0),
        (Rolls("dice", ("1112",)), 1000, 1),
        (Rolls("dice", ("2111",)), 1000, 216),
        (Rolls("dice", ("6666", "5432")), 1000, 4 * 216 + 3 * 36 + 2 * 6 + 1),
    ],
)
def test_balls_and_dice_give_what_people_in_the_hall_work_out(value: Value, lines: int, line: int) -> None:
    assert index_of([value], COMMITMENT, lines) == line


def test_two_sources_are_added() -> None:
    balls = Rolls("balls", ("2000",))
    assert index_of([BEACON, balls], COMMITMENT, 10_000) == (8820 + 2000) % 10_000
    assert index_of([balls, BEACON], COMMITMENT, 10_000) == 820


def test_a_number_that_would_favour_some_lines_is_drawn_again() -> None:
    again = index_of([BEACON, Rolls("balls", ("9500",))], COMMITMENT, 3000)
    assert again == Again("balls", "9500", 9000)
    assert again.sentence == (
        "9500 does not count: only the first 9,000 numbers share out evenly over the lines. "
        "Draw all balls once more, and type the new number behind this one."
    )
    dice = index_of([Rolls("dice", ("666",))], COMMITMENT, 200)
    assert isinstance(dice, Again)
    assert "Roll all dice" in dice.sentence


def test_nothing_may_be_drawn_after_a_number_that_counts() -> None:
    with pytest.raises(DrawingRefused, match="0412 already counts"):
        index_of([Rolls("balls", ("9999", "0412", "0413"))], COMMITMENT, 3000)


@pytest.mark.parametrize("lines", [1, 2, 3, 7, 10, 99, 334, 999, 1000])
@pytest.mark.parametrize(("kind", "faces", "times"), [("balls", "0123456789", 3), ("dice", "123456", 4)])
def test_of_all_numbers_that_can_be_drawn_each_line_has_equally_many(
    kind: str, faces: str, times: int, lines: int
) -> None:
    seen = Counter[int]()
    for number in range(len(faces) ** times):
        roll = "".join(faces[number // len(faces) ** place % len(faces)] for place in reversed(range(times)))
        given_ = gives(Rolls(kind, (roll,)), COMMITMENT, lines)
        if not isinstance(given_, Again):
            seen[given_] += 1
    assert seen.keys() == set(range(lines))
    assert set(seen.values()) == {len(faces) ** times // lines}


def test_one_fair_source_is_enough() -> None:
    """Whatever drand says, balls that are fair reach every line equally often."""
    seen = Counter(index_of([BEACON, Rolls("balls", (f"{number:03}",))], COMMITMENT, 500) for number in range(1000))
    assert set(seen.values()) == {2}
    assert len(seen) == 500


@given(st.binary(min_size=32, max_size=32), st.integers(2**255 - 5, 2**256))
def test_numbers_of_drand_that_do_not_share_out_are_refused_as_well(key: bytes, lines: int) -> None:
    """With so many lines nearly every second number is; with as many as there are panels, none ever is."""
    found = index_of([Beacon(1, key.hex())], COMMITMENT, lines)
    assert found == draw.from_beacon(key.hex(), COMMITMENT, lines)
    assert isinstance(found, int)
    assert 0 <= found < limit_of(2**256, lines)


def test_a_hundred_thousand_draws_come_out_as_the_weights_say() -> None:
    """Three panels, one of them on one line, one on two, one on seven."""
    rare, some, often = (("R-000001", "R-000002"), ("R-000001", "R-000003"), ("R-000002", "R-000003"))
    panels = panels_of(portfolio_bytes([rare, *[some] * 2, *[often] * 7]))
    seen = Counter[str]()
    for number in range(DRAWS):
        line = index_of([Beacon(1, sha256(b"%d" % number).hexdigest())], COMMITMENT, len(panels))
        assert isinstance(line, int)
        seen[" ".join(panels[line])] += 1
    shares = {" ".join(rare): 0.1, " ".join(some): 0.2, " ".join(often): 0.7}
    assert seen.total() == DRAWS
    assert chi_square(seen, shares) < largest_chi_square(2)


def test_a_hundred_thousand_draws_with_balls_drawn_again_favour_no_line() -> None:
    hand, lines = random.Random(4), 37  # of 100 numbers 26 are refused
    seen = Counter[str]()
    for _ in range(DRAWS):
        rolls = [f"{hand.randrange(100):02}"]
        while isinstance(line := index_of([Rolls("balls", tuple(rolls))], COMMITMENT, lines), Again):
            rolls.append(f"{hand.randrange(100):02}")
        seen[str(line)] += 1
    assert chi_square(seen, {str(line): 1 / lines for line in range(lines)}) < largest_chi_square(lines - 1)


def test_another_commitment_draws_another_line_from_the_same_round() -> None:
    """So nobody can commit to two draws and know that the second goes as the first."""
    found = {index_of([BEACON], sha256(b"%d" % number).hexdigest(), 10_000) for number in range(100)}
    assert len(found) > 90
