"""What a panel is drawn from: people by their features and homes, and the quotas it must meet."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from assembly.sortition.refusals import SortitionRefused

PersonId = str


@dataclass(frozen=True, slots=True, order=True)
class Quota:
    """How many of a panel share one value of a category (“age”, “16-24”): at least `least`, at most `most` people."""

    category: str
    value: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Person:
    """One of the pool: a value for each category, in the order of the pool's categories.

    `household` is the same text for people of one address, empty for somebody whose address nobody else can have.
    """

    id: PersonId
    features: tuple[str, ...]
    household: str = ""


@dataclass(frozen=True, slots=True, order=True)
class PersonType:
    """People whom no quota can tell apart: same features, and the same shared address if they have one.

    `household` is empty for all who are the only ones of their address in this pool.
    """

    features: tuple[str, ...]
    household: str


@dataclass(frozen=True)
class Pool:
    """Everybody who may be drawn, the quotas, and the number of seats. The order of people and quotas says nothing.

    Raises `SortitionRefused` for a person or a quota that does not fit: two people with one id, a feature that no
    quota names, a quota whose least is more than its most.
    """

    people: tuple[Person, ...]
    quotas: tuple[Quota, ...]
    seats: int

    def __post_init__(self) -> None:
        if self.seats < 1:
            raise SortitionRefused("A panel needs at least one seat.")
        _check_quotas(self.quotas)
        _check_people(self.people, self.categories, {(quota.category, quota.value) for quota in self.quotas})

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """In the order in which the quotas first name them: the order of every person's features."""
        return tuple(dict.fromkeys(quota.category for quota in self.quotas))

    @cached_property
    def types(self) -> Mapping[PersonType, tuple[PersonId, ...]]:
        """The people of each type, sorted, so that the order of the pool leaves no trace."""
        shared = {home for home, count in Counter(p.household for p in self.people).items() if home and count > 1}
        found: dict[PersonType, list[PersonId]] = {}
        for person in self.people:
            home = person.household if person.household in shared else ""
            found.setdefault(PersonType(person.features, home), []).append(person.id)
        return {kind: tuple(sorted(found[kind])) for kind in sorted(found)}


def _check_quotas(quotas: Iterable[Quota]) -> None:
    seen: set[tuple[str, str]] = set()
    for quota in quotas:
        if (quota.category, quota.value) in seen:
            raise SortitionRefused(f"{quota.category}: {quota.value} has two quotas. Keep one.")
        if not 0 <= quota.least <= quota.most:
            raise SortitionRefused(
                f"{quota.category}: {quota.value} wants at least {quota.least} and at most {quota.most} people. "
                "The least must be zero or more, and no more than the most."
            )
        seen.add((quota.category, quota.value))


def _check_people(people: Iterable[Person], categories: tuple[str, ...], known: set[tuple[str, str]]) -> None:
    seen: set[PersonId] = set()
    for person in people:
        if person.id in seen:
            raise SortitionRefused(f"Two people have the id “{person.id}”. Give each person one of their own.")
        seen.add(person.id)
        if len(person.features) != len(categories):
            raise SortitionRefused(f"“{person.id}” needs one answer for each of: {', '.join(categories)}.")
        for category, value in zip(categories, person.features, strict=True):
            if (category, value) not in known:
                raise SortitionRefused(
                    f"“{person.id}” has {category}: {value or 'nothing'}, for which there is no quota."
                )
