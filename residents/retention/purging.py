"""The nightly deletion, and what the public is told of it: on which day, what, and how many."""

from dataclasses import dataclass
from datetime import date, datetime

from database import exclusive_lock, execute, transaction
from residents.models import Purge
from residents.retention.periods import Period, periods
from web.days import local_date
from web.filters import LONDON

AT_ONCE = 1000
FROM_HOUR = 3  # local time: after everybody went to bed, before the reminders of the morning


async def hourly(now: datetime) -> int:
    """The worker's duty for every hour."""
    return await tidy(now) + await nightly(now)


async def nightly(now: datetime) -> int:
    """Asked every hour: does its work once a night, and again what a night that broke off left over."""
    if now.astimezone(LONDON).hour < FROM_HOUR or await is_done(local_date(now)):
        return 0
    return await purge(now)


async def is_done(day: date) -> bool:
    """Tables are done in order, so that the last one says it for all."""
    last = [one.table for one in periods() if not one.hourly][-1]
    return await Purge.filter(done_on=day, what=last).exists()


async def purge(now: datetime) -> int:
    """Delete what is over, table by table, and count it; doing it again the same day only adds what is new."""
    return sum([await _purge_table(one, now) for one in periods() if not one.hourly])


async def tidy(now: datetime) -> int:
    """What goes every hour: requests to sign in, counted tries, sessions that ended long ago."""
    return sum([await _purge_table(one, now, note_nothing=False) for one in periods() if one.hourly])


async def _purge_table(period: Period, now: datetime, *, note_nothing: bool = True) -> int:
    """Each batch and its count stand or fall together, so that the public number is right whenever it breaks off."""
    total = 0
    while True:
        async with transaction():
            await exclusive_lock("purge")
            gone = await period.delete(now, AT_ONCE)
            if gone:
                await _count(period.table, gone, now)
            elif note_nothing:
                await _count(period.table, 0, now)  # that it was looked at: after its last batch
        total += gone
        if not gone or period.hourly:
            return total


async def _count(what: str, gone: int, now: datetime) -> None:
    await execute(
        """INSERT INTO purge (done_on, what, rows) VALUES (?, ?, ?)
           ON CONFLICT (done_on, what) DO UPDATE SET rows = purge.rows + excluded.rows""",
        local_date(now), what, gone,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deleted:
    day: date
    things: list[tuple[str, int]]  # what, how many; empty: looked, and nothing was over


async def last() -> Deleted | None:
    """What was deleted on the last day on which anything was, for everybody to read."""
    newest = (
        await Purge.filter(rows__gt=0).order_by("-done_on").first() or await Purge.all().order_by("-done_on").first()
    )
    if newest is None:
        return None
    names = {one.table: one.what for one in periods()}
    found = await Purge.filter(done_on=newest.done_on, rows__gt=0).order_by("id")
    return Deleted(newest.done_on, [(names.get(one.what, one.what), one.rows) for one in found])
