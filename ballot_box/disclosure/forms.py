"""Which form the ballots of a contest are published in, by the numbers that were frozen before the vote."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ballot_box.disclosure.cutting import Groups, Shortened, shorten
from ballot_box.disclosure.marks import marks, unused_marks
from ballot_box.disclosure.totals import Totals, counted, demand_hidden, hidden

LEAST_PUBLISHED = 10
"""With fewer ballots than this nothing but their number is published."""


class Form(StrEnum):
    FULL = "full"
    PREFIX = "prefix"
    AGGREGATE = "aggregate"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Limits:
    """`pattern` is called k. The other three decide between the forms; percents are whole numbers."""

    full_percent: int = 10
    least: int = 500
    pattern: int = 10
    suppressed_percent: int = 20

    @classmethod
    def of(cls, frozen: Mapping[str, int]) -> "Limits":
        """From a definition. What is missing there is as usual."""
        return cls(**{name: int(frozen[name]) for name in cls.__dataclass_fields__ if name in frozen})


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What of one contest is published. `shortened` is set where the form is `prefix`, `totals` where `aggregate`."""

    form: Form
    ballots: int
    shortened: Shortened | None = None
    totals: Totals | None = None


def form_of(groups: Groups, options: Collection[str], ranks: int, limits: Limits, *, ranked: bool = True) -> Disclosure:
    """From the real ballots of a contest, those with nothing on them included."""
    ballots = sum(groups.values())
    if ballots < LEAST_PUBLISHED:
        return Disclosure(Form.WITHHELD, ballots)
    shortened = shorten(groups, limits.pattern)
    if ballots < limits.least or 100 * shortened.suppressed > limits.suppressed_percent * ballots:
        totals = hidden(counted(groups, options, ranked=ranked), limits.pattern)
        demand_hidden(totals, ballots - groups.get((), 0), limits.pattern)
        return Disclosure(Form.AGGREGATE, ballots, totals=totals)
    possible = marks(len(options), ranks, ranked=ranked)
    if 100 * unused_marks(groups, len(options), ranks, ranked=ranked) <= limits.full_percent * possible:
        return Disclosure(Form.FULL, ballots)
    return Disclosure(Form.PREFIX, ballots, shortened=shortened)
