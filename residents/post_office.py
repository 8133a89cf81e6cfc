"""What administrators do about messages that did not go out. `post` below knows neither officers nor the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from database import transaction
from ledger import journal
from post import addresses, failed
from post.failed import MOST_SHOWN, Group
from post.models import Message, MessageChannel
from residents.people import Person
from web.language import _
from web.refusals import NotFound, Refused

PERMISSION = "post.manage"


class PostRefused(Refused):
    """This cannot be done with the message."""


@dataclass(frozen=True, slots=True)
class Overview:
    groups: Sequence[Group]
    messages: Sequence[Message]
    more: bool
    under_way: dict[MessageChannel, int]


async def overview(by: Person, now: datetime) -> Overview:
    """Three queries, however many there are."""
    by.demand(PERMISSION)
    found = await failed.oldest()
    return Overview(await failed.groups(now), found[:MOST_SHOWN], len(found) > MOST_SHOWN, await failed.under_way())


async def find(by: Person, message_id: int) -> Message:
    """Raises NotFound for one that is under way again, or given up."""
    by.demand(PERMISSION)
    message = await failed.find(message_id)
    if message is None:
        raise NotFound(_("This message does not wait for anybody any more."))
    return message


def can_be_mended(message: Message) -> bool:
    """The address of a letter. Whose an email or a telephone is, and which code goes there, is not ours to change."""
    return message.channel is MessageChannel.LETTER


async def send_again(by: Person, message_id: int, address: str, now: datetime) -> None:
    """`address`: the lines of a letter as they shall be, or nothing. Raises NotAllowed, NotFound and PostRefused."""
    async with transaction():
        message = await find(by, message_id)
        lines = addresses.tidy(address.split("\n"))
        if lines and not can_be_mended(message):
            raise PostRefused(_("Only the address of a letter can be changed."))
        if can_be_mended(message) and (wrong := addresses.fault(lines or message.recipient.split("\n"))):
            raise PostRefused(wrong, "address")
        mended = "\n".join(lines)
        if not await failed.send_again(message, now, recipient=mended):
            raise _too_late()
        changed = bool(mended) and mended != message.recipient
        await journal.record(by.actor, "message.sent-again", f"message:{message.id}", at=now, mended=changed)


async def send_alike_again(by: Person, message_id: int, now: datetime) -> int:
    """All with the same trouble as this one. Raises NotAllowed and NotFound."""
    async with transaction():
        message = await find(by, message_id)
        many = await failed.send_alike_again(message, now)
        await journal.record(
            by.actor, "messages.sent-again", "messages", at=now, many=many, channel=message.channel.value
        )
    return many


async def give_up(by: Person, message_id: int, now: datetime) -> None:
    """It is not sent, and whom it was for is gone. Raises NotAllowed, NotFound and PostRefused."""
    async with transaction():
        message = await find(by, message_id)
        if not await failed.give_up(message):
            raise _too_late()
        await journal.record(by.actor, "message.given-up", f"message:{message.id}", at=now, purpose=message.purpose)


def _too_late() -> PostRefused:
    return PostRefused(_("Somebody else has just sent this message again or given it up."))
