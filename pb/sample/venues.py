"""The places of the sample where people are met and paper goes, and who stands there when."""

from datetime import datetime, timedelta

from pb.sample import stories
from residents.models import Venue
from residents.people import Person
from residents.presence import shifts
from web.filters import LONDON

_WHO_IS_WHERE = {
    "verifier": "Sample Community Lounge, Tunstall",
    "verifier2": "Sample Library, Hanley",
    "facilitator": "Sample Community Lounge, Tunstall",
}
_DAYS_AHEAD = 5


async def load(now: datetime) -> None:
    await Venue.bulk_create(
        Venue(
            name=told["name"],
            ward_id=told["ward_code"],
            step_free=told["step_free"],
            hearing_loop=told["hearing_loop"],
            added_at=now,
        )
        for told in stories.city()["venues"]
    )


async def plan_shifts(officers: dict[str, Person], past: datetime, now: datetime) -> None:
    """One around `past`; one that goes on now, at whatever time of day that is; office hours in the days after."""
    begun = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    times = [(past - timedelta(hours=2), past + timedelta(hours=6)), (begun, begun + shifts.LONGEST)]
    today = now.astimezone(LONDON).date()
    for number in range(2, 2 + _DAYS_AHEAD):
        starts = stories.at(today + timedelta(days=number), 9)
        times.append((starts, starts + timedelta(hours=8)))
    for word, name in _WHO_IS_WHERE.items():
        venue = await Venue.get(name=name)
        assert officers[word].account_id is not None
        for starts, ends in times:
            await shifts.add(officers["roll"], officers[word].account_id or 0, venue.id, starts, ends, starts)
