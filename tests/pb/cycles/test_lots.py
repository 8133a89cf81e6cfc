"""Lots that anybody can draw again."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from pb.cycles.lots import draw, lot_of


def test_a_lot_is_the_hash_of_seed_and_reference() -> None:
    expected = hashlib.sha256("fund-2026 Tuesday’s bins|P7".encode()).hexdigest()
    assert lot_of("fund-2026 Tuesday’s bins", "P7") == expected


def test_the_same_seed_draws_the_same_order() -> None:
    assert draw("a seed", ["P1", "P2", "P3"]) == draw("a seed", ["P3", "P1", "P2"])
    assert {tuple(draw(f"seed {number}", ["P1", "P2", "P3"])) for number in range(50)} > {("P1", "P2", "P3")}


@given(st.text(), st.lists(st.text(), unique=True, min_size=1))
def test_a_project_that_drops_out_leaves_the_order_of_the_others(seed: str, references: list[str]) -> None:
    drawn = draw(seed, references)
    assert sorted(drawn) == sorted(references)
    assert draw(seed, references[1:]) == [one for one in drawn if one != references[0]]
