"""Sharing a budget out between neighbourhoods, exact to the penny, with the working. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

EQUAL, POPULATION, NEED, HALF_AND_HALF = "equal", "population", "need", "half_and_half"
WAYS = (EQUAL, POPULATION, NEED, HALF_AND_HALF)


class SplitRefused(ValueError):
    """A budget that cannot be shared out. `places` are the names of those at fault, if any."""

    def __init__(self, sentence: str, places: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.places = tuple(places)


@dataclass(frozen=True, slots=True)
class Place:
    """A neighbourhood: `residents` in all, `deprived` of them in the most deprived tenth; None where nobody knows."""

    name: str
    residents: int | None = None
    deprived: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one place gets: its `share` of the budget, the `exact` pence, and the whole `amount` after rounding."""

    place: Place
    share: Fraction
    exact: Fraction
    amount: int

    @property
    def rounding(self) -> Fraction:
        """What rounding added, or took away where it is below nothing."""
        return self.amount - self.exact


def split(total: int, places: Sequence[Place], way: str, unit: int = 1) -> list[Part]:
    """Share `total` pence out between `places`, in the order given, so that the amounts come to `total` exactly.

    Amounts are multiples of `unit` pence; where `total` is not, one place gets the rest. No amount is a whole unit or
    more away from its exact value. Whole units go by largest remainder (the quota method of Hare), equal remainders to
    the larger share and then to the place named first. Raises SplitRefused.
    """
    if total < 0 or unit < 1:
        raise SplitRefused("The budget must be an amount of money, and it is rounded to at least a penny.")
    shares = _shares(places, way)
    exact = [total * share for share in shares]
    amounts = [int(amount // unit) * unit for amount in exact]
    left = total - sum(amounts)
    for index in sorted(range(len(exact)), key=lambda n: (amounts[n] - exact[n], -exact[n], n)):
        more = min(unit, left)
        amounts[index] += more
        left -= more
    return [Part(*found) for found in zip(places, shares, exact, amounts, strict=True)]


def _shares(places: Sequence[Place], way: str) -> list[Fraction]:
    if not places:
        raise SplitRefused("Choose at least one neighbourhood to share the money out to.")
    equal = [Fraction(1, len(places))] * len(places)
    if way == EQUAL:
        return equal
    if way == POPULATION:
        return _in_proportion(places, [place.residents for place in places], "how many people live in")
    need = _in_proportion(places, [place.deprived for place in places], "how many people are in most need in")
    if way == NEED:
        return need
    if way == HALF_AND_HALF:
        return [(one + other) / 2 for one, other in zip(equal, need, strict=True)]
    raise SplitRefused(f"There is no way to share money out called “{way}”. Choose one of: {', '.join(WAYS)}.")


def _in_proportion(places: Sequence[Place], weights: Sequence[int | None], what: str) -> list[Fraction]:
    unknown = [place.name for place, weight in zip(places, weights, strict=True) if weight is None]
    if unknown:
        raise SplitRefused(f"We do not know {what} {_listed(unknown)}. Add the figure, or choose another way.", unknown)
    known = [weight for weight in weights if weight is not None]
    if min(known) < 0 or not sum(known):
        raise SplitRefused("By these figures nobody would get any money. Check the figures, or choose another way.")
    return [Fraction(weight, sum(known)) for weight in known]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
