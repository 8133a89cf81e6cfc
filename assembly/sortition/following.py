"""Who of the alternates takes an empty seat: the first, in the drawn order, after whom all quotas can still be met."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assembly.sortition.changes import Change
from assembly.sortition.pool import Person, PersonId, Pool, Quota
from assembly.sortition.possible import Impossible, needs_of, plain_reasons, possible
from assembly.sortition.program import PoolProgram
from assembly.sortition.reach import reach_of


class Why(StrEnum):
    """Why somebody is passed over."""

    FULL = "full"  # their value of a category has as many people as it may have
    NEEDED = "needed"  # the seats that are left must go to other values of a category
    REST = "rest"  # no one thing: the other empty seats could not be filled any more


@dataclass(frozen=True, slots=True)
class Verdict:
    """No `why`: they can take a seat. `quotas`: those that stand in the way."""

    why: Why | None = None
    quotas: tuple[Quota, ...] = ()


@dataclass(frozen=True, slots=True)
class Following:
    """`passed`: everybody before the next one, in order. Where nobody can follow, `changes` would make it possible."""

    next: PersonId | None
    passed: tuple[tuple[PersonId, Verdict], ...]
    changes: tuple[Change, ...] = ()


def following(pool: Pool, order: Sequence[PersonId]) -> Following:
    """`pool`: the alternates who can be seated at all, the empty seats, and what the quotas still ask of these.

    `order`: the ids of the pool in the drawn order. Whoever is next leaves a pool from which the remaining seats can be
    filled, by whole people and with one of a home. People whom no quota can tell apart get the same verdict, so at most
    one search for each type is done. Where nobody can be next, no panel is possible at all, and the reverse.
    """
    people = {person.id: person for person in pool.people}
    known: dict[tuple[tuple[str, ...], str], Verdict] = {}
    passed: list[tuple[PersonId, Verdict]] = []
    shared = _shared_homes(pool)
    for name in order:
        person = people[name]
        kind = (person.features, person.household if person.household in shared else "")
        if kind not in known:
            known[kind] = verdict_on(pool, person)
        if known[kind].why is None:
            return Following(name, tuple(passed))
        passed.append((name, known[kind]))
    found = possible(pool)
    return Following(None, tuple(passed), found.changes if isinstance(found, Impossible) else ())


def verdict_on(pool: Pool, person: Person) -> Verdict:
    """Whether this person of the pool can take one of its seats, so that the others can still be filled."""
    own = set(zip(pool.categories, person.features, strict=True))
    full = tuple(one for one in pool.quotas if (one.category, one.value) in own and one.most < 1)
    if full:
        return Verdict(Why.FULL, full)
    rest = tuple(_taken(one) if (one.category, one.value) in own else one for one in pool.quotas)
    seats = pool.seats - 1
    needed = tuple(one for one in rest if one.least and _least_of(rest, one.category) > seats)
    if needed:
        return Verdict(Why.NEEDED, needed)
    return Verdict() if not seats or _can_be_filled(pool, person, rest, seats) else Verdict(Why.REST)


def _can_be_filled(pool: Pool, without: Person, quotas: tuple[Quota, ...], seats: int) -> bool:
    others = tuple(
        one
        for one in pool.people
        if one.id != without.id and not (without.household and one.household == without.household)
    )
    rest = Pool(others, quotas, seats)
    return not any(plain_reasons(rest, needs_of(rest))) and reach_of(PoolProgram.of(rest)) is not None


def _taken(quota: Quota) -> Quota:
    return Quota(quota.category, quota.value, max(0, quota.least - 1), quota.most - 1)


def _least_of(quotas: Sequence[Quota], category: str) -> int:
    return sum(one.least for one in quotas if one.category == category)


def _shared_homes(pool: Pool) -> set[str]:
    homes = Counter(person.household for person in pool.people if person.household)
    return {home for home, many in homes.items() if many > 1}
