"""Help in person in the small town of the fuzz test: a shift, somebody who was met, a device that is lent."""

from datetime import UTC, datetime, timedelta

from residents.belonging import franchises
from residents.models import Account, Claim, Evidence, Handover, HelperAct, Kiosk, Shift, Venue
from residents.places.models import Neighbourhood
from web.days import local_date


async def meet_people(me: Account, place: Neighbourhood) -> dict[str, int]:
    """By the name that routes give a part of an address, what stands there."""
    now, hour = datetime.now(UTC), timedelta(hours=1)
    await franchises.settle(
        "fuzz", "Fuzz fund", counts_from=Evidence.E2, proofs=None, confirm_by=now + 240 * hour, challenge_ends_at=None
    )
    venue = await Venue.create(name="Lounge", added_at=now)
    shift = await Shift.create(account=me, venue=venue, starts_at=now - hour, ends_at=now + hour)
    met = await Account.create(created_at=now)
    claim = await Claim.create(account=met, neighbourhood=place, made_at=now)
    await HelperAct.create(helper=me, account=met, act="met", done_on=local_date(now))
    kiosk = await Kiosk.create(token_hash="k" * 64, venue=venue, started_by=me, pin_hash="", started_at=now)
    handover = await Handover.create(helper=me, account=met, code_hash="h" * 64, made_at=now, expires_at=now + hour)
    return {"venue": venue.id, "shift": shift.id, "claim": claim.id, "kiosk": kiosk.id, "handover": handover.id}
