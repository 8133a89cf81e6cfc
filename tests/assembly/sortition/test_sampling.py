"""The lottery of letters: fair within each part, and the same for everybody who repeats it."""

from collections import Counter
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.sortition.sampling import TooFew, chances, first_share, weighted_sample


def seed(number: int) -> bytes:
    return number.to_bytes(32, "big")


def keys(many: int) -> list[str]:
    return [f"{place} high street|ST11AA" for place in range(many)]


def test_nothing_is_drawn_twice_and_the_share_of_the_preferred_is_kept() -> None:
    drawn = weighted_sample(keys(1000), range(100), 200, 20, seed(1))

    assert len(drawn) == len(set(drawn)) == 200
    assert sum(place < 100 for place in drawn[:40]) == 40
    assert sum(place < 100 for place in drawn) >= 40


def test_a_share_is_rounded_up() -> None:
    assert [first_share(size, 20) for size in (0, 1, 5, 6, 10)] == [0, 1, 1, 2, 2]


@given(st.integers(0, 2**256 - 1), st.permutations(range(40)))
def test_the_order_of_the_list_never_matters(number: int, order: list[int]) -> None:
    there = keys(40)
    preferred = set(range(0, 40, 3))
    shuffled = [there[place] for place in order]

    first = weighted_sample(there, preferred, 12, 30, seed(number))
    again = weighted_sample(
        shuffled, [at for at, place in enumerate(order) if place in preferred], 12, 30, seed(number)
    )

    assert [there[place] for place in first] == [shuffled[place] for place in again]


def test_everybody_is_drawn_as_often_as_the_chances_say() -> None:
    """20,000 lotteries of 8 among 30, of which 6 are preferred with half the letters."""
    there, runs = keys(30), 20_000
    found = Counter(place for number in range(runs) for place in weighted_sample(there, range(6), 8, 50, seed(number)))

    expected = chances(30, 6, 8, 50)
    for place in range(30):
        chance = float(expected.preferred if place < 6 else expected.others)
        error = sqrt(chance * (1 - chance) / runs)
        assert abs(found[place] / runs - chance) < 5 * error, place


def test_pairs_are_drawn_as_often_as_chance_has_it() -> None:
    """Without a preference each pair of ten is among three with the chance 3·2 / 10·9."""
    there, runs = keys(10), 20_000
    found: Counter[tuple[int, int]] = Counter()
    for number in range(runs):
        drawn = sorted(weighted_sample(there, [], 3, 0, seed(number)))
        found.update((a, b) for at, a in enumerate(drawn) for b in drawn[at + 1 :])

    chance = 6 / 90
    error = sqrt(chance * (1 - chance) / runs)
    assert len(found) == 45
    assert all(abs(many / runs - chance) < 5 * error for many in found.values())


@given(st.integers(1, 300), st.data())
def test_chances_add_up_to_the_letters(everything: int, data: st.DataObject) -> None:
    preferred = data.draw(st.integers(0, everything))
    size = data.draw(st.integers(0, everything))
    percent = data.draw(st.integers(0, 100))
    if first_share(size, percent) > preferred:
        with pytest.raises(TooFew):
            chances(everything, preferred, size, percent)
        return

    each = chances(everything, preferred, size, percent)

    assert each.preferred * preferred + each.others * (everything - preferred) == size
    assert 0 <= each.others <= 1
    assert not preferred or Fraction(0) <= each.others <= each.preferred <= 1


def test_too_few_of_the_preferred_and_too_few_at_all_are_told_apart() -> None:
    with pytest.raises(TooFew) as few:
        weighted_sample(keys(100), range(5), 40, 20, seed(1))
    assert (few.value.wanted, few.value.there, few.value.preferred) == (8, 5, True)

    with pytest.raises(TooFew) as none:
        weighted_sample(keys(10), [], 11, 0, seed(1))
    assert not none.value.preferred


def test_a_key_that_is_there_twice_and_a_short_seed_are_faults_of_the_caller() -> None:
    with pytest.raises(ValueError, match="twice"):
        weighted_sample(["a", "a"], [], 1, 0, seed(1))
    with pytest.raises(ValueError, match="32"):
        weighted_sample(["a"], [], 1, 0, b"short")
    with pytest.raises(ValueError, match="between"):
        weighted_sample(["a"], [], 1, 101, seed(1))


def test_the_lottery_is_what_it_was() -> None:
    """Somebody who repeats a draw years later has to find the same letters."""
    assert weighted_sample(keys(20), range(5), 6, 33, seed(7)) == [4, 1, 16, 6, 18, 17]
