"""How a letter ends before its code is used, and how its address leaves the database."""

from collections.abc import Collection
from datetime import datetime

from database import execute
from post.models import Message, MessageState
from residents.models import Claim, CodeLetter, CodeLetterState

UNDER_WAY = (CodeLetterState.QUEUED, CodeLetterState.POSTED)
POSTED_WORDS = "posted; removed"
CANCELLED_WORDS = "not posted; removed"


async def lock(claim_id: int) -> None:
    """Nobody posts or ends a letter of this claim before the transaction ends. The claim itself is locked before."""
    await execute("UPDATE code_letter SET state = state WHERE claim_id = ?", claim_id)


async def under_way(claim_id: int) -> list[CodeLetter]:
    """Letters whose code can still be typed, the first first."""
    return await CodeLetter.filter(claim_id=claim_id, state__in=UNDER_WAY).order_by("id")


async def end(letters: Collection[CodeLetter], state: CodeLetterState, now: datetime) -> None:
    """Inside the caller's transaction. An address that is still here is gone with it."""
    ids = [letter.id for letter in letters]
    if not ids:
        return
    await CodeLetter.filter(id__in=ids).update(state=state, ended_at=now)
    never_left = [letter.message_id for letter in letters if letter.state is CodeLetterState.QUEUED]
    await blank([one for one in never_left if one is not None], CANCELLED_WORDS, now)


async def blank(message_ids: Collection[int], words: str, now: datetime) -> None:
    """The text with its code, and the address, are overwritten; that there was a letter stays."""
    await Message.filter(id__in=list(message_ids)).update(
        state=MessageState.SENT, sent_at=now, recipient="", body=words
    )


async def cancel_waiting(claim: Claim, now: datetime) -> int:
    """No code of this claim works any more: it was withdrawn, or made anew for another place."""
    await lock(claim.id)
    letters = await under_way(claim.id)
    await end(letters, CodeLetterState.CANCELLED, now)
    return len(letters)
