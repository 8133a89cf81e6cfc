"""How a portfolio is made: what an officer may choose before, within what is fair."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assembly.draws import DrawRefused
from web.language import _

FEWEST_PANELS = 1_000
MANY_PANELS = 10_000
MANY_PEOPLE = 500
"""From here on a thousand lines are too coarse for everybody's chance."""
MOST_MINUTES = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """`keep_floor`: the share of the highest possible least chance that is kept. `ceiling_factor`: how far above the
    lowest possible ceiling a chance may lie. `panels`: lines of the portfolio. `minutes`: when the worker gives up."""

    keep_floor: Fraction = Fraction(1)
    ceiling_factor: Fraction = Fraction(3, 2)
    panels: int = FEWEST_PANELS
    minutes: int = 20

    def as_json(self) -> dict[str, Any]:
        return {
            "keep_floor": str(self.keep_floor),
            "ceiling_factor": str(self.ceiling_factor),
            "panels": self.panels,
            "minutes": self.minutes,
        }


def usual(people: int) -> Terms:
    """For a pool of so many."""
    return Terms(panels=MANY_PANELS if people > MANY_PEOPLE else FEWEST_PANELS)


def read(keep_floor_percent: str, ceiling_factor: str, panels: str, minutes: str) -> Terms:
    """As an officer typed them. Raises DrawRefused, with the field."""
    kept = _number(keep_floor_percent, "keep_floor", _("Write a whole number from 50 to 100."))
    factor = _number(ceiling_factor, "ceiling_factor", _("Write a number from 1 to 10, such as 1.5."))
    lines = _number(panels, "panels", _panels())
    time = _number(minutes, "minutes", _("Write a whole number of minutes, from 1 to 120."))
    if not 50 <= kept <= 100 or kept.denominator != 1:
        raise DrawRefused(_("Write a whole number from 50 to 100."), "keep_floor")
    if not 1 <= factor <= 10 or factor.denominator > 100:
        raise DrawRefused(_("Write a number from 1 to 10, such as 1.5."), "ceiling_factor")
    if lines not in (1_000, 10_000):
        raise DrawRefused(_panels(), "panels")
    if not 1 <= time <= MOST_MINUTES or time.denominator != 1:
        raise DrawRefused(_("Write a whole number of minutes, from 1 to 120."), "minutes")
    return Terms(keep_floor=kept / 100, ceiling_factor=factor, panels=int(lines), minutes=int(time))


def _panels() -> str:
    return _("Choose 1,000 panels, drawn with three balls, or 10,000, drawn with four.")


def _number(typed: str, field: str, sentence: str) -> Fraction:
    plain = typed.strip().replace(",", "").rstrip("%").strip()
    try:
        if len(plain) > 12 or "/" in plain or "e" in plain.lower():
            raise ValueError
        return Fraction(plain)
    except (ValueError, ZeroDivisionError):
        raise DrawRefused(sentence, field) from None
