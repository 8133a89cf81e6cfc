"""What officers do with letters: print them, say that they were posted, cancel one, note that one came back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from database import as_time, execute, row, rows, transaction
from ledger import journal
from post.outbox import enqueue
from residents.belonging import claims
from residents.belonging.codes import normalised
from residents.code_letters import writing
from residents.code_letters.ending import POSTED_WORDS, blank, end, lock
from residents.code_letters.fallback import fall_back
from residents.code_letters.refusals import CodeLetterRefused
from residents.flags import raise_flag
from residents.models import Account, Claim, CodeLetter, CodeLetterState, Franchise
from residents.people import Person
from web.language import _
from web.refusals import NotFound

LASTS = timedelta(days=21)
MOST_AT_ONCE = 100
S = CodeLetterState


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter in the pile: no name, no address."""

    id: int
    reference: str
    asked_at: datetime | None
    vote: str
    confirm_by: datetime | None
    ward: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter as it goes through the printer."""

    id: int
    reference: str
    lines: list[str]
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Posted:
    """`take_out`: references of letters that must not be posted after all."""

    many: int
    take_out: list[str]


async def waiting() -> list[Waiting]:
    """Letters to be printed and posted, those that waited longest first; one more than fit into a batch. One query."""
    found = await rows(
        """SELECT l.id, l.reference, l.asked_at, f.name AS vote, f.confirm_by, w.name AS ward
           FROM code_letter l JOIN franchise f ON f.id = l.franchise_id
           JOIN claim c ON c.id = l.claim_id LEFT JOIN ward w ON w.code = c.ward_id
           WHERE l.state = 'queued' ORDER BY l.id LIMIT ?""",
        MOST_AT_ONCE + 1,
    )
    return [
        Waiting(one.id, one.reference, as_time(one.asked_at), one.vote, as_time(one.confirm_by), one.ward or "")
        for one in found
    ]


async def numbers() -> dict[str, int]:
    """How many letters there are in each state."""
    found = await rows("SELECT state, COUNT(*) AS many FROM code_letter GROUP BY state")
    return {str(one.state): int(one.many) for one in found}


async def to_print(by: Person, letter_ids: Collection[int]) -> list[Printed]:
    """Those of them that still wait, in the order in which they were asked for: one query."""
    by.demand("letters.manage")
    chosen = sorted(set(letter_ids))[:MOST_AT_ONCE]
    found = await CodeLetter.filter(id__in=chosen, state=S.QUEUED).select_related("message").order_by("id")
    return [
        Printed(
            one.id, one.reference, one.message.recipient.split("\n"), str(one.message.subject), str(one.message.body)
        )
        for one in found
        if one.message is not None
    ]


async def mark_posted(by: Person, letter_ids: Collection[int], now: datetime) -> Posted:
    """These letters are on their way: from now on their codes run, and their addresses are gone from here.

    Raises NotAllowed, and CodeLetterRefused where none of them waits.
    """
    by.demand("letters.manage")
    chosen = sorted(set(letter_ids))[:MOST_AT_ONCE]
    async with transaction():
        marks = ", ".join("?" for _one in chosen) or "NULL"
        await execute(f"UPDATE code_letter SET state = state WHERE id IN ({marks})", *chosen)
        known = await CodeLetter.filter(id__in=chosen).order_by("id")
        going = [letter for letter in known if letter.state is S.QUEUED]
        if not going:
            raise CodeLetterRefused(_("None of these letters waits to be posted any more."))
        await CodeLetter.filter(id__in=[letter.id for letter in going]).update(
            state=S.POSTED, posted_at=now, expires_at=now + LASTS
        )
        await blank([letter.message_id for letter in going if letter.message_id is not None], POSTED_WORDS, now)
        references = [letter.reference for letter in going]
        await journal.record(by.actor, "letters.posted", "letters", at=now, many=len(going), references=references)
    return Posted(len(going), [letter.reference for letter in known if letter.state in (S.CANCELLED, S.FAILED)])


async def cancel(by: Person, letter_id: int, because: str, now: datetime) -> CodeLetter:
    """Take a letter that cannot be posted out of the pile, and tell the person. Raises NotAllowed, NotFound and
    CodeLetterRefused."""
    by.demand("letters.manage")
    because = " ".join(because.split())
    if not because:
        raise CodeLetterRefused(_("Write why, in a sentence. The person will read it."), "because")
    async with transaction():
        letter, claim = await _locked(id=letter_id)
        if letter.state is not S.QUEUED:
            raise CodeLetterRefused(_("This letter does not wait to be posted any more, so it cannot be cancelled."))
        await end([letter], S.CANCELLED, now)
        await fall_back(claim, by.actor, now)
        await _tell(claim, writing.not_posted(because[:300]), now)
        await journal.record(by.actor, "letter.cancelled", f"letter:{letter.reference}", at=now)
    return letter


async def came_back(by: Person, reference: str, now: datetime) -> CodeLetter:
    """The post brought this letter back. Where its code was used all the same, somebody has to look into it.

    Raises NotAllowed and CodeLetterRefused.
    """
    by.demand("letters.manage")
    async with transaction():
        letter, claim = await _locked(reference=normalised(reference))
        if letter.state not in (S.POSTED, S.EXPIRED, S.FAILED, S.REDEEMED, S.CANCELLED) or (
            letter.posted_at is None and letter.state is not S.REDEEMED
        ):
            raise CodeLetterRefused(_came_back_before(letter), "reference")
        used = letter.state is S.REDEEMED
        await CodeLetter.filter(id=letter.id).update(state=S.RETURNED, ended_at=now)
        if used:
            franchise = await Franchise.get(id=letter.franchise_id)
            await raise_flag(
                franchise, "returned_letter_redeemed", f"letter:{letter.reference}", [claim.id], {"letters": 1}, now
            )
        elif await fall_back(claim, by.actor, now):
            await _tell(claim, writing.came_back(), now)
        await journal.record(by.actor, "letter.returned", f"letter:{letter.reference}", at=now, used=used)
    letter.state = S.RETURNED
    return letter


def _came_back_before(letter: CodeLetter) -> str:
    if letter.state is S.RETURNED:
        return _("It is noted already that this letter came back.")
    return _("This letter was never posted, as far as we know. Mark it as posted first.")


async def _locked(**which: Any) -> tuple[CodeLetter, Claim]:
    """The letter and its claim, in the one order in which everybody locks them: the claim first."""
    column, wanted = next(iter(which.items()))
    found = await row(f"SELECT claim_id FROM code_letter WHERE {column} = ?", wanted)
    if found is None:
        if column == "id":
            raise NotFound(_("This letter is not there."))
        raise CodeLetterRefused(_("We know no letter with this reference. It is printed above the address."), column)
    claim = await claims.lock(found.claim_id)
    await lock(claim.id)
    return await CodeLetter.get(**which), claim


async def _tell(claim: Claim, words: tuple[str, str], now: datetime) -> None:
    account = await Account.get(id=claim.account_id)
    await enqueue(account.email, *words, now=now)


async def expire_letters(now: datetime) -> int:
    """Codes that ran out, each in a transaction of its own; returns how many."""
    due = await rows(
        "SELECT id FROM code_letter WHERE state = 'posted' AND expires_at <= ? ORDER BY id LIMIT 500",
        now,
    )
    ended = 0
    for one in due:
        ended += await _expire(int(one.id), now)
    return ended


async def _expire(letter_id: int, now: datetime) -> int:
    async with transaction():
        letter, claim = await _locked(id=letter_id)
        if letter.state is not S.POSTED:
            return 0
        await end([letter], S.EXPIRED, now)
        if await fall_back(claim, claims.THE_SITE, now):
            await _tell(claim, writing.ran_out(), now)
    return 1
