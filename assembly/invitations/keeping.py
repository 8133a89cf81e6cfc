"""How long the addresses of letters are kept: until they are posted, and never longer than three months."""

from datetime import datetime, timedelta

from database import execute
from residents.retention.periods import Period
from web.language import _

LONGEST = timedelta(days=90)


def period() -> Period:
    """For residents.retention.periods.also."""
    return Period(
        "invitation",
        _("The address that a letter to an assembly goes to, drawn by lot. No name"),
        _("To post the letter"),
        _("Until the letter is posted, at most 90 days"),
        delete_addresses,
    )


async def delete_addresses(now: datetime, most: int) -> int:
    """Blank the addresses of letters that nobody posted. Ward, tenth and the keyed mark of the home stay."""
    return await execute(
        f"""UPDATE invitation SET address = '' WHERE id IN
            (SELECT i.id FROM invitation i JOIN invitation_batch b ON b.id = i.batch_id
             WHERE b.made_at < ? AND i.address <> '' LIMIT {most})""",
        now - LONGEST,
    )
