"""The panels of a public draw: all of them valid, and everybody on as many as the targets say."""

from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assembly.sortition.pool import Person, PersonId, Pool, Quota
from assembly.sortition.portfolio.attainable import Wishes, best_mixture
from assembly.sortition.portfolio.making import Part, SortitionStopped, make_portfolio, usual_panels
from assembly.sortition.portfolio.report import Portfolio
from assembly.sortition.program import PoolProgram
from assembly.sortition.refusals import SortitionRefused
from assembly.sortition.targets import targets
from tests.assembly.sortition.made_pools import made_pool
from tests.assembly.sortition.small_pools import all_panels, missed, small_pools, true_floor

SEED = b"a seed"
FEW = 200


def made(pool: Pool, count: int | None = FEW, seed: bytes = SEED) -> Portfolio:
    return make_portfolio(pool, targets(pool), seed, count)


def invalid(portfolio: Portfolio) -> list[tuple[PersonId, ...]]:
    """Panels with a missed quota, two people of an address, or not one different person on each seat."""
    people = {person.id: person for person in portfolio.pool.people}
    found = []
    for panel in portfolio.panels:
        seated = tuple(people[one] for one in panel)
        homes = [person.household for person in seated if person.household]
        right = len(set(panel)) == portfolio.pool.seats and len(homes) == len(set(homes))
        if not right or missed(portfolio.pool, seated) != (0, 0):
            found.append(panel)
    return found


def by_type(portfolio: Portfolio) -> list[list[int]]:
    """The numbers of panels that the people of each type are on."""
    return [sorted(portfolio.lines_of[person] for person in people) for people in portfolio.pool.types.values()]


def tangled(pairs: int = 10) -> Pool:
    """Three answers, each of which exactly one person on a panel must give. Most people give two of them.

    Sums of chances allow one and a half of those people on a panel. Whole panels have one at most, since two of them
    always give one answer twice.
    """
    kinds = ["110", "101", "011"] * pairs + ["100", "010", "001"] + ["000"] * pairs
    people = tuple(Person(f"p{i}", tuple(kind)) for i, kind in enumerate(kinds))
    quotas = [Quota(name, *one) for name in "abc" for one in (("0", 0, 3), ("1", 1, 1))]
    return Pool(people, tuple(quotas), 3)


@pytest.mark.parametrize(("people", "seats", "slack"), [(60, 12, 1), (120, 30, 0), (400, 45, 1)])
def test_every_panel_is_valid_and_chances_are_what_was_aimed_at(people: int, seats: int, slack: int) -> None:
    pool = made_pool(people, seats, seed=people, slack=slack, homes=0.1)
    assert any(kind.household for kind in pool.types)

    portfolio = made(pool, 500)

    assert invalid(portfolio) == []
    assert sum(portfolio.lines_of.values()) == 500 * seats
    assert sum(portfolio.weights) == pytest.approx(1)
    report, aim = portfolio.report, targets(pool)
    assert report.floor >= aim.floor - 2.01 / 500
    assert report.ceiling <= 1.1 * aim.allowed_ceiling
    assert report.geometric_mean == pytest.approx(aim.geometric_mean, rel=0.01)
    assert report.largest_miss < 0.03


@settings(max_examples=60, deadline=None)
@given(small_pools())
def test_in_small_pools_the_floor_is_the_best_that_all_valid_panels_allow(pool: Pool) -> None:
    panels = all_panels(pool)
    if not panels:
        return

    portfolio = made(pool)

    assert set(portfolio.panels) <= {tuple(sorted(panel)) for panel in panels}
    assert sum(portfolio.probabilities.values()) == pytest.approx(pool.seats)
    assert portfolio.report.floor >= true_floor(panels) - 2.01 / FEW
    assert all(lines[-1] - lines[0] <= 1 for lines in by_type(portfolio))


@settings(max_examples=30, deadline=None)
@given(small_pools(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(pool: Pool, shuffled: Random) -> None:
    if not all_panels(pool):
        return
    people, quotas = list(pool.people), list(pool.quotas)
    shuffled.shuffle(people)
    mixed = {name: [one for one in quotas if one.category == name] for name in pool.categories}
    for some in mixed.values():
        shuffled.shuffle(some)
    other = Pool(tuple(people), tuple(one for some in mixed.values() for one in some), pool.seats)

    assert made(other).panels == made(pool).panels


@settings(max_examples=30, deadline=None)
@given(small_pools(), st.randoms(use_true_random=False))
def test_ids_say_nothing_but_through_the_seed(pool: Pool, shuffled: Random) -> None:
    if not all_panels(pool):
        return
    numbers = list(range(len(pool.people)))
    shuffled.shuffle(numbers)
    renamed = tuple(replace(one, id=f"x{new}") for one, new in zip(pool.people, numbers, strict=True))

    assert by_type(made(replace(pool, people=renamed))) == by_type(made(pool))


def test_the_names_of_answers_say_nothing() -> None:
    pool = made_pool(80, 12, seed=4, categories=4)
    people = tuple(replace(one, features=tuple(name[::-1] for name in one.features)) for one in pool.people)
    quotas = tuple(replace(one, value=one.value[::-1]) for one in pool.quotas)

    before, after = made(pool).lines_of, made(Pool(people, quotas, pool.seats)).lines_of

    assert max(abs(before[person] - after[person]) for person in before) <= 4


def test_another_seed_seats_other_people_of_the_same_types() -> None:
    people = tuple(Person(f"p{i:02}", ("a" if i < 15 else "b",)) for i in range(20))
    pool = Pool(people, (Quota("letter", "a", 3, 3), Quota("letter", "b", 1, 1)), 4)

    one, again, other = made(pool, 50), made(pool, 50), made(pool, 50, b"another")

    assert one.panels == again.panels
    assert one.panels != other.panels
    assert by_type(one) == [[10] * 15, [10] * 5] == by_type(other)


def test_people_of_one_type_meet_all_the_others_and_not_always_the_same_ones() -> None:
    people = tuple(Person(f"p{i}", ("a",)) for i in range(6))

    portfolio = made(Pool(people, (Quota("letter", "a", 0, 2),), 2), 300)

    pairs = Counter(portfolio.panels)
    assert len(pairs) == 15
    assert min(pairs.values()) >= 8


def test_where_whole_panels_cannot_have_the_targets_the_floor_is_still_the_highest_they_can() -> None:
    pool = tangled()
    best = true_floor(all_panels(pool))
    assert best < 0.75 * targets(pool).floor

    portfolio = made(pool, 1000)

    assert invalid(portfolio) == []
    assert portfolio.report.floor >= best - 1 / 1000
    assert sum(portfolio.probabilities.values()) == pytest.approx(3)


def test_a_mixture_is_found_without_knowing_any_panel_and_leaves_out_whoever_is_on_none() -> None:
    kinds = ["110", "101", "011", "001", "111"]
    people = tuple(Person(f"p{i}", tuple(kind)) for i, kind in enumerate(kinds))
    quotas = [Quota(name, *one) for name in "abc" for one in (("0", 0, 2), ("1", 1, 1))]
    program = PoolProgram.of(Pool(people, tuple(quotas), 2))
    wanted = np.full(len(kinds), 0.4)

    found = best_mixture(program, Wishes(wanted, 0.4, np.ones(5)), np.zeros((0, 5), np.int64), lambda _: None)

    chances = dict(zip(("".join(kind.features) for kind in program.types), found.averages.tolist(), strict=True))
    assert chances == pytest.approx({"001": 1, "011": 0, "101": 0, "110": 1, "111": 0})


def test_somebody_wanted_on_every_panel_is_on_every_panel() -> None:
    people = tuple(Person(f"p{i}", ("a" if i else "b",)) for i in range(9))
    pool = Pool(people, (Quota("letter", "a", 2, 3), Quota("letter", "b", 1, 1)), 3)

    assert made(pool).lines_of["p0"] == FEW


def test_the_usual_number_of_panels_keeps_small_chances() -> None:
    def usual(people: int, seats: int) -> int:
        pool = made_pool(people, seats, seed=1, categories=2)
        return usual_panels(pool, targets(pool))

    assert [usual(100, 20), usual(400, 20), usual(600, 150)] == [1_000, 10_000, 10_000]


def test_whoever_waits_hears_how_far_it_is() -> None:
    pool = made_pool(60, 12, seed=2)
    heard: list[tuple[float, Part]] = []

    make_portfolio(pool, targets(pool), SEED, FEW, progress=lambda share, part: heard.append((share, part)))

    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert list(dict.fromkeys(part for _, part in heard)) == [Part.PANELS, Part.PEOPLE, Part.DONE]


@pytest.mark.parametrize("after", [0, 1, 7])
def test_the_work_ends_when_somebody_stops_it(after: int) -> None:
    pool = made_pool(60, 12, seed=2)
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > after

    with pytest.raises(SortitionStopped, match="stopped before it was done"):
        make_portfolio(pool, targets(pool), SEED, FEW, stop=stop)

    assert asked == after + 1


def test_the_search_for_the_nearest_chances_can_be_stopped_too() -> None:
    pool = tangled(3)
    heard: list[Part] = []

    with pytest.raises(SortitionStopped):
        make_portfolio(
            pool, targets(pool), SEED, FEW, lambda _, part: heard.append(part), lambda: heard[-1:] == [Part.NEARER]
        )


def test_no_panels_are_refused() -> None:
    pool = made_pool(60, 12, seed=2)

    with pytest.raises(SortitionRefused, match="at least one"):
        made(pool, 0)


def test_the_data_for_a_file_holds_panels_weights_chances_and_the_report() -> None:
    pool = made_pool(60, 12, seed=2)
    portfolio = made(pool)

    data = portfolio.as_data()

    assert data["panels"] == [list(panel) for panel in portfolio.panels]
    assert data["weights"] == [1 / FEW] * FEW
    assert data["probabilities"] == portfolio.probabilities
    assert data["report"]["floor"] == min(portfolio.probabilities.values())
    assert data["report"]["share_of_floor"] == pytest.approx(portfolio.report.floor / targets(pool).floor)
