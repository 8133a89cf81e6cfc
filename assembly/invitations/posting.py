"""Invitations on their way out: printed, listed for a mail room, handed to Notify, and those that came back."""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from assembly.invitations.batches import PERMISSION, begun, demand_printable, lock
from assembly.invitations.codes import code_for, reference_of
from assembly.invitations.refusals import InvitationsRefused
from assembly.models import Assembly, Invitation, InvitationBatch, InvitationKind, InvitationState
from database import execute, rows, transaction
from ledger import journal
from post.models import Via
from post.outbox import Letter, enqueue_letters
from residents.people import Person
from residents.places.postcodes import display
from web.language import _

AT_ONCE = 500  # letters in one PDF
PURPOSE = "assembly-invitation"
MOST_REFERENCES = 200
_REFERENCE = re.compile(r"([A-Z]\d{1,9})-?0*(\d{1,9})")
S = InvitationState


@dataclass(frozen=True, slots=True)
class Slip:
    """One invitation as it goes through a printer. `lines` end with the postcode; a golden ticket has none."""

    reference: str
    lines: list[str]
    postcode: str
    code: str


async def printable(
    by: Person, assembly_id: int, batch_id: int, first: int, many: int, way: str, now: datetime
) -> tuple[InvitationBatch, list[Slip]]:
    """The invitations from the `first` one (counted from 1), with addresses and codes. It is journalled.

    `way`: "letters", "cards" or "csv". Raises NotAllowed, NotFound, InvitationsRefused, KeyGone.
    """
    by.demand(PERMISSION)
    async with transaction():
        batch = await lock(assembly_id, batch_id)
        demand_printable(batch)
        if batch.kind is InvitationKind.ADDRESSES and batch.sent_at is not None:
            raise InvitationsRefused(_("These letters were sent, and their addresses are deleted."))
        found = await Invitation.filter(batch_id=batch.id).order_by("serial").offset(max(first, 1) - 1).limit(many)
        if batch.kind is InvitationKind.ADDRESSES and not all(one.address for one in found):
            raise InvitationsRefused(_addresses_gone())
        slips = [_slip(batch, one) for one in found]
        if slips:
            await journal.record(
                by.actor, "assembly.invitations-printed", f"assembly:{assembly_id}", at=now, batch=batch.name, way=way,
                references=f"{slips[0].reference} to {slips[-1].reference}",
            )  # fmt: skip
    return batch, slips


def _slip(batch: InvitationBatch, one: Invitation) -> Slip:
    postcode = display(one.postcode) if one.postcode else ""
    lines = [_("The residents"), *one.address.split("\n"), postcode] if one.address else []
    assert isinstance(batch.assembly, Assembly)
    code = code_for(batch.assembly, batch.name, one.serial)
    return Slip(reference_of(batch.name, one.serial), lines, postcode, code)


async def mark_sent(by: Person, assembly_id: int, batch_id: int, way: str, now: datetime) -> int:
    """The letters are posted, or the tickets handed over; `way` is "print" or "csv". Addresses go; ward, tenth and the
    mark of the home stay. Returns how many. Raises NotAllowed, NotFound, AssemblyRefused, InvitationsRefused.
    """
    async with transaction():
        await begun(by, assembly_id, now)
        batch = await lock(assembly_id, batch_id)
        _demand_unsent(batch)
        many = await _sent(batch, "csv" if way == "csv" else "print", now)
        await journal.record(
            by.actor, "assembly.invitations-sent", f"assembly:{assembly_id}", at=now, batch=batch.name, way=way,
            size=many,
        )  # fmt: skip
    return many


async def hand_to_notify(
    by: Person, assembly_id: int, batch_id: int, words: Callable[[Slip], tuple[str, str]], link: str, now: datetime
) -> int:
    """Put every letter of the batch into the outbox, which hands it to GOV.UK Notify. Returns how many.

    `words` makes subject and text of one letter; `link` is what its square opens, to which the code is added.
    Raises NotAllowed, NotFound, AssemblyRefused, InvitationsRefused, KeyGone.
    """
    async with transaction():
        await begun(by, assembly_id, now)
        batch = await lock(assembly_id, batch_id)
        _demand_unsent(batch)
        if batch.kind is not InvitationKind.ADDRESSES:
            raise InvitationsRefused(_("Notify needs addresses, and this batch has none."))
        found = await Invitation.filter(batch_id=batch.id).order_by("serial")
        if not all(one.address for one in found):
            raise InvitationsRefused(_addresses_gone())
        references = await _enqueue(batch, found, words, link, now)
        many = await _sent(batch, "notify", now)
        await _join_messages(batch, references)
        await journal.record(
            by.actor, "assembly.invitations-sent", f"assembly:{assembly_id}", at=now, batch=batch.name, way="notify",
            size=many,
        )  # fmt: skip
    return many


async def _enqueue(
    batch: InvitationBatch,
    found: Sequence[Invitation],
    words: Callable[[Slip], tuple[str, str]],
    link: str,
    now: datetime,
) -> str:
    """Into the outbox, all at once; returns what their references begin with."""
    prefix = secrets.token_hex(10)
    letters = []
    for one in found:
        slip = _slip(batch, one)
        subject, body = words(slip)
        letters.append(
            Letter(
                lines=slip.lines, subject=subject, body=body, purpose=PURPOSE, reference=f"{prefix}{one.serial:08}",
                link=f"{link}{slip.code.replace('-', '')}",
            )
        )  # fmt: skip
    await enqueue_letters(letters, via=Via.NOTIFY, now=now)
    return prefix


async def _join_messages(batch: InvitationBatch, prefix: str) -> None:
    found = await rows("SELECT id, reference FROM message WHERE reference LIKE ?", f"{prefix}%")
    by_serial = {int(one.reference[len(prefix) :]): int(one.id) for one in found}
    made = await Invitation.filter(batch_id=batch.id)
    for one in made:
        one.message_id = by_serial.get(one.serial)
    await Invitation.bulk_update(made, ["message_id"], batch_size=AT_ONCE)


async def _sent(batch: InvitationBatch, way: str, now: datetime) -> int:
    many = await Invitation.filter(batch_id=batch.id, state=S.DRAWN).update(state=S.SENT, address="")
    await InvitationBatch.filter(id=batch.id).update(sent_at=now, sent_by_post=way)
    return many


def _demand_unsent(batch: InvitationBatch) -> None:
    demand_printable(batch)
    if batch.sent_at is not None:
        raise InvitationsRefused(_("This batch is marked as sent already."))


def _addresses_gone() -> str:
    return _("The addresses of this batch are deleted, because it was drawn too long ago. Void it, and draw a new one.")


@dataclass(frozen=True, slots=True)
class Returned:
    """`used`: references of letters that came back although somebody registered with their code."""

    many: int
    used: list[str]


async def note_returns(by: Person, assembly_id: int, typed: str, came_back: bool, now: datetime) -> Returned:
    """The post brought these letters back: their codes stop working. Or, not `came_back`: that was a mistake.

    Raises NotAllowed, and InvitationsRefused, upon which nothing is noted.
    """
    by.demand(PERMISSION)
    wanted = _references(typed)
    before, after = ((S.DRAWN, S.SENT), S.RETURNED) if came_back else ((S.RETURNED,), S.SENT)
    async with transaction():
        await execute("UPDATE invitation_batch SET size = size WHERE assembly_id = ?", assembly_id)
        found = await Invitation.filter(
            batch__assembly_id=assembly_id, batch__name__in={name for name, _serial in wanted},
            serial__in={serial for _name, serial in wanted},
        ).select_related("batch")  # fmt: skip
        there = {(str(one.batch.name), int(one.serial)): one for one in found}
        _demand_all(wanted, there, before)
        chosen = [there[one] for one in wanted]
        await Invitation.filter(id__in=[one.id for one in chosen]).update(state=after)
        act = "assembly.letters-returned" if came_back else "assembly.letters-not-returned"
        references = [reference_of(name, serial) for name, serial in wanted]
        await journal.record(by.actor, act, f"assembly:{assembly_id}", at=now, references=references)
    used = [reference_of(one.batch.name, one.serial) for one in chosen if one.first_used_at is not None]
    return Returned(len(chosen), used if came_back else [])


def _references(typed: str) -> list[tuple[str, int]]:
    words = typed.upper().replace(",", " ").replace(";", " ").split()
    if not words:
        raise InvitationsRefused(_("Write the reference that is printed above the address."), "references")
    if len(words) > MOST_REFERENCES:
        sentence = _("Write at most %(most)s references at once.")
        raise InvitationsRefused(sentence % {"most": MOST_REFERENCES}, "references")
    read = {word: _REFERENCE.fullmatch(word) for word in words}
    wrong = [word[:20] for word, found in read.items() if found is None]
    if wrong:
        sentence = _("These are no references: %(which)s. A reference looks like A1-00042.")
        raise InvitationsRefused(sentence % {"which": ", ".join(wrong[:10])}, "references")
    return [(found[1], int(found[2])) for found in read.values() if found is not None]


def _demand_all(
    wanted: Sequence[tuple[str, int]], there: dict[tuple[str, int], Invitation], states: Sequence[InvitationState]
) -> None:
    unknown = [reference_of(*one) for one in wanted if one not in there]
    if unknown:
        sentence = _("We know no letter with these references: %(which)s.")
        raise InvitationsRefused(sentence % {"which": ", ".join(unknown[:10])}, "references")
    wrong = [reference_of(*one) for one in wanted if there[one].state not in states]
    if wrong:
        sentence = _("Nothing can be changed for these: %(which)s. They are void, or it is noted already.")
        raise InvitationsRefused(sentence % {"which": ", ".join(wrong[:10])}, "references")
