"""Texts of a plan, cleaned and short enough. Raises AssemblyRefused, which names the field."""

from assembly.assemblies import AssemblyRefused
from web.language import _
from web.text import body_text, one_line

LONGEST_LINE = 200
LONGEST_TEXT = 5_000
LONGEST_REASON = 1_000


def line(typed: str, field: str, longest: int = LONGEST_LINE, missing: str = "") -> str:
    """One line; `missing` is what to say when there must be something."""
    return _fits(one_line(typed), field, longest, missing)


def text(typed: str, field: str, longest: int = LONGEST_TEXT, missing: str = "") -> str:
    """Several lines."""
    return _fits(body_text(typed), field, longest, missing)


def _fits(cleaned: str, field: str, longest: int, missing: str) -> str:
    if missing and not cleaned:
        raise AssemblyRefused(missing, field)
    if len(cleaned) > longest:
        raise AssemblyRefused(_("Shorten this to %(limit)s characters or fewer.") % {"limit": f"{longest:,}"}, field)
    return cleaned


def whole(number: int | None, field: str, least: int, most: int) -> int:
    if number is None or not least <= number <= most:
        words = {"least": f"{least:,}", "most": f"{most:,}"}
        raise AssemblyRefused(_("Write a whole number from %(least)s to %(most)s.") % words, field)
    return number


def lines(typed: str, field: str) -> list[str]:
    """A line each, without empty ones."""
    return [one for raw in text(typed, field).splitlines() if (one := one_line(raw))]
