"""Letters to people without an email address, registered or drawn: printed and posted, and then gone from here."""

from collections.abc import Collection
from datetime import datetime

from assembly import letters
from assembly.models import Assembly
from database import transaction
from ledger import journal
from post.models import Message, MessageState
from residents.people import Person

MOST_AT_ONCE = 100
_REMOVED = "posted; removed"


async def waiting(assembly: Assembly) -> int:
    return await letters.to_print(assembly.id).count()


async def to_print(by: Person, assembly: Assembly, now: datetime) -> list[Message]:
    """Those that waited longest. They hold names, addresses and codes: the look is journalled. Raises NotAllowed."""
    by.demand("registrations.see-names")
    async with transaction():
        found: list[Message] = await letters.to_print(assembly.id).order_by("id").limit(MOST_AT_ONCE)
        thing = f"assembly:{assembly.id}"
        await journal.record(by.actor, "assembly.letters-printed", thing, at=now, many=len(found))
    return found


async def mark_posted(by: Person, assembly: Assembly, ids: Collection[int], now: datetime) -> int:
    """Their addresses and texts are blanked; returns how many. Raises NotAllowed."""
    by.demand("registrations.see-names")
    async with transaction():
        posted: int = (
            await letters.to_print(assembly.id)
            .filter(id__in=sorted(set(ids))[:MOST_AT_ONCE])
            .update(state=MessageState.SENT, sent_at=now, recipient="", body=_REMOVED)
        )
        thing = f"assembly:{assembly.id}"
        await journal.record(by.actor, "assembly.letters-posted", thing, at=now, many=posted)
    return posted
