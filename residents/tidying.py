"""Delete what was only needed for a while: old requests to sign in, counted tries, sessions that ended."""

from datetime import datetime

from residents import limits, sessions
from residents.sign_in import challenges


async def tidy(now: datetime) -> int:
    """Returns how many rows went."""
    return await challenges.forget_old(now) + await limits.forget_old(now) + await sessions.forget_old(now)
