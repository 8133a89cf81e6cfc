"""Codes as people read and type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.codes import code_of, fits, hex_prefix_of

ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
CODE = "BQ4X MYD7 0SCT KBAN KJVG 3QPS MANS V0HT NMQM JR6F WDRE ZX30 8CM0"
commitments = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_a_code_is_fifty_two_letters_in_groups_of_four() -> None:
    assert code_of(ROOT) == CODE
    assert code_of("0" * 64).replace(" ", "") == "0" * 52
    assert code_of("f" * 64).replace(" ", "") == "Z" * 51 + "G"  # four zero bits at the end


@given(commitments)
def test_a_code_leads_back_to_its_commitment(commitment: str) -> None:
    assert hex_prefix_of(code_of(commitment)) == commitment
    assert hex_prefix_of(commitment.upper()) == commitment
    assert fits(commitment, code_of(commitment)) and fits(commitment, commitment)


@given(commitments, st.integers(8, 52))
def test_the_beginning_of_a_code_is_enough(commitment: str, letters: int) -> None:
    typed = code_of(commitment).replace(" ", "")[:letters]
    prefix = hex_prefix_of(typed)
    assert prefix is not None and commitment.startswith(prefix) and len(prefix) >= 10
    assert fits(commitment, typed)


@pytest.mark.parametrize(
    "typed", ["bq4x-myd7-0sct", " BQ4XMYD7 ", "bq4x\u00a0myd7\n", "BQ4X—MYD7–OSCT", "bq4xmyd7oSCt"]
)
def test_it_does_not_matter_how_it_is_typed(typed: str) -> None:
    assert fits(ROOT, typed)


@pytest.mark.parametrize("typed", ["", "BQ4X MYD", "BQ4X MYDU", "BQ4XMYD!", "é" * 8, "0" * 53, "g" * 64, "١" * 8,
                                   "İ" * 8, CODE[:-1] + "1", "\U0001d7d8" * 8, "\x00" * 8])  # fmt: skip
def test_what_is_no_code_is_said_to_be_none(typed: str) -> None:
    assert hex_prefix_of(typed) is None


@given(st.text(max_size=80))
def test_nothing_that_is_typed_is_an_error(typed: str) -> None:
    prefix = hex_prefix_of(typed)
    assert prefix is None or set(prefix) <= set("0123456789abcdef")
    fits(ROOT, typed)
