"""A registration that is being filled in. It is open in one browser, or belongs to whoever has signed in."""

import secrets as chance
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import Q

from assembly.assemblies import demand_phase
from assembly.models import Assembly, Invitation, InvitationKind, Registration, RegistrationState, Source
from assembly.registrations.refusals import RegistrationRefused, TooManyTries
from assembly.sortition.drawing import receipts
from database import exclusive_lock, execute, transaction
from residents.limits import allow
from residents.people import Person
from web.language import _

KEPT = timedelta(days=14)
_PER_HOUR = 100  # a library or a school is one network
_SOURCES = {InvitationKind.GOLDEN: Source.GOLDEN}


@dataclass(frozen=True, slots=True)
class Registrant:
    """Who fills it in: somebody signed in, or a browser (the hash of its key)."""

    person: Person
    browser: str

    def own(self) -> Q:
        unclaimed = Q(account_id__isnull=True, browser=self.browser) & ~Q(browser="")
        return Q(account_id=self.person.account_id) | unclaimed if self.person.signed_in else unclaimed


async def of(who: Registrant, assembly: Assembly) -> Registration | None:
    """What they began and did not send yet. One query."""
    found = Registration.filter(who.own(), assembly_id=assembly.id, state=RegistrationState.DRAFT)
    return await found.order_by("-id").first()


async def begin(
    who: Registrant, assembly: Assembly, invitation: Invitation | None, now: datetime, *, network: str
) -> Registration:
    """A new draft, or the one that was begun before, which a code can be added to.

    Raises AssemblyRefused while registration is not open, RegistrationRefused where it takes a code and none came.
    """
    await demand_phase(assembly, "register", now)
    if network and not await allow("registration-from", network, _PER_HOUR, timedelta(hours=1), now):
        raise TooManyTries(_("Many people began to register from where you are. Please try again in an hour."))
    async with transaction():
        await exclusive_lock(f"registration:{who.person.account_id or who.browser}")
        draft = await of(who, assembly)
        if invitation is None and draft is None and not assembly.open_form:
            raise RegistrationRefused(_("Type the code from your letter or card: it is how you were invited."), "code")
        if draft is None:
            return await _new(who, assembly, invitation, now)
        if invitation is not None and draft.invitation_id != invitation.id:
            await Registration.filter(id=draft.id).update(
                invitation_id=invitation.id, source=source_of(invitation), version=draft.version + 1
            )
        return draft


async def _new(who: Registrant, assembly: Assembly, invitation: Invitation | None, now: datetime) -> Registration:
    return await Registration.create(
        assembly_id=assembly.id,
        pseudonym=await new_pseudonym(assembly.id),
        salt=chance.token_hex(receipts.SALT),
        key_hash=chance.token_hex(32),  # nobody's code, until it is sent
        source=source_of(invitation),
        invitation_id=invitation.id if invitation else None,
        account_id=who.person.account_id,
        browser=who.browser,
        browser_until=now + KEPT,
        begun_at=now,
    )


def source_of(invitation: Invitation | None) -> Source:
    return _SOURCES.get(invitation.batch.kind, Source.LETTER) if invitation is not None else Source.OPEN


async def new_pseudonym(assembly_id: int) -> str:
    """R-K7QX4M: by chance, and nobody else's in this assembly."""
    while True:
        drawn = receipts.pseudonym(chance.token_bytes(4))
        if not await Registration.exists(assembly_id=assembly_id, pseudonym=drawn):
            return drawn


async def delete(draft_id: int) -> None:
    """With all that was typed."""
    await _delete([draft_id])


async def _delete(draft_ids: list[int]) -> int:
    """Only what is not sent meanwhile. The database would take answers and needs along, and count them as drafts."""
    marks = ", ".join("?" for _each in draft_ids) or "NULL"
    drafts = f"SELECT id FROM registration WHERE id IN ({marks}) AND state = 'draft'"
    async with transaction():
        await execute(f"UPDATE registration SET version = version + 1 WHERE id IN ({marks})", *draft_ids)
        for table in ("registration_answer", "support_need"):
            await execute(f"DELETE FROM {table} WHERE registration_id IN ({drafts})", *draft_ids)
        return await execute(f"DELETE FROM registration WHERE id IN ({drafts})", *draft_ids)


async def adopt(account_id: int, browser: str) -> int:
    """What this browser began belongs to the person who has just signed in there; returns how many.

    Where they had begun before, elsewhere, that one stays theirs, and the browser's is left to run out.
    """
    if not browser:
        return 0
    return await execute(
        """UPDATE registration SET account_id = ? WHERE browser = ? AND account_id IS NULL AND state = 'draft'
           AND NOT EXISTS (SELECT 1 FROM registration other WHERE other.assembly_id = registration.assembly_id
                           AND other.account_id = ? AND other.state <> 'erased')""",
        account_id, browser, account_id,
    )  # fmt: skip


async def forget_old(now: datetime, most: int = 1000) -> int:
    """Delete drafts that were begun two weeks ago and not sent; returns how many."""
    old = Registration.filter(state=RegistrationState.DRAFT, begun_at__lt=now - KEPT)
    return await _delete([one.id for one in await old.order_by("id").limit(most).only("id")])


async def forget_all_of(assembly_id: int) -> int:
    """The assembly's pool is deleted: what nobody sent goes, too."""
    drafts = Registration.filter(assembly_id=assembly_id, state=RegistrationState.DRAFT)
    return await _delete([one.id for one in await drafts.only("id")])
