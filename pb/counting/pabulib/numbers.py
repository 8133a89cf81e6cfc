"""Numbers as `.pb` files write them: with a decimal point or a decimal comma, read without rounding."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from pb.counting.ballot import Points
from pb.counting.refusals import PabulibRefused

MOST_DECIMALS = 9
MOST_DIGITS = 18


def number(text: str, what: str, line: int) -> Decimal:
    """The number in `text`; `what` names it in a refusal. Sizes are bounded, so that no file can ask for the moon."""
    try:
        read = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise PabulibRefused(f"{what} is “{text}”, which is not a number.", line) from None
    if not read.is_finite() or "_" in text:
        raise PabulibRefused(f"{what} is “{text}”, which is not a number.", line)
    if decimals(read) > MOST_DECIMALS or read.adjusted() >= MOST_DIGITS:
        raise PabulibRefused(f"{what} is “{text}”, which has too many digits.", line)
    return read


def amount(text: str, what: str, line: int) -> Decimal:
    """An amount of money: a number of zero or more."""
    read = number(text, what, line)
    if read < 0:
        raise PabulibRefused(f"{what} is {text}, which is less than nothing.", line)
    return read


def points_of(text: str, line: int) -> Points:
    read = Fraction(number(text, "A number of points", line))
    return read.numerator if read.denominator == 1 else read


def decimals(read: Decimal) -> int:
    """How many decimals were written: 2 for 12.50."""
    exponent = read.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def written(whole: int, places: int) -> str:
    """`whole` smallest units as an amount with that many decimals: 1250 with 2 is 12.50."""
    if not places:
        return str(whole)
    digits = str(whole).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"
