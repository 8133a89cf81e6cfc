"""Take what is due out of the outbox and hand it to the mail server."""

import logging
import random
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from post.leases import take
from post.models import Message, MessageChannel, MessageState

_log = logging.getLogger("wardmote.post")
_MOST_TRIES = 8
_SHOWN = "print"  # the scheme of a site that only shows what it would send: texts as well as emails


async def send_due(mail_url: str, sender: str, address: str, now: datetime, *, most: int = 20) -> int:
    """Send up to `most` emails, and show texts where emails are only shown; returns how many went. A message is claimed
    first, so that two workers never both send it; one that died with its worker becomes due when its lease ends."""
    sent = 0
    channels = [MessageChannel.EMAIL, *([MessageChannel.TEXT] if only_shows(mail_url) else [])]
    for message in (
        await Message.filter(
            channel__in=channels, state__in=[MessageState.WAITING, MessageState.SENDING], due_at__lte=now
        )
        .order_by("id")
        .limit(most)
    ):
        if await take(message, now):
            message.body = with_address(message.body, address)
            sent += await _try(message, mail_url, sender, now)
    return sent


def with_address(body: str, address: str) -> str:
    """Letters say {site} where the site's address goes: it is a setting, never taken from a request."""
    return body.replace("{site}", address)


def only_shows(mail_url: str) -> bool:
    return urlsplit(mail_url).scheme == _SHOWN


async def _try(message: Message, mail_url: str, sender: str, now: datetime) -> int:
    try:
        await deliver(message, mail_url, sender)
    except (aiosmtplib.SMTPException, OSError, ValueError) as trouble:
        tries = message.tries + 1
        in_a_row = (tries - 1) % _MOST_TRIES + 1  # an officer who sends it again begins anew
        last = in_a_row == _MOST_TRIES
        wait = timedelta(seconds=min(3600, 15 * 2**in_a_row) * random.uniform(0.8, 1.2))
        await Message.filter(id=message.id).update(
            state=MessageState.FAILED if last else MessageState.WAITING,
            due_at=now + wait,
            trouble=type(trouble).__name__,
            troubled_since=message.troubled_since or now,
        )
        _log.warning("message %s not sent (%s), try %s", message.id, type(trouble).__name__, tries)
        return 0
    await Message.filter(id=message.id).update(state=MessageState.SENT, sent_at=now, trouble="", troubled_since=None)
    return 1


async def deliver(message: Message, mail_url: str, sender: str) -> None:
    parts = urlsplit(mail_url)
    if parts.scheme == _SHOWN:
        print(f"\n--- {message.channel} to {message.recipient}: {message.subject}\n{message.body}\n---", flush=True)
        return
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, message.recipient, message.subject
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.body)
    await aiosmtplib.send(
        letter,
        hostname=parts.hostname,
        port=parts.port,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=parts.scheme == "smtps",
        timeout=20,
    )
