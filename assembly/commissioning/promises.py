"""What was promised when the assembly was commissioned: it changes only for a reason that everybody can read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tortoise.models import Model

from assembly.assemblies import AssemblyRefused, keep_part
from assembly.commissioning import words
from assembly.models import Assembly, SupportBase, Topic
from ledger.models import JournalEntry
from residents.people import Person
from web.filters import day, moment, money
from web.language import _

# The journal is where these changes are kept: nobody can alter or drop one unseen, not even an officer. That is why the
# name and post of whoever answers stand in it, too: a public office, published from the first day.
ACT = "assembly.promise-changed"
OF_ASSEMBLY = (
    "seats", "adopt_percent", "minority_percent", "support_base", "quorum_percent", "payment_pence",
    "registration_closes_at", "draw_at", "purge_on",
)  # fmt: skip
OF_TOPIC = ("question", "owner", "answer_by")
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Change:
    """One promise that was changed: when, what, how it read before and after, and why."""

    at: datetime
    what: str
    before: str
    after: str
    reason: str


async def keep_openly(
    by: Person,
    assembly: Assembly,
    act: str,
    now: datetime,
    values: Mapping[str, Any],
    reason: str = "",
    part: Topic | None = None,
) -> None:
    """As assemblies.keep; where a promise changes, `reason` is needed and becomes public. Inside `changing`."""
    kept: Model = part or assembly
    promised = OF_TOPIC if part else OF_ASSEMBLY
    broken = [name for name in promised if name in values and values[name] != getattr(kept, name)]
    commissioned = part.commissioned_at if part else assembly.commissioned_at
    more: dict[str, Any] = {"topic": part.id} if part else {}
    if commissioned is not None and broken:
        said = words.text(
            reason,
            "reason",
            words.LONGEST_REASON,
            _("Say why. This was promised when the assembly was commissioned, so everybody can read the reason."),
        )
        act, more = ACT, {**more, "reason": said}
    if more or any(value != getattr(kept, name) for name, value in values.items()):
        await keep_part(by, assembly, kept, act, now, values, **more)


def demand_unpromised(assembly: Assembly, field: str, sentence: str) -> None:
    """For what cannot change at all once somebody answers for it."""
    if assembly.commissioned_at is not None:
        raise AssemblyRefused(sentence, field)


async def changes_of(assembly: Assembly) -> list[Change]:
    """Every promise that was changed, the newest first. One query."""
    entries = (
        await JournalEntry.filter(thing=f"assembly:{assembly.id}", act=ACT).order_by("-id").limit(MOST_SHOWN)
    )  # fmt: skip
    return [change for entry in entries for change in _of_entry(entry)]


def _of_entry(entry: JournalEntry) -> list[Change]:
    changes, reason = entry.detail.get("changes"), str(entry.detail.get("reason", ""))
    if not isinstance(changes, dict):
        return []
    return [
        Change(entry.at, label, _shown(show, before), _shown(show, after), reason)
        for name, (label, show) in _names().items()
        if name in changes
        for before, after in [changes[name]]
    ]


def _names() -> dict[str, tuple[str, Callable[[Any], str]]]:
    def percent(kept: Any) -> str:
        return f"{kept}%"

    return {
        "question": (_("The question"), str),
        "owner": (_("Who answers"), str),
        "answer_by": (_("The day by which the council answers"), lambda kept: day(date.fromisoformat(kept))),
        "seats": (_("Seats"), str),
        "adopt_percent": (_("Share that adopts a recommendation"), percent),
        "minority_percent": (_("Share for a minority recommendation"), percent),
        "support_base": (_("What shares are counted of"), base_in_words),
        "quorum_percent": (_("Share of members who must be there"), percent),
        "payment_pence": (_("Payment for each session"), money),
        "registration_closes_at": (_("End of registration"), _moment),
        "draw_at": (_("The draw"), _moment),
        "purge_on": (_("The day on which the pool is deleted"), lambda kept: day(date.fromisoformat(kept))),
    }


def _moment(kept: str) -> str:
    return moment(datetime.fromisoformat(kept))


def base_in_words(kept: str) -> str:
    return _("votes for and against") if kept == SupportBase.VOTES else _("members who are there")


def _shown(show: Callable[[Any], str], kept: Any) -> str:
    return _("not set") if kept in (None, "") else show(kept)
