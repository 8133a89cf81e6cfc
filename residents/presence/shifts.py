"""Shifts: who stands where, from when until when. Nobody is confirmed outside one."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from database import as_time, row, rows, transaction
from ledger import journal
from residents.models import Account, Role, Shift
from residents.people import Person
from residents.presence import venues
from residents.presence.refusals import OffShift, PresenceRefused
from web.days import local_date
from web.filters import LONDON, moment
from web.language import _
from web.refusals import NotFound

LONGEST = timedelta(hours=14)
AHEAD = timedelta(days=366)
ROLES = (Role.VERIFIER, Role.FACILITATOR)
DAYS = 14


async def staff() -> list[Account]:
    """Whom a shift can be given to."""
    found = Account.filter(grants__role__in=list(ROLES), disabled_at__isnull=True).distinct()
    return await found.order_by("display_name", "id")


async def add(
    by: Person, account_id: int, venue_id: int, starts_at: datetime, ends_at: datetime, now: datetime
) -> Shift:
    """Raises NotAllowed, NotFound and PresenceRefused."""
    by.demand("venues.edit")
    _check_times(starts_at, ends_at, now)
    async with transaction():
        await venues.lock()
        venue = await venues.one(venue_id)
        if account_id not in {one.id for one in await staff()}:
            raise PresenceRefused(_("Choose somebody who is a verifier or a facilitator."), "person")
        clash = await Shift.filter(
            account_id=account_id, cancelled_at__isnull=True, starts_at__lt=ends_at, ends_at__gt=starts_at
        ).exists()
        if clash:
            raise PresenceRefused(
                _("They have another shift at that time. Choose another time, or cancel that."), "starts"
            )
        shift = await Shift.create(account_id=account_id, venue_id=venue.id, starts_at=starts_at, ends_at=ends_at)
        await journal.record(
            by.actor, "shift.added", f"shift:{shift.id}", at=now,
            venue=venue.id, account=account_id, starts=starts_at.isoformat(), ends=ends_at.isoformat(),
        )  # fmt: skip
    return shift


def _check_times(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if ends_at <= starts_at:
        raise PresenceRefused(_("It must end after it begins."), "ends")
    if ends_at - starts_at > LONGEST:
        raise PresenceRefused(_("Nobody stands at a table for longer than 14 hours. Make two shifts of it."), "ends")
    if ends_at <= now:
        raise PresenceRefused(_("This time is over. Choose one that is still to come."), "ends")
    if starts_at > now + AHEAD:
        raise PresenceRefused(_("Choose a day within a year."), "starts")


async def cancel(by: Person, shift_id: int, now: datetime) -> None:
    """Raises NotAllowed, NotFound, and PresenceRefused once it is over."""
    by.demand("venues.edit")
    async with transaction():
        await venues.lock()
        shift = await Shift.get_or_none(id=shift_id, cancelled_at__isnull=True)
        if shift is None:
            raise NotFound(_("This shift is not there any more."))
        if shift.ends_at <= now:
            raise PresenceRefused(_("This shift is over, so it cannot be cancelled."))
        await Shift.filter(id=shift_id).update(cancelled_at=now)
        await journal.record(by.actor, "shift.cancelled", f"shift:{shift_id}", at=now)


async def now_of(account_id: int | None, now: datetime) -> Shift | None:
    """The shift that somebody is on at this moment, with its venue."""
    found = Shift.filter(account_id=account_id or 0, cancelled_at__isnull=True, starts_at__lte=now, ends_at__gt=now)
    return await found.order_by("starts_at", "id").select_related("venue").first()


async def demand_now(by: Person, now: datetime) -> Shift:
    """Raises OffShift, which says when the next shift is."""
    shift = await now_of(by.account_id, now)
    if shift is None:
        raise OffShift(await off_shift_words(by, now))
    return shift


async def off_shift_words(by: Person, now: datetime) -> str:
    coming = await row(
        """SELECT s.starts_at, v.name FROM shift s JOIN venue v ON v.id = s.venue_id
           WHERE s.account_id = ? AND s.cancelled_at IS NULL AND s.starts_at > ? ORDER BY s.starts_at, s.id LIMIT 1""",
        by.account_id or 0,
        now,
    )
    if coming is None:
        return _("You are not on shift now, and no shift is planned for you. Ask whoever plans the venues.")
    starts = as_time(coming.starts_at)
    assert starts
    said = _("You are not on shift now. Your next shift is at %(venue)s, from %(when)s.")
    return said % {"venue": coming.name, "when": moment(starts)}


def first_day(typed: str, now: datetime) -> datetime:
    """The midnight at which the plan that was asked for begins: today's, unless a day such as 2026-06-15 is given."""
    try:
        day = datetime.fromisoformat(typed).date() if len(typed) == 10 else local_date(now)
    except ValueError:
        day = local_date(now)
    if not 2000 < day.year < 2200:
        day = local_date(now)
    return datetime.combine(day, time(), LONDON)


async def planned(start: datetime) -> list[Any]:
    """Every shift of the two weeks from `start`, the earliest first, with venue and name, as one query."""
    found = await rows(
        """SELECT s.id, s.starts_at, s.ends_at, s.cancelled_at, v.name AS venue, a.display_name AS who, a.email
           FROM shift s JOIN venue v ON v.id = s.venue_id JOIN account a ON a.id = s.account_id
           WHERE s.ends_at > ? AND s.starts_at < ? ORDER BY s.starts_at, v.name, s.id""",
        start.astimezone(UTC),
        (start + timedelta(days=DAYS)).astimezone(UTC),
    )
    return list(found)


async def coming(now: datetime, most: int = 30) -> list[Any]:
    """Where people are met next, for residents: venue, address, from when until when. No names."""
    return list(
        await rows(
            """SELECT v.name AS venue, v."where" AS place, v.step_free, v.hearing_loop, MIN(s.starts_at) AS starts_at,
                      s.ends_at FROM shift s JOIN venue v ON v.id = s.venue_id JOIN role_grant g
                 ON g.account_id = s.account_id AND g.role = 'verifier'
               WHERE s.cancelled_at IS NULL AND s.ends_at > ? AND v.retired_at IS NULL
               GROUP BY v.id, v.name, v."where", v.step_free, v.hearing_loop, s.ends_at
               ORDER BY MIN(s.starts_at), v.name LIMIT ?""",
            now,
            most,
        )
    )
