"""When something is due: working days, counted as people in the place count them."""

from datetime import UTC, date, datetime, time, timedelta

from web.filters import LONDON

_SATURDAY = 5
_LAST_MINUTE = time(23, 59)
_LAST_MINUTE = time(23, 59)


def local_date(when: datetime) -> date:
    """The day it is in the place at this moment."""
    return when.astimezone(LONDON).date()


def working_days_after(when: datetime, days: int) -> date:
    """The day that lies `days` working days after the day of `when`. Weekends do not count; bank holidays do."""
    day = local_date(when)
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day


def end_of_working_day(when: datetime, days: int) -> datetime:
    """The last minute, as people in the place count, of the day that lies `days` working days after `when`."""
    return datetime.combine(working_days_after(when, days), _LAST_MINUTE, LONDON).astimezone(UTC)
