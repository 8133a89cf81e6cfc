"""Made-up people: who would register, as it usually goes, in numbers that are the same every time."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assembly.models import CategoryValue
from assembly.quotas import CategoryOf
from assembly.sample import stories

# How much more or less often people come than there are of them, as assemblies elsewhere found. Others: as often.
_COME = {
    ("age", "16-to-24"): 0.45, ("age", "25-to-34"): 0.8, ("age", "50-to-64"): 1.3, ("age", "65-and-over"): 1.2,
    ("gender", "woman"): 1.1, ("ethnicity", "white"): 0.95, ("disability", "no"): 1.05,
}  # fmt: skip
_THIN = ("age", "16-to-24")
_TOO_FEW = 3
_OLDEST = 88
_WAYS = (
    "letter",
    "letter",
    "letter",
    "open",
    "letter",
    "letter",
    "golden",
    "letter",
    "letter",
    "open",
    "letter",
    "phone",
)
_NEEDS: tuple[Mapping[str, str], ...] = (
    {"access": ""},
    {"childcare": "Two children, 3 and 6. (Sample)"},
    {"interpreter": "Urdu (sample)"},
    {"travel": ""},
    {"hearing": "", "print": ""},
    {"device": ""},
    {"diet": "Halal (sample)"},
)


@dataclass(frozen=True, slots=True)
class Someone:
    """`values`: category to value, by slugs. `way`: how they came to register. `beside`: lives with whoever came before
    them from the same town. `month` and `year` of birth."""

    number: int
    values: Mapping[str, str]
    month: int
    year: int
    way: str
    beside: bool
    needs: Mapping[str, str]

    @property
    def name(self) -> str:
        return f"Sample {self.number}"

    @property
    def email(self) -> str:
        """Two of three have one."""
        return "" if self.number % 3 == 0 else f"sample{self.number}@example.com"

    @property
    def phone(self) -> str:
        """Of the numbers that Ofcom keeps free for stories; one of six gives neither."""
        return f"07700900{self.number:03}" if self.number % 6 == 3 else ""


def crowd(many: int, categories: Sequence[CategoryOf], meets: date, form: str) -> list[Someone]:
    """So many people. Every value has its exact number of them; who has which values together, chance says.

    While an assembly recruits there are too few young people, so that what an officer does then can be tried.
    """
    chance = random.Random(f"{form} {many}")
    columns: dict[str, list[CategoryValue]] = {}
    for one in categories:
        numbers = _numbers(one, many, thin=form == stories.RECRUITING)
        column = [value for value, count in zip(one.values, numbers, strict=True) for _each in range(count)]
        chance.shuffle(column)
        columns[one.category.slug] = column
    found = []
    for at in range(many):
        values = {name: column[at] for name, column in columns.items()}
        year, month = _birth(values["age"], meets, chance)
        needs = _NEEDS[at // 8 % len(_NEEDS)] if at % 8 == 5 else {}
        slugs = {name: value.slug for name, value in values.items()}
        found.append(Someone(at + 1, slugs, month, year, _WAYS[at % len(_WAYS)], at % 17 == 16, needs))
    return found


def _numbers(one: CategoryOf, many: int, *, thin: bool) -> list[int]:
    """How many have each value. Nobody is so rare that a panel would need all of them, but where it is thin."""
    name = one.category.slug
    people = [value.people or 0 for value in one.values]
    weights = [its * _COME.get((name, value.slug), 1.0) for its, value in zip(people, one.values, strict=True)]
    fair = [many * weight / sum(weights) for weight in weights]
    numbers = [max(round(its), 2 * value.least + 1, 2) for its, value in zip(fair, one.values, strict=True)]
    if thin and name == _THIN[0]:
        at = next(place for place, value in enumerate(one.values) if value.slug == _THIN[1])
        numbers[at] = _TOO_FEW
    numbers[numbers.index(max(numbers))] += many - sum(numbers)
    return numbers


def _birth(value: CategoryValue, meets: date, chance: random.Random) -> tuple[int, int]:
    """Year and month of somebody who has this age on the day of the first session."""
    first, last = (value.rule or {}).get("from"), (value.rule or {}).get("to")
    assert isinstance(first, int)
    age = chance.randint(first, min(last, _OLDEST) if isinstance(last, int) else _OLDEST)
    month = chance.randint(1, 12)
    return meets.year - age - (meets.month < month), month


def street_of(postcode: str) -> str:
    """The one street that the sample invents for a postcode."""
    words = ("Street", "Road", "Row", "Lane", "Walk", "Place", "Grove")
    return f"Sample {words[sum(map(ord, postcode)) % len(words)]}"
