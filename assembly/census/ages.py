"""The ages that rows of a census table are about, read from their labels."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SPAN = re.compile(r"(\d{1,3})\s*(?:to|and|-|–)\s*(\d{1,3})", re.I)
_FROM = re.compile(r"(\d{1,3})\s*(?:\+|(?:years?\s+)?(?:and|or)\s+(?:over|older|above))", re.I)
_UNTIL = re.compile(r"(\d{1,3})\s*(?:years?\s+)?(?:and|or)\s+(?:under|younger|below)", re.I)
_UNDER = re.compile(r"(?:under|below|less than)\s+(?:age\s+)?(\d{1,3})", re.I)
_ONE = re.compile(r"\d{1,3}")
_EVERYBODY = {"", "all", "all persons", "all people", "persons", "people", "total"}


@dataclass(frozen=True, slots=True)
class Ages:
    """From one age to another, both counted in; `to` is None without an end."""

    start: int
    to: int | None

    def holds(self, other: "Ages") -> bool:
        return self.start <= other.start and (self.to is None or (other.to is not None and other.to <= self.to))

    def touches(self, other: "Ages") -> bool:
        return (self.to is None or other.start <= self.to) and (other.to is None or self.start <= other.to)


def ages_of(label: str) -> Ages | None:
    """“Aged 16 to 19 years” is 16 to 19, “Aged 85 years and over” from 85. None where a label says no age."""
    said = label.rpartition(":")[2]
    if found := _SPAN.search(said):
        return Ages(int(found[1]), int(found[2])) if int(found[1]) <= int(found[2]) else None
    if found := _FROM.search(said):
        return Ages(int(found[1]), None)
    if found := _UNTIL.search(said):
        return Ages(0, int(found[1]))
    if found := _UNDER.search(said):
        return Ages(0, int(found[1]) - 1) if int(found[1]) else None
    numbers = _ONE.findall(said)
    return Ages(int(numbers[0]), int(numbers[0])) if len(numbers) == 1 else None


def group_of(label: str) -> str:
    """What stands before the age: “female” of “Female: Aged 16 to 19 years”; empty for rows about everybody."""
    before = label.rpartition(":")[0].strip().casefold()
    return "" if before in _EVERYBODY else before


def is_by_age(counts: Mapping[str, int]) -> bool:
    """Whether most rows are about an age."""
    with_age = sum(1 for label in counts if ages_of(label) is not None)
    return len(counts) > 1 and 2 * with_age > len(counts)
