"""What every step of a batch shares: the batch locked, the state it must be in, who may not do it."""

from collections.abc import Collection
from typing import Any

from ballot_box.models import BatchState, PaperBatch
from ballot_box.paper import serials
from ballot_box.paper.refusals import PaperRefused
from database import execute
from ledger import journal
from residents.models import Account
from residents.people import Person
from residents.sign_in.addresses import same_mailbox
from web.language import _
from web.refusals import NotFound

S = BatchState


def in_words(state: BatchState) -> str:
    """How a batch stands, for officers."""
    return {
        S.REGISTERED: _("Registered"),
        S.OUT: _("Out"),
        S.RETURNED: _("Back"),
        S.KEYED_ONCE: _("Keyed once"),
        S.KEYED_TWICE: _("Keyed twice"),
        S.DIFFERS: _("Differences to rule on"),
        S.AGREED: _("Agreed"),
        S.SIGNED_OFF: _("Signed off"),
        S.COUNTED: _("In the box"),
        S.VOID: _("Void"),
    }[state]


def serial_of(batch: str, number: int) -> str:
    """As printed: HAN-01-0007."""
    return serials.shown(batch, number)


async def lock(batch_id: int, *states: BatchState) -> PaperBatch:
    """The same, and nobody else changes the batch before this transaction ends."""
    await execute("UPDATE paper_batch SET version = version + 1 WHERE id = ?", batch_id)
    return await look(batch_id, *states)


async def look(batch_id: int, *states: BatchState) -> PaperBatch:
    """The batch as it stands, with its election and venue.

    Raises NotFound, and PaperRefused unless it is in one of `states`: a step taken already, or out of order.
    """
    batch = await PaperBatch.get_or_none(id=batch_id).select_related("election", "venue")
    if batch is None:
        raise NotFound(_("There is no such batch of papers."))
    if states and batch.state not in states:
        raise PaperRefused(
            _("This cannot be done with the batch as it stands now: “%(state)s”. Look at its page for the next step.")
            % {"state": in_words(batch.state)}
        )
    return batch


async def note(by: Person, batch: PaperBatch, act: str, now: Any, **detail: object) -> None:
    """Into the journal: no serial of a voter's ballot and no name ever goes there."""
    await journal.record(by.actor, f"paper.{act}", f"paper_batch:{batch.id}", at=now, batch=batch.name, **detail)


async def is_one_of(by: Person, account_ids: Collection[int | None]) -> bool:
    """Whether this person is one of those, under whichever account."""
    ids = {one for one in account_ids if one is not None}
    if by.account_id in ids:
        return True
    others = await Account.filter(id__in=ids).values_list("email", flat=True) if ids and by.email else []
    return any(same_mailbox(str(email or ""), by.email) for email in others)


def two_names(first: str, second: str, field: str) -> list[str]:
    """Two different names, as they sign on the sheet. Raises PaperRefused."""
    names = [" ".join(name.split())[:80] for name in (first, second)]
    if not all(names):
        missing = field + ("_1" if not names[0] else "_2")
        raise PaperRefused(_("Two people sign for each batch. Write both names."), missing)
    if names[0].casefold() == names[1].casefold():
        raise PaperRefused(_("These are the same name twice. A second person has to sign."), field + "_2")
    return names


def sentence(text: str) -> str:
    return " ".join(text.split())[:1000]
