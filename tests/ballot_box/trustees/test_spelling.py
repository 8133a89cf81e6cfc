"""Public keys on paper: fourteen groups of four, and no mistake in copying goes unnoticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_box.trustees.refusals import TrusteesRefused
from ballot_box.trustees.spelling import LETTERS, read, spelled

KEYS = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(KEYS)
def test_a_key_is_read_as_it_was_spelled(key: str) -> None:
    groups = spelled(key).split()
    assert [len(group) for group in groups] == [4] * 14
    assert read(spelled(key)) == key


@given(KEYS)
def test_small_letters_dashes_and_letters_that_look_alike_are_forgiven(key: str) -> None:
    typed = spelled(key).lower().replace(" ", "-").replace("0", "o").replace("1", "l")
    assert read(f"  {typed}\n") == key


@given(KEYS, st.integers(0, 55), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_noticed(key: str, place: int, letter: str) -> None:
    letters = list(spelled(key).replace(" ", ""))
    if letters[place] == letter:
        return
    letters[place] = letter
    with pytest.raises(TrusteesRefused, match="mistake"):
        read("".join(letters))


@pytest.mark.parametrize("typed", ["", "  ", "ABCD", "0" * 57, "U" * 56, "é" * 56, "²" * 56, "00" * 32, "x" * 10_000])
def test_what_is_no_key_at_all_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(TrusteesRefused, match="public key"):
        read(typed)


def test_two_groups_that_changed_places_are_noticed() -> None:
    groups = spelled("5e6678ac9c675db2d82d1f1738034b231ff463147f5344f78d76d248d0c32459").split()
    groups[2], groups[7] = groups[7], groups[2]
    with pytest.raises(TrusteesRefused, match="mistake"):
        read(" ".join(groups))
