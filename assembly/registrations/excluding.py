"""Taking somebody out of the pool, for a reason that they are told; putting right what was a mistake."""

from datetime import datetime

from assembly.assemblies import lock
from assembly.models import Draw, DrawState, Registration
from assembly.models import RegistrationState as S
from assembly.registrations import codes, letters
from assembly.registrations.drawn import was_drawn
from assembly.registrations.leaving import locked
from assembly.registrations.refusals import RegistrationRefused
from assembly.registrations.twins import demand_none
from assembly.registrations.writing import checked_reason
from assembly.secrets import personal_code
from database import transaction
from ledger import journal
from post.models import Via
from residents.people import Person
from web.language import _

_UNDER_WAY = (DrawState.PREPARING, DrawState.PREPARED, DrawState.COMMITTED)


async def exclude(
    by: Person, registration_id: int, because: str, contact: str, now: datetime, *, via: Via = Via.PRINT
) -> str:
    """`because`: as the person reads it. `contact`: where to appeal, in a sentence. Says how they are told: "email",
    "letter", or "" where somebody must call them. Raises NotAllowed, NotFound, RegistrationRefused.
    """
    by.demand("registrations.exclude")
    reason = checked_reason(because, "because")
    if len(reason) < 10:
        raise RegistrationRefused(_("Write the reason in a sentence. The person will read it."), "because")
    async with transaction():
        found = await locked(registration_id)
        if found.state is not S.POOL:
            raise RegistrationRefused(_("This person is not in the pool."))
        await _demand_no_draw(found.assembly_id)
        if await was_drawn(found.id):
            raise RegistrationRefused(_("This person was drawn. Whoever looks after the panel decides about the seat."))
        found.state, found.left_at, found.left_because = S.EXCLUDED, now, reason
        await found.save(update_fields=["state", "left_at", "left_because"])
        told = await letters.tell(found, letters.excluded(found.assembly, found, reason, contact), now, via=via)
        await _journal(by, "excluded", found, now, told=told)
    return told


async def _demand_no_draw(assembly_id: int) -> None:
    """Who stands on the panels that were made is not picked off while everybody waits for chance to speak."""
    await lock(assembly_id)
    if await Draw.exists(assembly_id=assembly_id, state__in=_UNDER_WAY):
        raise RegistrationRefused(
            _(
                "The pool is frozen for a draw, so nobody can be taken out of it now. If this person is drawn, two "
                "officers can take the seat away, and the next one in the drawn order is asked."
            )
        )


async def restore(by: Person, registration_id: int, now: datetime, *, via: Via = Via.PRINT) -> str:
    """Back into the pool: a mistake, or an appeal that was right. Says how they are told, as `exclude` does."""
    by.demand("registrations.exclude")
    async with transaction():
        found = await locked(registration_id)
        if found.state is not S.EXCLUDED:
            raise RegistrationRefused(_("This person was not taken out."))
        await lock(found.assembly_id)
        await demand_none(found)
        found.state, found.left_at, found.left_because = S.POOL, None, ""
        await found.save(update_fields=["state", "left_at", "left_because"])
        told = await letters.tell(found, letters.restored(found.assembly, found), now, via=via)
        await _journal(by, "restored", found, now, told=told)
    return told


async def renew_code(by: Person, registration_id: int, now: datetime, *, via: Via = Via.PRINT) -> str:
    """A new personal code for somebody who lost theirs, by email or letter; the old one works no longer.

    It goes to what was given when registering, never to whoever calls: nobody reads it out. Raises RegistrationRefused
    where there is neither.
    """
    by.demand("registrations.see-names")
    async with transaction():
        found = await locked(registration_id)
        if found.state in (S.DRAFT, S.ERASED):
            raise RegistrationRefused(_("There is nobody to send a code to."))
        code = personal_code()
        told = await letters.tell(found, letters.new_code(found.assembly, found, code), now, via=via)
        if not told:
            raise RegistrationRefused(_("We have no email address and no address for a letter. Ask them on the phone."))
        await Registration.filter(id=found.id).update(
            key_hash=codes.hash_of(found.assembly, code), browser="", browser_until=None
        )
        await _journal(by, "code-renewed", found, now, told=told)
    return told


async def _journal(by: Person, act: str, found: Registration, now: datetime, *, told: str) -> None:
    await journal.record(
        by.actor, f"assembly.registration-{act}", f"assembly:{found.assembly_id}", at=now,
        registration=found.id, told=told or "by nobody yet",
    )  # fmt: skip
