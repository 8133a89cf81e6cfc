"""What is decided about a cycle and recorded for good: published, cancelled, decided by the council, closed."""

from datetime import date, datetime

from pb.cycles import CycleRefused, changing, keep
from pb.cycles.dates import in_order
from pb.models import Cycle, Pot
from pb.text import one_line
from residents.people import Person
from web.language import _


async def publish(by: Person, cycle_id: int, version: int, now: datetime) -> None:
    """Draft becomes public. Raises CycleRefused that says what is still missing."""
    async with changing(by, cycle_id, version, now, doing="publish") as cycle:
        missing = await missing_before_publishing(cycle)
        if missing:
            raise CycleRefused(_("Before this fund can be public: %(missing)s") % {"missing": " ".join(missing)})
        in_order({"ideas_open_at": cycle.ideas_open_at, "ideas_close_at": cycle.ideas_close_at})
        await keep(by, cycle, "cycle.published", now, {"published_at": now})


async def missing_before_publishing(cycle: Cycle) -> list[str]:
    """Sentences, each saying what to do first."""
    missing = []
    if not cycle.question:
        missing.append(_("Write the question it asks."))
    if not cycle.budget_pence or not await Pot.exists(cycle_id=cycle.id):
        missing.append(_("Say how much money there is and who shares it."))
    if cycle.ideas_open_at is None or cycle.ideas_close_at is None:
        missing.append(_("Set the days on which ideas open and close."))
    return missing


async def cancel(by: Person, cycle_id: int, version: int, reason: str, now: datetime) -> None:
    """End it early, in public, for a reason that stands on its page."""
    reason = one_line(reason)
    if not reason:
        raise CycleRefused(_("Say why. Everybody can read the reason on the page of the fund."), "reason")
    if len(reason) > 1000:
        raise CycleRefused(_("Shorten the reason to 1,000 characters or fewer."), "reason")
    async with changing(by, cycle_id, version, now, doing="cancel") as cycle:
        await keep(by, cycle, "cycle.cancelled", now, {"cancelled_at": now, "cancelled_because": reason})


async def record_decision(
    by: Person, cycle_id: int, version: int, *, who: str, on: date, minute: str, now: datetime
) -> None:
    """The council's own decision on the recommended result: who took it, when, and where it is written down."""
    who, minute = one_line(who), one_line(minute)
    if not who or len(who) > 200:
        raise CycleRefused(_("Say who decided, such as “Cabinet”, in 200 characters or fewer."), "who")
    if not minute or len(minute) > 300:
        raise CycleRefused(_("Say where the decision is written down, in 300 characters or fewer."), "minute")
    async with changing(by, cycle_id, version, now, doing="decide", may="results.decide") as cycle:
        published = cycle.result_published_at
        if on > now.date() or (published is not None and on < published.date()):
            said = _("The day of the decision must lie between the day the result was published and today.")
            raise CycleRefused(said, "on")
        values = {"decision_by": who, "decision_on": on, "decision_minute": minute}
        await keep(by, cycle, "cycle.decided", now, values)


async def close(by: Person, cycle_id: int, version: int, now: datetime) -> None:
    """Everything promised is done, or answered for."""
    async with changing(by, cycle_id, version, now, doing="close") as cycle:
        await keep(by, cycle, "cycle.closed", now, {"closed_at": now})
