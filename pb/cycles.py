"""Cycles: where one stands, and which one the public pages are about."""

from datetime import datetime

from pb.models import Cycle
from pb.phases import Phase, Timetable, allows, phase_of
from web.language import _
from web.refusals import Refused


class CycleRefused(Refused):
    """What was asked does not fit where the cycle stands."""


def timetable_of(cycle: Cycle) -> Timetable:
    return Timetable(**{name: getattr(cycle, name) for name in Timetable.__dataclass_fields__})


def phase_at(cycle: Cycle, now: datetime) -> Phase:
    return phase_of(timetable_of(cycle), now)


def demand_phase(cycle: Cycle, doing: str, now: datetime) -> None:
    """Raises CycleRefused unless `doing` (a word of pb.phases.ALLOWS) is possible now."""
    if not allows(phase_at(cycle, now), doing):
        raise CycleRefused(_TOO_LATE.get(doing, _("This cannot be done at this point of the cycle.")))


_TOO_LATE = {
    "submit": _("New ideas cannot be sent in now. The dates are on the page of the fund."),
    "edit": _("Ideas can no longer be changed, because the vote has been prepared."),
    "withdraw": _("Ideas can no longer be withdrawn, because the vote has been prepared."),
    "support": _("Ideas can no longer be supported. When the vote is open you can rank the projects."),
    "vote": _("Voting is not open now. The dates are on the page of the fund."),
}


async def current_cycle(now: datetime) -> Cycle | None:
    """The cycle that the home page is about: the newest published one that is not over, else the newest published."""
    published = await Cycle.filter(published_at__lte=now, imported=False).order_by("-published_at", "-id").limit(20)
    under_way = [cycle for cycle in published if phase_at(cycle, now) not in (Phase.CLOSED, Phase.CANCELLED)]
    return next(iter([*under_way, *published]), None)
