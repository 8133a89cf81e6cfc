"""The places of the sample where people are met and paper goes."""

from datetime import datetime

from pb.sample import stories
from residents.models import Venue


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
