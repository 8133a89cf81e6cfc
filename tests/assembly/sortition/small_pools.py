"""Pools so small that every panel can be looked at, and what looking at every panel says."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from assembly.sortition.pool import Person, PersonId, Pool, Quota
from assembly.sortition.solver import Matrix, Program


@st.composite
def small_pools(draw: st.DrawFn, most_people: int = 9, changed: bool = False) -> Pool:
    """Quotas are drawn around a panel that exists, so most pools are possible; `changed` ones often are not."""
    count = draw(st.integers(2, most_people))
    seats = draw(st.integers(1, min(count, 4)))
    widths = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    value = st.tuples(*(st.sampled_from("abc"[:width]) for width in widths))
    home = st.sampled_from(["", "", "hill", "mill", "lane"])
    people = tuple(Person(f"p{i}", draw(value), draw(home)) for i in range(count))
    chosen = draw(st.sets(st.integers(0, count - 1), min_size=seats, max_size=seats))
    quotas = []
    for place, width in enumerate(widths):
        for name in "abc"[:width]:
            held = sum(people[i].features[place] == name for i in chosen)
            low, high = draw(st.integers(0, 1)), draw(st.integers(0, 1))
            shift = draw(st.integers(-1, 2)) if changed else 0
            least = max(0, held - low + shift)
            quotas.append(Quota(f"category {place}", name, least, max(least, held + high + shift)))
    return Pool(people, tuple(quotas), seats)


def homely_panels(pool: Pool) -> Iterator[tuple[Person, ...]]:
    """Every choice of people of different addresses, whatever the quotas say."""
    for panel in combinations(pool.people, pool.seats):
        homes = [person.household for person in panel if person.household]
        if len(homes) == len(set(homes)):
            yield panel


def missed(pool: Pool, panel: tuple[Person, ...]) -> tuple[int, int]:
    """By how many people a panel misses leasts, and mosts, added up."""
    low = high = 0
    for quota in pool.quotas:
        place = pool.categories.index(quota.category)
        count = sum(person.features[place] == quota.value for person in panel)
        low, high = low + max(0, quota.least - count), high + max(0, count - quota.most)
    return low, high


def all_panels(pool: Pool) -> list[tuple[PersonId, ...]]:
    """Every valid panel."""
    found = (panel for panel in homely_panels(pool) if missed(pool, panel) == (0, 0))
    return [tuple(person.id for person in panel) for panel in found]


def true_floor(panels: list[tuple[PersonId, ...]]) -> float:
    """The highest chance that weights on these panels can give everybody who is on any of them."""
    people = sorted({person for panel in panels for person in panel})
    row = {person: i for i, person in enumerate(people)}
    entries = [(row[person], column) for column, panel in enumerate(panels) for person in panel]
    total, last = len(people), len(panels)
    rows = [one for one, _ in entries] + [total] * last + list(range(total))
    columns = [one for _, one in entries] + list(range(last)) + [last] * total
    values = [1.0] * len(entries) + [1.0] * last + [-1.0] * total
    matrix = Matrix.of(total + 1, last + 1, rows, columns, values)
    costs = np.array([0.0] * last + [-1.0])
    low, high = np.array([0.0] * total + [1.0]), np.array([np.inf] * total + [1.0])
    solution = Program(costs, np.zeros(last + 1), np.ones(last + 1), matrix, low, high).solve()
    assert solution is not None
    return -solution.value
