"""Totals of a contest, for each option, in which no small number stands and none can be worked out from the others.

What somebody can set against each other: in a row `first` and `lower` add up to `supporters`; and all the `first` of a
contest add up to its ballots, whose number is public.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from ballot_box.disclosure.cutting import Groups


class TotalsRefused(ValueError):
    """A number would be published that gives away how a few people voted. This is a fault of the program."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Ballots that put an option first, that have it lower down, and both together; None is a number kept back."""

    first: int | None
    lower: int | None
    supporters: int | None

    def cells(self) -> dict[str, int | None]:
        return {"first": self.first, "lower": self.lower, "supporters": self.supporters}

    def without(self, names: Collection[str]) -> "Numbers":
        return replace(self, **dict.fromkeys(names))


Totals = dict[str, Numbers]


def counted(groups: Groups, options: Collection[str], *, ranked: bool = True) -> Totals:
    """The exact numbers. Ticked ballots know no first choice."""
    first, supporters = dict.fromkeys(options, 0), dict.fromkeys(options, 0)
    for choices, ballots in groups.items():
        for choice in choices:
            supporters[choice] += ballots
        for choice in choices[:1]:
            first[choice] += ballots
    if not ranked:
        return {option: Numbers(None, None, supporters[option]) for option in options}
    return {
        option: Numbers(first[option], supporters[option] - first[option], supporters[option]) for option in options
    }


def hidden(exact: Mapping[str, Numbers], k: int) -> Totals:
    """The same with every number below `k` kept back, and as many others as it takes that none can be worked out."""
    totals = {option: _row(numbers, numbers, k) for option, numbers in exact.items()}
    if all(numbers.first is None for numbers in exact.values()):
        return totals  # ticked ballots: nothing adds up to anything
    while shown := [option for option, numbers in totals.items() if numbers.first is not None]:
        kept_back = [_first(exact[option]) for option in totals.keys() - set(shown)]
        if not _gives_away(len(kept_back), sum(kept_back), k):
            break
        least = min(shown, key=lambda option: (_first(exact[option]), option))
        totals[least] = _row(totals[least].without(["first"]), exact[least], k)
    return totals


def _first(numbers: Numbers) -> int:
    return numbers.first or 0


def _row(shown: Numbers, exact: Numbers, k: int) -> Numbers:
    """Of three numbers that add up, one alone is never kept back: the smallest of the others goes with it."""
    cells = shown.cells()
    gone = {name for name, number in cells.items() if number is None or number < k}
    if len(gone) == 1:
        known = exact.cells()
        gone.add(min(cells.keys() - gone, key=lambda name: (known[name] or 0, name)))
    return shown.without(gone)


def _gives_away(cells: int, total: int, k: int) -> bool:
    """Whether the sum of so many numbers kept back, which anybody can work out, says too much about one of them.

    None kept back says nothing, and a sum of nothing only that nobody chose these. Else there must be two or more,
    their sum no small number itself, and not so large that each has to be as large as a small number can be.
    """
    return bool(cells and total) and (cells == 1 or total < k or total == (k - 1) * cells)


def demand_hidden(totals: Mapping[str, Numbers], firsts: int, k: int) -> None:
    """Raises TotalsRefused where a small number stands, or can be worked out. `firsts`: ballots with a first choice."""
    for option, numbers in totals.items():
        cells = list(numbers.cells().values())
        if any(number is not None and number < k for number in cells):
            raise TotalsRefused(f"a number below {k} would be published for option {option}")
        if cells.count(None) == 1:
            raise TotalsRefused(f"a number of option {option} could be worked out from its other two")
    shown = [numbers.first for numbers in totals.values() if numbers.first is not None]
    if shown and _gives_away(len(totals) - len(shown), firsts - sum(shown), k):
        raise TotalsRefused("the first choices of an option could be worked out from the number of ballots")
