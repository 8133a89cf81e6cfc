"""Hand what is due to GOV.UK Notify: each message once, whatever becomes of the connection or of this worker."""

import asyncio
import logging
import random
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from post import troubles
from post.leases import take_for_notify
from post.models import Message, MessageChannel, MessageState, Via
from post.notify import SECONDS, Answer, Notify, Outcome
from post.notify_fields import KINDS, fields_of
from post.outbox import new_reference

_log = logging.getLogger("wardmote.post")
_AT_ONCE = 8
_REMOVED = "handed over; removed"
_GIVE_UP_AFTER = timedelta(days=1)  # longer than Notify was ever away; an officer can send it again after that
_REMEMBERED = timedelta(days=6)  # Notify forgets after seven
_SETTLES = timedelta(minutes=2)  # what it took just before the connection broke is listed by then
# How long messages of the same channel wait as well, so that thousands do not run into the same wall.
_HOLDS = {
    Answer.BUSY: timedelta(minutes=1),
    Answer.FULL: timedelta(hours=1),
    Answer.KEY: timedelta(minutes=10),
    Answer.SETUP: timedelta(minutes=10),
}
_FINAL = (Answer.REFUSED, Answer.SETUP, Answer.UNSET, Answer.FORGOTTEN)
_RETRIED = (Answer.UNREACHABLE, Answer.UNCLEAR)
_UNDER_WAY = (MessageState.WAITING, MessageState.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What a council's service at Notify is to us. `templates`: by channel and purpose; "" is for every purpose."""

    key: str
    url: str
    address: str
    channels: Collection[MessageChannel]
    templates: Mapping[MessageChannel, Mapping[str, str]]
    seconds: float = SECONDS  # for one request

    def template(self, message: Message) -> str:
        known = self.templates.get(message.channel, {})
        return known.get(message.purpose) or known.get("", "")


async def hand_over(service: Service, now: datetime, *, most: int = 40) -> int:
    """Hand over up to `most` messages, and return how many Notify took.

    Forty a second stay below its 3,000 a minute. The first goes alone: what is wrong with the set-up is then found out
    with one message, not with eight.
    """
    due = await _due(service.channels, now, most)
    if not due:
        return 0
    began, taken, start, many = time.monotonic(), 0, 0, 1
    async with Notify(service.key, service.url, service.seconds) as notify:
        while start < len(due):
            at = now + timedelta(seconds=time.monotonic() - began)
            outcomes = await _hand_over_some(due[start : start + many], service, notify, at)
            taken += sum(one.answer is Answer.TAKEN for one in outcomes)
            if any(one.answer in _HOLDS or one.answer in _RETRIED for one in outcomes):
                break
            start, many = start + many, _AT_ONCE
    return taken


async def _due(channels: Collection[MessageChannel], now: datetime, most: int) -> list[Message]:
    """Emails and texts first: somebody waits for a code while thousands of invitations go out."""
    quick = [channel for channel in channels if channel is not MessageChannel.LETTER]
    ready = Message.filter(state__in=_UNDER_WAY, due_at__lte=now).order_by("id")
    found = await ready.filter(channel__in=quick).limit(most) if quick else []
    if len(found) < most and MessageChannel.LETTER in channels:
        found += await ready.filter(channel=MessageChannel.LETTER, via=Via.NOTIFY).limit(most - len(found))
    return found


async def _hand_over_some(
    messages: Sequence[Message], service: Service, notify: Notify, now: datetime
) -> Sequence[Outcome]:
    """Requests run side by side, what they came to is written down one after the other."""
    ours = [message for message in messages if await take_for_notify(message, new_reference(), now)]
    outcomes = await asyncio.gather(*(_hand_over_one(message, service, notify, now) for message in ours))
    for message, outcome in zip(ours, outcomes, strict=True):
        await _note(message, outcome, now)
    for message, outcome in zip(ours, outcomes, strict=True):
        await _hold(message, outcome, now)
    return outcomes


async def _hand_over_one(message: Message, service: Service, notify: Notify, now: datetime) -> Outcome:
    template = service.template(message)
    if not service.key or not template:
        message.unsure = False
        return Outcome(Answer.UNSET)
    if message.unsure:
        if now - (message.troubled_since or message.due_at) > _REMEMBERED:
            return Outcome(Answer.FORGOTTEN)
        found = await notify.find(message.reference or "", now)
        if found.answer is not Answer.NOT_THERE:
            return found
        message.unsure = False
    outcome = await notify.send(KINDS[message.channel], fields_of(message, template, service.address), now)
    message.unsure = outcome.answer is Answer.UNCLEAR
    return outcome


async def _note(message: Message, outcome: Outcome, now: datetime) -> None:
    """Only as long as it is still our turn."""
    turn = Message.filter(id=message.id, tries=message.tries + 1)
    if outcome.answer is Answer.TAKEN:
        keeps = {} if message.channel is MessageChannel.EMAIL else {"recipient": "", "body": _REMOVED, "link": ""}
        await turn.update(
            state=MessageState.SENT, sent_at=now, notify_id=outcome.notify_id, unsure=False, trouble="",
            troubled_since=None, **keeps,
        )  # fmt: skip
        return
    since = _since(message, outcome, now)
    failed = outcome.answer in _FINAL or (outcome.answer in _RETRIED and now - since >= _GIVE_UP_AFTER)
    await turn.filter(state=MessageState.SENDING).update(
        state=MessageState.FAILED if failed else MessageState.WAITING,
        due_at=now + _wait(message, outcome),
        unsure=message.unsure,
        trouble=troubles.written(outcome),
        troubled_since=since,
    )
    _log.warning("message %s not handed over (%s), try %s", message.id, outcome.answer, message.tries + 1)


def _since(message: Message, outcome: Outcome, now: datetime) -> datetime:
    """A day without connection counts from when that began, not from a wrong key the week before."""
    before = message.trouble.partition(":")[0]
    goes_on = before == outcome.answer or (before in _RETRIED and outcome.answer in _RETRIED)
    still_unsure = message.unsure and outcome.answer is not Answer.UNCLEAR
    return message.troubled_since if message.troubled_since and (goes_on or still_unsure) else now


def _wait(message: Message, outcome: Outcome) -> timedelta:
    if outcome.answer in _HOLDS:
        return _HOLDS[outcome.answer] * random.uniform(1.0, 1.1)
    wait = timedelta(seconds=min(3600, 15 * 2 ** min(message.tries + 1, 12)) * random.uniform(0.8, 1.2))
    return max(wait, _SETTLES) if message.unsure else wait


async def _hold(message: Message, outcome: Outcome, now: datetime) -> None:
    """A wall that the next message would run into too. Only one letter in ten minutes finds out about a wrong template,
    and letters with another purpose go on; with an email or a text it may well be the number, so the others go on."""
    hold = _HOLDS.get(outcome.answer)
    of_template = outcome.answer is Answer.SETUP
    if hold is None or (of_template and message.channel is not MessageChannel.LETTER):
        return
    alike = Message.filter(state=MessageState.WAITING, channel=message.channel, via=message.via)
    if of_template:
        alike = alike.filter(purpose=message.purpose)
    await alike.filter(due_at__lt=now + hold).update(due_at=now + hold)
