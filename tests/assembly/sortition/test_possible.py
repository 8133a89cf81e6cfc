"""Whether a panel is possible, how fair its draw can be, and what to change where it is not."""

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings

from assembly.sortition.pool import Person, Pool, Quota
from assembly.sortition.possible import Impossible, Possible, most_helpful, possible
from assembly.sortition.program import PoolProgram
from assembly.sortition.reach import reach_of
from tests.assembly.sortition.made_pools import made_pool
from tests.assembly.sortition.selection_data import FEASIBLE, oracle, pool_of, proved_floor
from tests.assembly.sortition.small_pools import all_panels, homely_panels, missed, small_pools


def told(pool: Pool) -> Impossible:
    answer = possible(pool)
    assert isinstance(answer, Impossible)
    return answer


def with_changes(pool: Pool, answer: Impossible) -> Pool:
    quotas = {(quota.category, quota.value): quota for quota in pool.quotas}
    for change in answer.changes:
        key = (change.quota.category, change.quota.value)
        assert getattr(quotas[key], change.bound) == change.now
        old = quotas[key]
        quotas[key] = replace(old, least=change.to) if change.bound == "least" else replace(old, most=change.to)
    return replace(pool, quotas=tuple(quotas.values()))


@pytest.mark.parametrize("name", FEASIBLE)
def test_the_answer_has_floor_ceiling_and_who_cannot_be_chosen(name: str) -> None:
    answer = possible(pool_of(name))

    assert isinstance(answer, Possible)
    assert answer.proved
    assert answer.floor == pytest.approx(proved_floor(name), abs=1e-9)
    assert answer.unreachable == tuple(sorted(oracle(name).get("uncoverable_ids", [])))


def test_an_impossible_pool_is_told_the_quota_to_change() -> None:
    answer = told(pool_of("infeasible_thin_90_40"))

    assert answer.reasons == ("ethnicity: Black needs at least 1, and the pool has 0.",)
    assert [change.sentence for change in answer.changes] == ["ethnicity: Black. Lower the least from 1 to 0."]


@settings(max_examples=150, deadline=None)
@given(small_pools(changed=True))
def test_the_smallest_change_is_what_looking_at_every_panel_says(pool: Pool) -> None:
    answer = possible(pool)

    assert isinstance(answer, Possible) == bool(all_panels(pool))
    if isinstance(answer, Possible):
        return
    ways = [(low + high, high) for low, high in (missed(pool, panel) for panel in homely_panels(pool))]
    assert answer.reasons
    if not ways:
        assert not answer.changes
        return
    raised = sum(change.to - change.now for change in answer.changes if change.bound == "most")
    assert (sum(abs(change.to - change.now) for change in answer.changes), raised) == min(ways)
    assert isinstance(possible(with_changes(pool, answer)), Possible)


def test_a_least_is_lowered_before_a_most_is_raised() -> None:
    people = tuple(Person(f"p{i}", ("ab"[i % 2],)) for i in range(10))
    pool = Pool(people, (Quota("letter", "a", 3, 4), Quota("letter", "b", 2, 2)), 4)

    answer = told(pool)

    assert answer.reasons == ("letter: the leasts add up to 5, more than the 4 seats.",)
    assert [change.sentence for change in answer.changes] == ["letter: a. Lower the least from 3 to 2."]


def test_quotas_that_only_clash_together_are_told_so() -> None:
    people = tuple(Person(f"p{i}", ("ab"[i % 2], "xy"[i % 2])) for i in range(10))
    one, two = (Quota("one", "a", 3, 4), Quota("one", "b", 0, 4)), (Quota("two", "x", 0, 1), Quota("two", "y", 1, 4))
    pool = Pool(people, (*one, *two), 4)

    answer = told(pool)

    assert answer.reasons == ("Each quota can be met alone, but not all of them together.",)
    assert sum(abs(change.to - change.now) for change in answer.changes) == 2


@pytest.mark.parametrize(
    ("people", "quotas", "seats", "reason"),
    [
        (("a",), [("a", 0, 2)], 2, "The pool has only 1 of the 2 people that a panel needs. More must join."),
        (("a@hill", "a@hill"), [("a", 0, 2)], 2,
         "A panel takes one person of each address: that makes 1 at most, for 2 seats."),
        (("a", "b@hill", "b@hill"), [("a", 0, 1), ("b", 2, 2)], 2,
         "letter: b needs at least 2, and one person of each address makes 1 at most."),
        (("a", "b", "b"), [("a", 0, 1), ("b", 0, 1)], 3, "letter: the mosts add up to 2, fewer than the 3 seats."),
        (("a", "b", "b"), [("a", 0, 3), ("b", 0, 1)], 3,
         "letter: with these people and these mosts, only 2 of 3 seats can be filled."),
    ],
)  # fmt: skip
def test_what_can_be_seen_without_a_solver_is_said_plainly(
    people: tuple[str, ...], quotas: list[tuple[str, int, int]], seats: int, reason: str
) -> None:
    split = [one.partition("@") for one in people]
    persons = tuple(Person(f"p{i}", (value,), home) for i, (value, _, home) in enumerate(split))
    pool = Pool(persons, tuple(Quota("letter", *quota) for quota in quotas), seats)

    assert reason in told(pool).reasons


def test_where_only_more_people_help_no_change_is_offered() -> None:
    pool = Pool((Person("only", ("a",)),), (Quota("letter", "a", 2, 2),), 2)

    assert told(pool).changes == ()


def test_a_pool_of_nobody_is_impossible_and_one_without_quotas_is_a_plain_lottery() -> None:
    people = tuple(Person(f"p{i}", (), f"home {i // 2}") for i in range(6))

    answer = possible(Pool(people, (), 3))

    assert told(Pool((), (), 2)).changes == ()
    assert isinstance(answer, Possible)
    assert (answer.floor, answer.ceiling) == pytest.approx((0.5, 0.5))


def test_every_quota_says_who_is_there_for_it() -> None:
    people = (Person("p1", ("a",), "hill"), Person("p2", ("a",), "hill"), Person("p3", ("a",)), Person("p4", ("b",)))
    pool = Pool(people, (Quota("letter", "a", 1, 2), Quota("letter", "b", 0, 1)), 2)

    assert [(need.quota.value, need.have, need.addresses) for need in possible(pool).needs] == [
        ("a", 3, 2),
        ("b", 1, 1),
    ]


def test_those_who_are_scarce_for_their_seats_are_looked_for_first() -> None:
    people = tuple(Person(f"p{i}", ("a" if i < 4 else "b" if i < 20 else "c",)) for i in range(100))
    quotas = (Quota("letter", "a", 2, 3), Quota("letter", "b", 2, 3), Quota("letter", "c", 4, 6))

    helps = most_helpful(Pool(people, quotas, 10))

    assert [(one.quota.value, one.have, one.wanted) for one in helps] == [("a", 4, 16), ("b", 16, 4)]


def test_a_panel_that_is_found_keeps_to_the_rules() -> None:
    program = PoolProgram.of(made_pool(3000, 60, seed=3))
    reach = reach_of(program)

    assert reach is not None and reach.panel is not None
    assert program.keeps_to_rules(reach.panel)


@pytest.mark.parametrize(("people", "seats", "most_seconds"), [(1200, 50, 1.0), (20_000, 100, 5.0)])
def test_the_answer_comes_while_somebody_waits(people: int, seats: int, most_seconds: float) -> None:
    pool = made_pool(people, seats, seed=1)
    hard = {"Q5", "75+", "Black", "None"}
    greedy = [replace(q, least=q.least + 9, most=q.most + 9) if q.value in hard else q for q in pool.quotas]

    begun = process_time()
    first = possible(pool)
    between = process_time()
    second = possible(Pool(pool.people, tuple(greedy), seats))

    assert (type(first), type(second)) == (Possible, Impossible)
    assert max(between - begun, process_time() - between) < most_seconds
