"""Looking at names and at how to reach people: for a reason, and each look is written into the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assembly.models import Assembly, Registration, RegistrationState
from assembly.registrations import pool
from assembly.registrations.letters import envelope
from database import transaction
from ledger import journal
from residents.people import Person


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody. Nothing of what the draw is balanced by stands beside it."""

    name: str
    email: str
    phone: str
    lines: list[str]


async def contact_of(by: Person, assembly: Assembly, registration_id: int, now: datetime) -> Contact:
    """Raises NotAllowed, NotFound."""
    by.demand("registrations.see-names")
    async with transaction():
        found = await pool.one(assembly, registration_id)
        await journal.record(
            by.actor, "assembly.contact-seen", f"assembly:{assembly.id}", at=now, registration=found.id
        )
    lines = envelope(found)[1:] or found.address.split("\n")
    return Contact(found.name, found.email, found.phone, [line for line in lines if line])


async def names_of(by: Person, assembly: Assembly, people: Sequence[Registration], now: datetime) -> dict[int, str]:
    """Names by the numbers of registrations, of one page of the list. Raises NotAllowed."""
    by.demand("registrations.see-names")
    known = {one.id: one.name for one in people if one.assembly_id == assembly.id}
    async with transaction():
        await journal.record(
            by.actor, "assembly.names-seen", f"assembly:{assembly.id}", at=now, registrations=sorted(known)
        )
    return known


async def found_by_name(by: Person, assembly: Assembly, typed: str, now: datetime) -> list[Registration]:
    """Somebody calls and has lost their code: people whose name has these words in it, at most 20."""
    by.demand("registrations.see-names")
    words = " ".join(typed.split())[:60]
    if len(words) < 2:
        return []
    async with transaction():
        found = await Registration.filter(assembly_id=assembly.id, name__icontains=words).exclude(
            state=RegistrationState.DRAFT
        ).order_by("name", "id").limit(20)  # fmt: skip
        await journal.record(
            by.actor, "assembly.name-searched", f"assembly:{assembly.id}", at=now,
            registrations=[one.id for one in found],
        )  # fmt: skip
    return found
