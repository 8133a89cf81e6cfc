"""Making a batch: its rows, each with the hash of its code, and the entry in the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assembly.invitations.batches import begun, end_of, new_name
from assembly.invitations.codes import code_for, hash_for
from assembly.invitations.refusals import InvitationsRefused
from assembly.models import Assembly, Invitation, InvitationBatch, InvitationKind
from database import transaction
from ledger import journal
from residents.people import Person
from web.language import _

MOST_TICKETS = 500
LONGEST_NAME = 120
_AT_ONCE = 1_000
_JOURNALLED = (
    "method", "seed", "list_hash", "listed", "drawn_from", "deprived", "deprived_percent", "deprived_tenths", "each",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is kept of one invitation. A letter to a postcode has no lines, a golden ticket nothing at all."""

    lines: Sequence[str] = ()
    postcode: str = ""
    ward: str = ""
    tenth: int | None = None
    mark: str = ""


async def make(
    by: Person,
    assembly: Assembly,
    kind: InvitationKind,
    drawn: Sequence[Drawn],
    terms: dict[str, object],
    last_day: date | None,
    now: datetime,
    organisation: str = "",
) -> InvitationBatch:
    """Inside the transaction that holds the assembly's lock. Raises InvitationsRefused, KeyGone."""
    assert by.account_id is not None, "only people make invitations"
    name = await new_name(assembly, kind)
    batch = await InvitationBatch.create(
        assembly=assembly, kind=kind, name=name, size=len(drawn), terms=terms, organisation=organisation,
        made_by_id=by.account_id, made_at=now, expires_at=end_of(last_day, assembly, now),
        confirmed_at=now if kind is InvitationKind.GOLDEN else None,
    )  # fmt: skip
    codes = await _codes(assembly, name, len(drawn))
    made = [
        Invitation(
            batch=batch, serial=serial, code_hash=hashed, address="\n".join(one.lines), postcode=one.postcode,
            ward_code=one.ward, tenth=one.tenth, household=one.mark,
        )
        for one, (serial, hashed) in zip(drawn, codes, strict=True)
    ]  # fmt: skip
    await Invitation.bulk_create(made, batch_size=_AT_ONCE)
    await journal.record(
        by.actor, "assembly.invitations-drawn" if terms else "assembly.tickets-made", f"assembly:{assembly.id}",
        at=now, batch=name, kind=kind.value, size=len(drawn),
        **{key: kept for key, kept in terms.items() if key in _JOURNALLED},
    )  # fmt: skip
    return batch


async def make_tickets(
    by: Person, assembly_id: int, organisation: str, size: int, last_day: date | None, now: datetime
) -> InvitationBatch:
    """Golden tickets for an organisation that knows people whom no list of addresses does.

    Raises NotAllowed, NotFound, AssemblyRefused, InvitationsRefused.
    """
    name = " ".join(organisation.split())
    if not name or len(name) > LONGEST_NAME:
        limit = {"limit": LONGEST_NAME}
        raise InvitationsRefused(_("Enter the organisation, in %(limit)s letters or fewer.") % limit, "organisation")
    if not 1 <= size <= MOST_TICKETS:
        raise InvitationsRefused(_("Choose a number from 1 to %(most)s.") % {"most": MOST_TICKETS}, "size")
    async with transaction():
        assembly = await begun(by, assembly_id, now)
        return await make(by, assembly, InvitationKind.GOLDEN, [Drawn()] * size, {}, last_day, now, name)


async def _codes(assembly: Assembly, name: str, many: int) -> list[tuple[int, str]]:
    """A serial and the hash of its code for each invitation. A serial whose code is taken already is left out."""
    taken = {
        str(hashed)
        for hashed in await Invitation.filter(batch__assembly_id=assembly.id).values_list("code_hash", flat=True)
    }
    found: list[tuple[int, str]] = []
    serial = 0
    while len(found) < many:
        serial += 1
        hashed = hash_for(assembly, code_for(assembly, name, serial))
        if hashed not in taken:
            taken.add(hashed)
            found.append((serial, hashed))
    return found
