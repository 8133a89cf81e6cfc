"""What people type for balls, dice and drand: read kindly, held against what was announced, refused in sentences."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.sortition.drawing.chains import CHAINS, DEFAULT, QUICKNET
from assembly.sortition.drawing.refusals import DrawingRefused
from assembly.sortition.drawing.sources import (
    Balls,
    Beacon,
    Dice,
    Drand,
    Rolls,
    Terms,
    balls_needed,
    dice_needed,
    parse_randomness,
    terms_of,
)

# The first round of the default chain, as the League of Entropy published it.
ROUND = Drand(DEFAULT.hash, 1)
RANDOMNESS = "101297f1ca7dc44ef6088d94ad5fb7ba03455dc33d53ddb412bbc4564ed986ec"
SIGNATURE = (
    "8d61d9100567de44682506aea1a7a6fa6e5491cd27a0a0ed349ef6910ac5ac20ff7bc3e09d7c046566c9f7f3c6f3b10104990e7cb424998203d8f7"
    "de586fb7fa5f60045417a432684f85093b06ca91c769f0e7ca19268375e659c2a2352b4655"
)
ANSWER = {"round": 1, "randomness": RANDOMNESS, "signature": SIGNATURE, "previous_signature": "17" * 32}
TERMS: list[Terms] = [Balls(4), Dice(3), ROUND]


@pytest.mark.parametrize("typed", ["0412", " 0 4 1 2\n", "0-4-1-2", "0,4,1,2."])
def test_balls_are_typed_as_one_likes(typed: str) -> None:
    assert parse_randomness("balls", typed, TERMS) == Rolls("balls", ("0412",))


def test_numbers_that_were_refused_are_typed_as_well() -> None:
    assert parse_randomness("balls", "9999, 9998\n0412", TERMS) == Rolls("balls", ("9999", "9998", "0412"))
    assert parse_randomness("dice", "666 123", TERMS) == Rolls("dice", ("666", "123"))


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("balls", "", "Type only the digits 0 to 9"),
        ("balls", "04x2", "Type only the digits 0 to 9"),
        ("balls", "٠٤١٢", "Type only the digits 0 to 9"),
        ("balls", "04123", "You typed 5 digits. Each number has 4"),
        ("balls", "1234" * 1001, "too many numbers"),
        ("dice", "127", "Type only the digits 1 to 6"),
        ("dice", "12", "Each number has 3"),
        ("drand", "", "64 digits and letters"),
        ("drand", "zz" * 32, "64 digits and letters"),
        ("drand", "{", "not the whole answer"),
        ("drand", "{" * 20_000, "not the whole answer"),
        ("drand", '{"randomness": 5}', "64 digits and letters"),
        ("drand", json.dumps(ANSWER | {"round": 2}), "The round named before the draw is 1."),
        ("drand", json.dumps(ANSWER | {"round": True}), "The round named before the draw is 1."),
        ("drand", json.dumps(ANSWER | {"signature": "00"}), "not a signature"),
        ("drand", json.dumps(ANSWER | {"signature": 7}), "not a signature"),
        ("drand", json.dumps(ANSWER | {"randomness": "00" * 32}), "do not belong together"),
        ("cards", "7 of hearts", "was not named before the draw"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(kind: str, typed: str, sentence: str) -> None:
    with pytest.raises(DrawingRefused, match=sentence) as refused:
        parse_randomness(kind, typed, TERMS)
    assert refused.value.field == kind


@pytest.mark.parametrize(
    "typed",
    [
        json.dumps(ANSWER),
        json.dumps(ANSWER).upper(),
        json.dumps({"round": 1, "signature": SIGNATURE}),
        SIGNATURE,
        f" {SIGNATURE.upper()}\n",
    ],
)
def test_a_beacon_is_read_from_its_answer_or_from_its_signature_alone(typed: str) -> None:
    assert parse_randomness("drand", typed, TERMS) == Beacon(1, RANDOMNESS, SIGNATURE)


def test_of_a_beacon_the_randomness_alone_will_do() -> None:
    assert parse_randomness("drand", RANDOMNESS, TERMS) == Beacon(1, RANDOMNESS)


@given(
    st.sampled_from(["balls", "dice", "drand"]),
    st.text() | st.from_regex(r"[0-9 ,]+") | st.from_regex(r'\{"[a-z]+": ?"?[0-9a-f]*"?\}'),
)
def test_whatever_is_typed_is_read_or_refused(kind: str, typed: str) -> None:
    try:
        assert parse_randomness(kind, typed, TERMS).kind == kind
    except DrawingRefused as refused:
        assert str(refused).endswith(".")


def test_rounds_come_out_when_the_league_says() -> None:
    """The first rounds of both chains, and one of quicknet that other software works out as well."""
    assert QUICKNET.time_of(1) == datetime.fromtimestamp(1692803367, UTC)
    assert QUICKNET.time_of(27946612) == datetime(2026, 4, 20, tzinfo=UTC)
    assert DEFAULT.time_of(6426976) == datetime(2026, 9, 1, 5, 25, tzinfo=UTC)


@given(st.sampled_from(sorted(CHAINS)), st.integers(1, 10**8), st.integers(0, 10**6))
def test_the_round_of_a_moment_is_the_first_that_is_not_before_it(chain: str, number: int, micro: int) -> None:
    one = CHAINS[chain]
    out = one.time_of(number)
    assert one.round_at(out) == number
    assert one.round_at(out + timedelta(microseconds=1 + micro)) == number + 1
    assert one.round_at(datetime(2001, 1, 1, tzinfo=UTC)) == 1


@pytest.mark.parametrize(
    ("lines", "balls", "dice"), [(1, 1, 1), (10, 1, 3), (11, 2, 3), (1000, 3, 6), (10_000, 4, 7), (10_001, 5, 7)]
)
def test_balls_and_dice_are_enough_for_every_line(lines: int, balls: int, dice: int) -> None:
    assert balls_needed(lines) == balls
    assert dice_needed(lines) == dice
    assert 20 * (6**dice % lines) <= 6**dice >= lines
    Balls(balls).check(lines)
    Dice(dice).check(lines)


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (Balls(3), "For 1,001 panels take 4 to 20 digits."),
        (Balls(0), "take 4 to 20 digits"),
        (Balls(21), "take 4 to 20 digits"),
        (Dice(3), "For 1,001 panels take 4 to 20 dice."),
        (Drand("00" * 32, 5), "Choose a chain"),
        (Drand(QUICKNET.hash, 0), "from 1 upwards"),
    ],
)
def test_terms_that_do_not_reach_every_line_are_refused(terms: Terms, sentence: str) -> None:
    with pytest.raises(DrawingRefused, match=sentence):
        terms.check(1001)


@pytest.mark.parametrize("terms", TERMS)
def test_terms_are_written_and_read(terms: Terms) -> None:
    assert terms_of(terms.as_json()) == terms


@pytest.mark.parametrize(
    "found",
    [
        {},
        [],
        None,
        "balls",
        {"kind": "balls"},
        {"kind": "balls", "digits": "4"},
        {"kind": "balls", "digits": True},
        {"kind": "balls", "digits": 4, "more": 1},
        {"kind": "cards", "dice": 3},
        {"kind": ["balls"], "dice": 3},
    ],
)
def test_other_things_are_no_terms(found: object) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        terms_of(found)
