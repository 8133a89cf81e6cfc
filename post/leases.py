"""Whose turn it is to send a message. A worker that dies with one loses it when its lease ends."""

from datetime import datetime, timedelta

from database import execute
from post.models import Message

LEASE = timedelta(minutes=5)


async def take(message: Message, now: datetime) -> bool:
    """Whether it is ours to send: not when another worker took it since it was read, or when it was taken back."""
    claimed = await execute(
        """UPDATE message SET state = 'sending', due_at = ?, tries = tries + 1
           WHERE id = ? AND tries = ? AND state IN ('waiting', 'sending')""",
        now + LEASE,
        message.id,
        message.tries,
    )
    return claimed == 1


async def take_for_notify(message: Message, reference: str, now: datetime) -> bool:
    """The same; and from here on Notify may have it, whatever happens to this worker. `reference` is for one that has
    none yet."""
    claimed = await execute(
        """UPDATE message SET state = 'sending', due_at = ?, tries = tries + 1, unsure = TRUE,
             reference = COALESCE(reference, ?)
           WHERE id = ? AND tries = ? AND state IN ('waiting', 'sending')""",
        now + LEASE,
        reference,
        message.id,
        message.tries,
    )
    message.reference = message.reference or reference
    return claimed == 1
