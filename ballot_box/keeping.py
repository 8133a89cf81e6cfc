"""How long opened ballots are kept beside their codes: until nobody can question the result any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from database import append_only, as_time, exclusive_lock, execute, rows, transaction
from residents.retention.periods import Period
from web.language import _

DAYS = 90
"""After the vote, where nobody set until when its result can be questioned."""


def period() -> Period:
    return Period(
        "counted_box", _("Ballots with the codes they belong to, without a name"),
        _("So that auditors can check that every code was counted as it was cast"),
        _("Until the time for questions about the result is over"), delete,
    )  # fmt: skip


async def delete(now: datetime, most: int) -> int:
    """Forget which ballot belongs to which code, where the time is over; returns how many. Codes and choices stay,
    apart."""
    over = [one.id for one in await _with_boxes() if _ends(one) < now]
    if not over:
        return 0
    places = ", ".join("?" * len(over))
    async with transaction():
        await exclusive_lock("opened boxes")
        async with append_only.lifted("counted_box"):
            return await execute(
                f"""UPDATE counted_box SET box = NULL WHERE commitment IN (
                      SELECT commitment FROM counted_box WHERE election_id IN ({places}) AND box IS NOT NULL
                      ORDER BY commitment LIMIT {int(most)})""",
                *over,
            )


async def _with_boxes() -> Sequence[Any]:
    return await rows(
        """SELECT e.id, e.opened_at, f.challenge_ends_at FROM election e LEFT JOIN franchise f ON f.id = e.franchise_id
           WHERE e.opened_at IS NOT NULL
             AND EXISTS (SELECT 1 FROM counted_box b WHERE b.election_id = e.id AND b.box IS NOT NULL)"""
    )


def _ends(election: Any) -> datetime:
    ends, opened = as_time(election.challenge_ends_at), as_time(election.opened_at)
    assert opened is not None
    return max(ends, opened) if ends is not None else opened + timedelta(days=DAYS)
