"""Messages wait here until the worker sends them. They are written in the transaction of what they tell about."""

from datetime import UTC, datetime

from post.models import Message


async def enqueue(recipient: str | None, subject: str, body: str, *, now: datetime | None = None) -> Message | None:
    """Queue one plain-text email. Nothing happens for somebody without an address."""
    if not recipient:
        return None
    at = now or datetime.now(UTC)
    one_line = " ".join(subject.split())[:200]
    return await Message.create(recipient=recipient, subject=one_line, body=body, queued_at=at, due_at=at)
