"""Places where people can be confirmed in person, with the times when somebody is there next."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from database import as_time, rows
from residents.models import Venue

_AHEAD = timedelta(days=21)
_TIMES = 3


@dataclass(frozen=True, slots=True)
class OpenVenue:
    venue: Venue
    times: list[tuple[datetime, datetime]] = field(default_factory=list)


async def open_venues(now: datetime) -> list[OpenVenue]:
    """Those where somebody is there soonest first, then those without a day yet. Two queries, however many."""
    found = {venue.id: OpenVenue(venue) for venue in await Venue.filter(retired_at=None).order_by("name").limit(200)}
    shifts = await rows(
        """SELECT DISTINCT venue_id, starts_at, ends_at FROM shift
           WHERE cancelled_at IS NULL AND ends_at > ? AND starts_at < ? ORDER BY starts_at, venue_id""",
        now,
        now + _AHEAD,
    )
    for one in shifts:
        starts, ends = as_time(one.starts_at), as_time(one.ends_at)
        if starts and ends and one.venue_id in found and len(found[one.venue_id].times) < _TIMES:
            found[one.venue_id].times.append((starts, ends))
    staffed = sorted((one for one in found.values() if one.times), key=lambda one: one.times[0])
    return [*staffed, *(one for one in found.values() if not one.times)]
