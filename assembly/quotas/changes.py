"""What was changed at the quotas after the assembly was commissioned, and why: read from the journal, for everybody."""

from dataclasses import dataclass
from datetime import datetime

from assembly.models import Assembly
from assembly.quotas.seats import span
from ledger.models import JournalEntry
from web.language import _

_ACTS = ("assembly.seats-set", "assembly.seats-worked-out", "assembly.quotas-eased")


@dataclass(frozen=True, slots=True)
class QuotaChange:
    at: datetime
    reason: str
    lines: tuple[str, ...]


async def public_changes(assembly: Assembly) -> list[QuotaChange]:
    """The newest first. One query."""
    found = await JournalEntry.filter(thing=f"assembly:{assembly.id}", act__in=_ACTS).order_by("-id")
    return [
        QuotaChange(entry.at, str(entry.detail["reason"]), tuple(_line(one) for one in _quotas(entry.detail)))
        for entry in found
        if entry.detail.get("reason")
    ]


def _quotas(detail: dict[str, object]) -> list[list[object]]:
    found = detail.get("quotas")
    return [one for one in found if isinstance(one, list) and len(one) == 4] if isinstance(found, list) else []


def _line(one: list[object]) -> str:
    category, value, before, after = one
    words = {"category": category, "value": value, "before": _span(before), "after": _span(after)}
    return _("%(category)s: %(value)s, from %(before)s seats to %(after)s") % words


def _span(pair: object) -> str:
    return span(int(pair[0]), int(pair[1])) if isinstance(pair, list) and len(pair) == 2 else "?"
