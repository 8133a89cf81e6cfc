"""Is a panel possible, and how fair can its draw be? If not: why, and what is the smallest change."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np

from assembly.sortition.changes import Change, smallest_changes
from assembly.sortition.limits import highest_floor, lowest_ceiling
from assembly.sortition.pool import PersonId, Pool, Quota
from assembly.sortition.program import PoolProgram
from assembly.sortition.reach import reach_of


@dataclass(frozen=True, slots=True)
class Need:
    """A quota and how many of the pool it could be filled from, and from how many different addresses they come."""

    quota: Quota
    have: int
    addresses: int


@dataclass(frozen=True, slots=True)
class Possible:
    """`floor` is the highest chance that everybody can have who is not `unreachable`; with that floor, nobody needs to
    have more than `ceiling`. Both are bounds (see `targets`). `proved`: it is certain who is unreachable."""

    seats: int
    floor: float
    ceiling: float
    unreachable: tuple[PersonId, ...]
    needs: tuple[Need, ...]
    proved: bool = True


@dataclass(frozen=True, slots=True)
class Impossible:
    """`reasons` are sentences; `changes` together make a panel possible, and are none where only more people can."""

    seats: int
    reasons: tuple[str, ...]
    changes: tuple[Change, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """`wanted` more people of this quota would give its leasts as many people for each seat as the pool has in all."""

    quota: Quota
    have: int
    wanted: int


def possible(pool: Pool) -> Possible | Impossible:
    """Whether any valid panel of whole people exists: then how fair its draw can be, else what to change."""
    needs, program = needs_of(pool), PoolProgram.of(pool)
    reasons = tuple(plain_reasons(pool, needs))
    reach = None if reasons else reach_of(program)
    limit = None if reach is None else highest_floor(program, reach.reachable)
    if reach is None or limit is None:
        together = "Each quota can be met alone, but not all of them together."
        return Impossible(pool.seats, reasons or (together,), smallest_changes(program) or (), needs)
    floors = np.where(reach.reachable, limit.chance, 0.0)
    ceiling = lowest_ceiling(program, floors, reach.reachable).chance
    unreachable = program.people(~reach.reachable, pool)
    return Possible(pool.seats, limit.chance, ceiling, unreachable, needs, reach.proved)


def needs_of(pool: Pool) -> tuple[Need, ...]:
    """For every quota, in the order given, who is there to fill it."""
    have: Counter[tuple[str, str]] = Counter()
    homes: Counter[tuple[str, str]] = Counter()
    seen: set[tuple[str, str, str]] = set()
    for person in pool.people:
        for category, value in zip(pool.categories, person.features, strict=True):
            have[category, value] += 1
            home = (category, value, person.household)
            homes[category, value] += not (person.household and home in seen)
            seen.add(home)
    return tuple(Need(q, have[q.category, q.value], homes[q.category, q.value]) for q in pool.quotas)


def plain_reasons(pool: Pool, needs: tuple[Need, ...]) -> Iterator[str]:
    """What can be seen without a solver, a sentence each. None of it does not mean that a panel is possible."""
    seats, people = pool.seats, len(pool.people)
    addresses = len({person.household or (person.id,) for person in pool.people})
    if people < seats:
        yield f"The pool has only {people} of the {seats} people that a panel needs. More must join."
    elif addresses < seats:
        yield f"A panel takes one person of each address: that makes {addresses} at most, for {seats} seats."
    for need in needs:
        quota, name = need.quota, f"{need.quota.category}: {need.quota.value}"
        if need.have < quota.least:
            yield f"{name} needs at least {quota.least}, and the pool has {need.have}."
        elif need.addresses < quota.least:
            yield f"{name} needs at least {quota.least}, and one person of each address makes {need.addresses} at most."
    for category in pool.categories:
        own = [need for need in needs if need.quota.category == category]
        least, most = sum(need.quota.least for need in own), sum(need.quota.most for need in own)
        room = sum(min(need.quota.most, need.addresses) for need in own)
        if least > seats:
            yield f"{category}: the leasts add up to {least}, more than the {seats} seats."
        if most < seats:
            yield f"{category}: the mosts add up to {most}, fewer than the {seats} seats."
        elif room < seats <= addresses:
            yield f"{category}: with these people and these mosts, only {room} of {seats} seats can be filled."


def most_helpful(pool: Pool) -> tuple[Help, ...]:
    """Where to look for more people, scarcest first: values with fewer people for each seat than the pool has in all.

    The measure is have ÷ least, against people ÷ seats. People of scarce values must have the highest chances, so more
    of them lower the ceiling and keep a panel possible when some drop out. More people of plentiful values help nobody.
    """
    per_seat = len(pool.people) / pool.seats
    scarce = [(need, ceil(need.quota.least * per_seat - 1e-9) - need.have) for need in needs_of(pool)]
    found = [Help(need.quota, need.have, wanted) for need, wanted in scarce if wanted > 0]
    return tuple(sorted(found, key=lambda one: (one.have / one.quota.least, one.quota)))
