"""The dates of a cycle: in order, and after the ballot is frozen only ever later."""

from collections.abc import Mapping
from datetime import datetime

from ballot_box import elections
from database import database_now
from pb.cycles import CycleRefused, ballot_is_frozen_for, changing, keep, may_be_done
from pb.models import Cycle
from pb.text import one_line
from residents.models import Evidence
from residents.people import Person
from web.filters import moment
from web.language import _

DATES = (
    "ideas_open_at",
    "ideas_close_at",
    "voting_opens_at",
    "voting_closes_at",
    "confirm_by",
    "challenge_ends_at",
    "delivery_ends_at",
)
FROZEN = ("ideas_open_at", "ideas_close_at", "voting_opens_at")
ONLY_LATER = ("voting_closes_at", "confirm_by", "challenge_ends_at")


DAYS_TO_CONFIRM = 10
"""Working days after the close that are usual for confirming."""


def asks_to_confirm(cycle: Cycle) -> bool:
    """Whether a ballot may be cast by somebody who has to show more before it is counted."""
    levels = list(Evidence)
    cast, counted = cycle.evidence.get("vote", "E1"), cycle.evidence.get("count")
    return counted is not None and levels.index(Evidence(counted)) > levels.index(Evidence(cast))


def words_of(field: str) -> str:
    """What happens at this date, as the second half of a sentence."""
    return {
        "ideas_open_at": _("ideas open"),
        "ideas_close_at": _("ideas close"),
        "voting_opens_at": _("the vote opens"),
        "voting_closes_at": _("the vote closes"),
        "confirm_by": _("the last day to confirm where you live ends"),
        "challenge_ends_at": _("the time to challenge the result ends"),
        "delivery_ends_at": _("delivery ends"),
    }[field]


async def set_dates(
    by: Person, cycle_id: int, version: int, dates: Mapping[str, datetime | None], reason: str, now: datetime
) -> None:
    """Keep the dates given under the names in DATES. `reason` is needed, and public, where a close moves that people
    already rely on. Raises CycleRefused with the field at fault."""
    asked = {name: dates.get(name) for name in DATES}
    in_order(asked)
    reason = one_line(reason)
    async with changing(by, cycle_id, version, now, doing=None) as cycle:
        may = may_be_done(cycle, now)
        if not may:
            raise CycleRefused(_("This fund is over, so its dates can no longer be changed."))
        values: dict[str, object] = dict(asked)
        if ballot_is_frozen_for(cycle, now):
            await _refuse_what_is_frozen(cycle, asked, reason)
            if asked["voting_closes_at"] != cycle.voting_closes_at:
                values["closing_moved_because"] = reason
                assert cycle.election_id and asked["voting_closes_at"]
                await elections.move_close(cycle.election_id, asked["voting_closes_at"])
        more = {"reason": reason} if reason else {}
        await keep(by, cycle, "cycle.dates-set", now, values, **more)


def in_order(dates: Mapping[str, datetime | None]) -> None:
    """Raises CycleRefused that names the first two dates which are not in order."""
    known = [(name, when) for name in DATES if (when := dates.get(name)) is not None]
    for (earlier, first), (later, second) in zip(known, known[1:], strict=False):
        if second <= first:
            said = _("This must be after %(first)s, because %(earlier)s then. Now it says %(second)s.")
            words = {"first": moment(first), "earlier": words_of(earlier), "second": moment(second)}
            raise CycleRefused(said % words, later)


async def _refuse_what_is_frozen(cycle: Cycle, asked: Mapping[str, datetime | None], reason: str) -> None:
    now = await database_now()  # the close of a vote goes by the database's clock alone
    for name in (*FROZEN, *ONLY_LATER):
        kept, wanted = getattr(cycle, name), asked[name]
        if wanted == kept:
            continue
        if name in FROZEN:
            raise CycleRefused(_("This date is frozen with the ballot. It was %(date)s.") % _when(kept), name)
        if kept is not None and now >= kept:
            raise CycleRefused(_("This date has passed, so it cannot be changed. It was %(date)s.") % _when(kept), name)
        if wanted is None or (kept is not None and wanted < kept):
            said = _("People rely on this date now. It can only move to later than %(date)s.")
            raise CycleRefused(said % _when(kept), name)
        if not reason:
            raise CycleRefused(_("Say why the date moves. Everybody can read the reason."), "reason")


def _when(date: datetime | None) -> dict[str, str]:
    return {"date": moment(date) if date else _("not set")}
