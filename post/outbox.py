"""Messages wait here until the worker sends them. They are written in the transaction of what they tell about."""

from collections.abc import Sequence
from datetime import UTC, datetime

from post.models import Message, MessageChannel


async def enqueue(recipient: str | None, subject: str, body: str, *, now: datetime | None = None) -> Message | None:
    """Queue one plain-text email. Nothing happens for somebody without an address."""
    if not recipient:
        return None
    at = now or datetime.now(UTC)
    return await Message.create(recipient=recipient, subject=_one_line(subject), body=body, queued_at=at, due_at=at)


async def enqueue_letter(lines: Sequence[str], subject: str, body: str, *, now: datetime) -> Message:
    """Queue one letter on paper, to the address of these lines. People print and post it, the worker never does."""
    return await Message.create(
        channel=MessageChannel.LETTER,
        recipient="\n".join(lines),
        subject=_one_line(subject),
        body=body,
        queued_at=now,
        due_at=now,
    )


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:200]
