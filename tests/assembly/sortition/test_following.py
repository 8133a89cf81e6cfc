"""Who follows: against every way to fill the seats that there is, for small pools."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from assembly.sortition.following import Why, following
from assembly.sortition.pool import Person, Pool, Quota

FEATURES = st.tuples(st.sampled_from(["f", "m"]), st.sampled_from(["y", "o"]))
PEOPLE = st.lists(st.tuples(FEATURES, st.sampled_from(["", "", "one", "two"])), min_size=1, max_size=7)


def bounds(draw: st.DrawFn, category: str, value: str, seats: int) -> Quota:
    least = draw(st.integers(0, seats))
    return Quota(category, value, least, draw(st.integers(least, seats)))


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    seats = draw(st.integers(1, 3))
    people = tuple(Person(f"R-{place}", features, home) for place, (features, home) in enumerate(draw(PEOPLE), start=1))
    quotas = tuple(bounds(draw, name, value, seats) for name, value in (("g", "f"), ("g", "m"), ("a", "y"), ("a", "o")))
    return Pool(people, quotas, seats)


def is_valid(pool: Pool, panel: tuple[Person, ...]) -> bool:
    homes = [one.household for one in panel if one.household]
    counts = {(q.category, q.value): 0 for q in pool.quotas}
    for one in panel:
        for key in zip(pool.categories, one.features, strict=True):
            counts[key] += 1
    return len(set(homes)) == len(homes) and all(q.least <= counts[q.category, q.value] <= q.most for q in pool.quotas)


@given(pools())
def test_the_next_is_the_first_of_the_order_who_is_on_any_valid_panel(pool: Pool) -> None:
    valid = [panel for panel in combinations(pool.people, pool.seats) if is_valid(pool, panel)]
    possible = {one.id for panel in valid for one in panel}
    order = [one.id for one in pool.people]
    found = following(pool, order)
    assert found.next == next((name for name in order if name in possible), None)
    assert [name for name, _verdict in found.passed] == order[: order.index(found.next) if found.next else len(order)]
    assert all(verdict.why is not None for _name, verdict in found.passed)


@given(pools())
def test_seats_filled_one_after_the_other_make_a_valid_panel(pool: Pool) -> None:
    if not any(is_valid(pool, panel) for panel in combinations(pool.people, pool.seats)):
        return
    left, taken = pool, []
    while True:
        name = following(left, [one.id for one in left.people]).next
        assert name is not None, "the seats that are left can always be filled"
        one = next(person for person in left.people if person.id == name)
        taken.append(one)
        if left.seats == 1:
            break
        own = set(zip(pool.categories, one.features, strict=True))
        others = tuple(
            p for p in left.people if p.id != one.id and not (one.household and p.household == one.household)
        )
        quotas = tuple(
            Quota(q.category, q.value, max(0, q.least - 1), q.most - 1) if (q.category, q.value) in own else q
            for q in left.quotas
        )
        left = Pool(others, quotas, left.seats - 1)
    assert is_valid(pool, tuple(taken))


def test_each_reason_has_its_quotas() -> None:
    quotas = (Quota("a", "y", 0, 0), Quota("a", "o", 0, 1), Quota("g", "f", 1, 1), Quota("g", "m", 0, 1))
    people = (Person("1", ("y", "f")), Person("2", ("o", "m")), Person("3", ("o", "f")))
    found = following(Pool(people, quotas, 1), ["1", "2", "3"])
    assert found.next == "3"
    assert [(verdict.why, verdict.quotas) for _name, verdict in found.passed] == [
        (Why.FULL, (quotas[0],)),
        (Why.NEEDED, (quotas[2],)),
    ]
