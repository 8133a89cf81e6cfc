"""What the package that counted hands in for a pack."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ballot_box.disclosure import Groups
from web.refusals import Refused

Recount = Callable[[str, Groups], list[str]]


class PackRefused(Refused):
    """No pack was built. The sentence says why, and what to do."""


class NonsenseRefused(Refused):
    """No pack can be made of what the tables say, for it is not even wrong. Waiting does not help."""


@dataclass(frozen=True, slots=True)
class ContestOutcome:
    """Money in the smallest unit; `funded` are options in the order of the count."""

    budget: int
    funded: Sequence[str]
    spent: int


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Public keys of those who had cosigned the record when the result was published; how many must have signed."""

    keys: Sequence[str] = ()
    quorum: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """`withdrawn`: options that were passed over. `recount`: what a contest funds when given these ballots."""

    contests: Mapping[str, ContestOutcome]
    withdrawn: Sequence[str]
    witnesses: Witnesses
    recount: Recount
