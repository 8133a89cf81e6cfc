"""Exact amounts that depend on the raise in a straight line."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Linear:
    """`constant` + `slope` * raise."""

    constant: Fraction
    slope: Fraction

    def at(self, raised: int) -> Fraction:
        return self.constant + self.slope * raised

    def __add__(self, other: "Linear") -> "Linear":
        return Linear(self.constant + other.constant, self.slope + other.slope)

    def __sub__(self, other: "Linear") -> "Linear":
        return Linear(self.constant - other.constant, self.slope - other.slope)

    def times(self, factor: int) -> "Linear":
        return Linear(self.constant * factor, self.slope * factor)

    def over(self, divisor: int) -> "Linear":
        return Linear(self.constant / divisor, self.slope / divisor)


NOTHING = Linear(Fraction(0), Fraction(0))
