"""Whether a letter can go to the lines of an envelope: the rules of GOV.UK Notify, which are those of its printer."""

import re
from collections.abc import Sequence

from web.language import _

LEAST_LINES, MOST_LINES = 3, 7
LONGEST = 500  # of all lines together
_POSTCODE = re.compile(r"(GIR ?0AA|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2})", re.IGNORECASE)
_NOT_FIRST = '@()=[]"”\\/,<>~'
_NOWHERE = re.compile(r"\bno fixed (abode|address)\b|^n\.?f\.?a\.?$", re.IGNORECASE)


def fault(lines: Sequence[str]) -> str:
    """What is wrong with these lines, in a sentence, or nothing. Whether somebody lives there, only the post knows."""
    lines = tidy(lines)
    if len(lines) < LEAST_LINES:
        return _("An address needs at least three lines: who, the street, and the postcode.")
    if len(lines) > MOST_LINES:
        return _("An address has at most seven lines. Put two short ones together.")
    if len("\n".join(lines)) > LONGEST:
        return _("This is too long for an envelope. Shorten it.")
    if not _POSTCODE.fullmatch(lines[-1]):
        return _("The last line must be a postcode, such as ST1 1AA.")
    if any(_NOWHERE.search(line) for line in lines):
        return _("A letter cannot be posted to no fixed abode.")
    if any(line[0] in _NOT_FIRST for line in lines):
        return _("A line of an address begins with a letter or a number, not with a mark like @ or (.")
    if not all(any(sign.isalnum() for sign in line) for line in lines[:2]):
        return _("The first two lines must hold letters or numbers.")
    return ""


def tidy(lines: Sequence[str]) -> list[str]:
    """Without empty lines and needless blanks."""
    return [line for line in (" ".join(line.split()) for line in lines) if line]
