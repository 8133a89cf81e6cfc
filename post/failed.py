"""Messages that did not go out: what is wrong with them, sending them again, giving them up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from database import as_time, execute, rows
from post import troubles
from post.models import Message, MessageChannel, MessageState
from post.notify import Answer

MOST_SHOWN = 50
_LATE = timedelta(minutes=10)  # trouble that is gone by itself sooner is nobody's business
_STILL_THERE = "recipient <> ''"  # one that was given up or cancelled has none any more


@dataclass(frozen=True, slots=True)
class Group:
    """Messages of one channel with the same trouble. `example`: one of them. `over`: nobody tries them any more."""

    example: int
    channel: MessageChannel
    sentence: str
    many: int
    since: datetime | None
    over: bool
    together: bool  # whether it makes sense to send all of them again


async def groups(now: datetime) -> list[Group]:
    """The oldest trouble first: one query."""
    found = await rows(
        f"""SELECT state, channel, trouble, COUNT(*) AS many, MIN(id) AS example,
                   MIN(COALESCE(troubled_since, due_at)) AS since
            FROM message WHERE {_STILL_THERE} AND trouble <> ''
              AND (state = 'failed' OR (state IN ('waiting', 'sending') AND troubled_since <= ?))
            GROUP BY state, channel, trouble ORDER BY MIN(COALESCE(troubled_since, due_at)), MIN(id)""",
        now - _LATE,
    )
    return [
        Group(
            one.example,
            MessageChannel(one.channel),
            troubles.sentence(one.trouble),
            one.many,
            as_time(one.since),
            over=one.state == MessageState.FAILED,
            together=one.state == MessageState.FAILED and not _one_by_one(one.trouble),
        )
        for one in found
    ]


def _one_by_one(trouble: str) -> bool:
    """Sent again as it is, it would be refused again; or somebody has to look first whether it was sent."""
    return trouble.startswith((f"{Answer.REFUSED}:", f"{Answer.FORGOTTEN}:"))


async def oldest() -> Sequence[Message]:
    """Those that nobody tries any more; one more than a page shows."""
    over = Message.filter(state=MessageState.FAILED).exclude(recipient="")
    return await over.order_by("id").limit(MOST_SHOWN + 1)


async def under_way() -> dict[MessageChannel, int]:
    """How many the worker still has to send: one query."""
    found = await rows(
        """SELECT channel, COUNT(*) AS many FROM message
           WHERE state IN ('waiting', 'sending') AND (channel <> 'letter' OR via = 'notify') GROUP BY channel"""
    )
    return {MessageChannel(one.channel): int(one.many) for one in found}


async def find(message_id: int) -> Message | None:
    return await Message.exclude(recipient="").get_or_none(id=message_id, state=MessageState.FAILED)


async def send_again(message: Message, now: datetime, *, recipient: str = "") -> bool:
    """False when somebody else was quicker. What Notify may have is asked about first, unless it forgot."""
    return await _queue(now, "id = ?", message.id, recipient=recipient) == 1


async def send_alike_again(message: Message, now: datetime) -> int:
    """All of this channel with this very trouble; returns how many."""
    return await _queue(now, "channel = ? AND trouble = ?", message.channel.value, message.trouble)


async def _queue(now: datetime, which: str, *named: object, recipient: str = "") -> int:
    return await execute(
        f"""UPDATE message SET state = 'waiting', due_at = ?, troubled_since = NULL,
              recipient = CASE WHEN ? = '' THEN recipient ELSE ? END,
              unsure = CASE WHEN trouble LIKE '{Answer.FORGOTTEN}:%' THEN FALSE ELSE unsure END, trouble = ''
            WHERE {which} AND state = 'failed' AND {_STILL_THERE}""",
        now, recipient, recipient, *named,
    )  # fmt: skip


async def give_up(message: Message) -> bool:
    """Its address and text are gone; that there was one stays. False when somebody else was quicker."""
    gone = await execute(
        f"""UPDATE message SET recipient = '', body = 'given up; removed', link = '', trouble = ?
            WHERE id = ? AND state = 'failed' AND {_STILL_THERE}""",
        troubles.GIVEN_UP, message.id,
    )  # fmt: skip
    return gone == 1
