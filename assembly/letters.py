"""How a letter of an assembly to one person goes: printed in the office, or through Notify, as the site is set up."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from tortoise.queryset import QuerySet

from post import outbox
from post.models import Message, MessageChannel, MessageState, Via

REGISTRATION, MEMBER = "assembly-registration", "assembly-member"
"""What a letter is for: a template of its own can be set for each."""


async def post(
    assembly_id: int, lines: Sequence[str], letter: tuple[str, str], now: datetime, *, purpose: str, via: Via
) -> None:
    """Inside the caller's transaction. `letter`: subject and text; `via`: as the setting LETTERS says."""
    reference = f"{_mark(assembly_id)}{secrets.token_hex(12)}"
    await outbox.enqueue_letter(lines, *letter, now=now, via=via, purpose=purpose, reference=reference)


def all_to_print() -> QuerySet[Message]:
    """Letters of every assembly that people have to print: to who registered, and to members."""
    return Message.filter(
        channel=MessageChannel.LETTER, via=Via.PRINT, state=MessageState.WAITING, purpose__in=[REGISTRATION, MEMBER]
    )


def to_print(assembly_id: int) -> QuerySet[Message]:
    """Those of one assembly."""
    return all_to_print().filter(reference__startswith=_mark(assembly_id))


def assembly_of(reference: str) -> int | None:
    """Which assembly a letter with this reference is of."""
    number = reference.removeprefix(_BEGINS).partition("-")[0]
    return int(number) if reference.startswith(_BEGINS) and number.isdigit() else None


_BEGINS = "assembly-"


def _mark(assembly_id: int) -> str:
    return f"{_BEGINS}{assembly_id}-"
