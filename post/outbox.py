"""Messages wait here until the worker sends them. They are written in the transaction of what they tell about."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from post.models import Message, MessageChannel, MessageState, Via

_AT_ONCE = 500
TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter on paper.

    lines: as on the envelope, 3 to 7 of them with the postcode last (`post.addresses.fault` says what is wrong).
    purpose: what it is for, such as "assembly-invitation"; a template of its own may be set for it.
    reference: says nothing about anybody, and is never used a second time, on this site or another: make it of chance.
    It finds the letter's row again, and lets Notify tell whether it has the letter. Left out, one is made.
    link: what the square on the letter opens, where the template has one; {site} stands for the site's address.
    """

    lines: Sequence[str]
    subject: str
    body: str
    purpose: str = ""
    reference: str = ""
    link: str = ""


async def enqueue(recipient: str | None, subject: str, body: str, *, now: datetime | None = None) -> Message | None:
    """Queue one plain-text email. Nothing happens for somebody without an address."""
    if not recipient:
        return None
    at = now or datetime.now(UTC)
    return await Message.create(recipient=recipient, subject=_one_line(subject), body=body, queued_at=at, due_at=at)


async def enqueue_text(number: str | None, body: str, *, now: datetime, purpose: str = "") -> Message | None:
    """Queue one text message. Nothing happens for somebody without a telephone."""
    if not number:
        return None
    return await Message.create(
        channel=MessageChannel.TEXT, recipient=number, subject="", body=body, purpose=purpose, queued_at=now, due_at=now
    )


async def enqueue_letter(
    lines: Sequence[str],
    subject: str,
    body: str,
    *,
    now: datetime,
    via: Via = Via.PRINT,
    purpose: str = "",
    reference: str = "",
    link: str = "",
) -> Message:
    """Queue one letter on paper. By default people print and post it, and the worker never does; `via` Notify, which
    a view knows from the setting LETTERS, the worker hands it over and then blanks address, text and link."""
    letter = Letter(lines=lines, subject=subject, body=body, purpose=purpose, reference=reference, link=link)
    message = _row(letter, via, now)
    await message.save()
    return message


async def enqueue_letters(letters: Sequence[Letter], *, via: Via, now: datetime) -> int:
    """Queue many letters at once, for thousands of invitations; find them again by their references."""
    await Message.bulk_create([_row(letter, via, now) for letter in letters], batch_size=_AT_ONCE)
    return len(letters)


async def mark_posted(references: Sequence[str], *, now: datetime) -> int:
    """People have printed and posted these letters: their addresses, words and links go. Returns how many they were;
    one that was taken back meanwhile is none of them."""
    return await _end(references, Via.PRINT, now, state=MessageState.SENT, sent_at=now, body="posted; removed")


async def take_back(references: Sequence[str], *, now: datetime) -> int:
    """These letters shall not go any more, whoever was to print them. Returns how many were still here: one that
    a worker holds in its hands just now goes, and one that Notify was silent about may be there already."""
    ended = {"state": MessageState.FAILED, "trouble": TAKEN_BACK, "body": "not posted; removed"}
    return sum([await _end(references, via, now, **ended) for via in Via])


async def _end(references: Sequence[str], via: Via, now: datetime, **ended: Any) -> int:
    many = 0
    for start in range(0, len(references), _AT_ONCE):
        which = Message.filter(
            channel=MessageChannel.LETTER, via=via, reference__in=references[start : start + _AT_ONCE]
        )
        waiting = which.filter(state__in=[MessageState.WAITING, MessageState.FAILED]).exclude(recipient="")
        many += await waiting.update(recipient="", link="", due_at=now, **ended)
    return many


def new_reference() -> str:
    return secrets.token_hex(12)


def _row(letter: Letter, via: Via, now: datetime) -> Message:
    return Message(
        channel=MessageChannel.LETTER,
        via=via,
        purpose=letter.purpose,
        reference=letter.reference or new_reference(),
        recipient="\n".join(letter.lines),
        subject=_one_line(letter.subject),
        body=letter.body,
        link=letter.link,
        queued_at=now,
        due_at=now,
    )


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:200]
