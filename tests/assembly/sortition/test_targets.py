"""The chances that a draw should give: floor, ceiling and evenness."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assembly.sortition.limits import lowest_ceiling
from assembly.sortition.pool import Person, PersonId, Pool, Quota
from assembly.sortition.program import PoolProgram
from assembly.sortition.refusals import SortitionRefused
from assembly.sortition.solver import Program
from assembly.sortition.targets import Targets, targets
from tests.assembly.sortition.made_pools import made_pool
from tests.assembly.sortition.selection_data import FEASIBLE, oracle, pool_of, proved_floor
from tests.assembly.sortition.small_pools import all_panels, small_pools, true_floor

SETTINGS = [(1.0, 1.5), (1.0, 1.0), (0.95, 1.0), (0.9, 2.0), (0.0, 1.0), (0.0, 10.0)]


def chances(pool: Pool, found: Targets) -> dict[PersonId, float]:
    return {person: found.by_type[kind] for kind, people in pool.types.items() for person in people}


def sizes(pool: Pool) -> list[int]:
    return [len(people) for people in pool.types.values()]


def could_be_more_even(pool: Pool, found: Targets) -> float:
    """A bound on how much greater the mean logarithm could be: the objective is below each of its tangents."""
    program, chance = PoolProgram.of(pool), np.array(found.probabilities)
    free = chance > 0
    slopes = np.where(free, program.sizes / np.where(free, chance, 1), 0)
    low = np.where(free, found.kept_floor, 0)
    high = np.where(free, found.allowed_ceiling, 0)
    best = Program(-slopes, low, high, program.by_size, program.row_lower, program.row_upper).solve()
    assert best is not None
    return float((-best.value - program.sizes[free].sum()) / program.sizes[free].sum())


@pytest.mark.parametrize("name", FEASIBLE)
def test_the_floor_is_the_highest_that_is_proved(name: str) -> None:
    assert targets(pool_of(name)).floor == pytest.approx(proved_floor(name), abs=1e-9)


@pytest.mark.parametrize("name", FEASIBLE)
def test_the_ceiling_without_a_floor_is_the_lowest_that_is_proved(name: str) -> None:
    found = targets(pool_of(name), keep_floor=0, ceiling_factor=1)

    assert found.ceiling == pytest.approx(oracle(name)["smallest_possible_max_probability_lp"], abs=1e-9)


@pytest.mark.parametrize(
    ("name", "ceilings"),
    [
        ("stoke_small_120_40", (0.785, 0.750, 0.750)),
        ("stoke_mid_320_45", (0.765, 0.608, 0.517)),
        ("stoke_large_1200_50", (0.131, 0.127, 0.123)),
    ],
)
def test_a_lower_floor_makes_room_for_a_lower_ceiling(name: str, ceilings: tuple[float, ...]) -> None:
    pool = pool_of(name)

    found = [targets(pool, keep, 1).ceiling for keep in (1.0, 0.95, 0.9)]

    assert found == pytest.approx(ceilings, abs=6e-4)


@pytest.mark.parametrize("name", FEASIBLE)
def test_chances_are_more_even_than_those_of_other_methods_with_the_same_floor(name: str) -> None:
    known = oracle(name)
    rivals = [one for one in known["sortition_algorithms_0_12_15"] if one["alg"] in ("maximin", "leximin")]
    others = [one["geomean"] for one in rivals if "geomean" in one]
    leximin = known.get("leximin_lp") or known["leximin_lp_over_coverable"]

    found = targets(pool_of(name))

    assert found.geometric_mean >= max([*others, leximin["geomean"]]) - 1e-9
    assert max(found.probabilities) <= leximin["max"] + 1e-6


@pytest.mark.parametrize("name", FEASIBLE[:3])
def test_without_floor_and_ceiling_the_mean_is_the_highest_that_is_proved(name: str) -> None:
    found = targets(pool_of(name), keep_floor=0, ceiling_factor=1000)

    assert found.geometric_mean == pytest.approx(oracle(name)["geomean_upper_bound_lp"], rel=1e-5)


@pytest.mark.parametrize("setting", SETTINGS[:4])
@pytest.mark.parametrize("name", FEASIBLE)
def test_no_chances_within_the_limits_are_more_even(name: str, setting: tuple[float, float]) -> None:
    pool = pool_of(name)

    assert could_be_more_even(pool, targets(pool, *setting)) < 1e-6


def test_people_on_no_valid_panel_are_named_and_the_floor_is_about_the_others() -> None:
    known = oracle("replacement_mid_320_5")

    found = targets(pool_of("replacement_mid_320_5"))

    assert found.unreachable == tuple(sorted(known["uncoverable_ids"]))
    assert min(chance for chance in found.probabilities if chance) == pytest.approx(found.floor, rel=1e-6)


@pytest.mark.parametrize("setting", SETTINGS)
def test_in_a_large_pool_chances_keep_to_every_limit(setting: tuple[float, float]) -> None:
    pool = made_pool(3000, 60, seed=3)

    found = targets(pool, *setting)

    assert found.is_most_even
    assert np.dot(sizes(pool), found.probabilities) == pytest.approx(60, abs=1e-7)
    assert min(found.probabilities) >= found.kept_floor - 1e-12
    assert max(found.probabilities) <= found.allowed_ceiling + 1e-12


@settings(max_examples=120, deadline=None)
@given(small_pools(), st.sampled_from(SETTINGS))
def test_chances_keep_to_quotas_seats_addresses_floor_and_ceiling(pool: Pool, setting: tuple[float, float]) -> None:
    if not all_panels(pool):
        return
    found = targets(pool, *setting)

    program, chance = PoolProgram.of(pool), np.array(found.probabilities)
    rows = program.by_size.times(chance)
    assert (rows >= program.row_lower - 1e-7).all()
    assert (rows <= program.row_upper + 1e-7).all()
    assert found.is_most_even
    can = np.array([pool.types[kind][0] not in found.unreachable for kind in found.types])
    assert (chance[can] >= found.kept_floor - 1e-12).all()
    assert (chance <= found.allowed_ceiling + 1e-12).all()
    assert (chance[~can] == 0).all()


@settings(max_examples=80, deadline=None)
@given(small_pools())
def test_who_is_unreachable_is_what_looking_at_every_panel_says(pool: Pool) -> None:
    panels = all_panels(pool)
    if not panels:
        with pytest.raises(SortitionRefused):
            targets(pool)
        return

    found = targets(pool)

    seated = {person for panel in panels for person in panel}
    assert set(found.unreachable) == {person.id for person in pool.people} - seated
    assert true_floor(panels) <= found.floor + 1e-9


def test_the_floor_is_a_bound_that_a_few_small_pools_do_not_reach() -> None:
    answers = ["000", "011", "001", "101", "100", "100", "100", "110"]
    homes = ["", "", "", "", "mill", "", "mill", ""]
    people = tuple(Person(f"p{i}", tuple(answer), homes[i]) for i, answer in enumerate(answers))
    one, two = (Quota("one", "0", 2, 2), Quota("one", "1", 2, 2)), (Quota("two", "0", 2, 4), Quota("two", "1", 1, 1))
    pool = Pool(people, (*one, *two, Quota("three", "0", 2, 2), Quota("three", "1", 1, 3)), 4)

    assert targets(pool).floor == pytest.approx(2 / 5)
    assert true_floor(all_panels(pool)) == pytest.approx(1 / 3)


@settings(max_examples=80, deadline=None)
@given(small_pools(), st.randoms(use_true_random=False), st.sampled_from(SETTINGS[:4]))
def test_the_order_of_rows_the_ids_and_the_names_say_nothing(
    pool: Pool, shuffled: Random, setting: tuple[float, float]
) -> None:
    if not all_panels(pool):
        return
    other = turned(pool, shuffled)

    before, after = targets(pool, *setting), targets(other, *setting)

    expected = {f"new {person[::-1]}": chance for person, chance in chances(pool, before).items()}
    assert chances(other, after) == pytest.approx(expected, abs=1e-6)


def turned(pool: Pool, shuffled: Random) -> Pool:
    """The same pool with everything written differently and in another order."""
    names = list(pool.categories)
    shuffled.shuffle(names)
    quotas = [Quota(q.category[::-1], f"{q.value}!", q.least, q.most) for q in pool.quotas]
    shuffled.shuffle(quotas)
    quotas.sort(key=lambda quota: names.index(quota.category[::-1]))
    order = [pool.categories.index(name) for name in names]
    people = [
        Person(f"new {p.id[::-1]}", tuple(f"{p.features[i]}!" for i in order), p.household and f"{p.household[::-1]} 7")
        for p in pool.people
    ]
    shuffled.shuffle(people)
    return Pool(tuple(people), tuple(quotas), pool.seats)


@pytest.mark.parametrize("setting", [(-0.1, 1.5), (1.1, 1.5), (1, 0.9), (float("nan"), 1.5), (1, float("nan"))])
def test_settings_that_make_no_sense_are_refused(setting: tuple[float, float]) -> None:
    pool = made_pool(50, 5, seed=1, categories=1)

    with pytest.raises(SortitionRefused, match="must be between|cannot be below"):
        targets(pool, *setting)


def test_an_impossible_pool_is_refused() -> None:
    pool = made_pool(50, 5, seed=1, categories=1)
    greedy = tuple(replace(quota, least=5, most=5) for quota in pool.quotas)

    with pytest.raises(SortitionRefused, match="No panel"):
        targets(replace(pool, quotas=greedy))


def test_one_seat_and_one_person_is_a_draw_too() -> None:
    pool = Pool((Person("only", ("a",)),), (Quota("letter", "a", 0, 1),), 1)

    found = targets(pool)

    assert [found.floor, found.ceiling, *found.probabilities, found.geometric_mean] == pytest.approx([1, 1, 1, 1])


def test_a_ceiling_keeps_to_floors_that_differ() -> None:
    people = tuple(Person(f"p{i}", ("a",)) for i in range(4))
    program = PoolProgram.of(Pool(people, (Quota("letter", "a", 0, 2),), 2))

    found = lowest_ceiling(program, np.array([0.25]), np.array([True]))

    assert found.chance == pytest.approx(0.5)
