"""Sending the answers: from then on somebody is in the pool, once, with a code to come back."""

from dataclasses import dataclass
from datetime import datetime

from assembly.assemblies import demand_phase, lock
from assembly.invitations import codes as invitation_codes
from assembly.models import Assembly, Registration, RegistrationState
from assembly.registrations import codes, letters, questions, twins
from assembly.registrations.answering import settle_birth
from assembly.registrations.features import work_out
from assembly.registrations.refusals import NotComplete
from database import execute, transaction
from web.language import _
from web.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Sent:
    registration: Registration
    code: str
    again: bool = False  # it was sent before: a press too many, or a second tab


async def send(draft: Registration, browser: str, browser_key: str, now: datetime) -> Sent:
    """Put the draft into the pool. `browser` is the hash of `browser_key`, which makes the personal code.

    Sent twice, it is one registration. Raises AssemblyRefused when it is too late, NotComplete, NotThisTime,
    RegisteredAlready, CodeRefused where the invitation is used up; the draft then stays as it is.
    """
    async with transaction():
        if not await execute(
            "UPDATE registration SET version = version + 1 WHERE id = ? AND state = 'draft'", draft.id
        ):
            return await _again(draft.id, browser_key)
        assembly = await lock(draft.assembly_id)
        await demand_phase(assembly, "register", now)
        found = await Registration.get(id=draft.id)
        if step := await questions.missing(found, assembly):
            raise NotComplete(step)
        await settle_birth(found, assembly, found.born_month, found.born_year, now)
        code = codes.code_of(assembly, found.salt, browser_key)
        await into_pool(found, assembly, code, now)
        found.browser, found.browser_until = browser, now + codes.SHOWN_FOR
        await found.save()
        if found.email:
            await letters.tell(found, letters.received(assembly, found, code), now)
    return Sent(found, code)


async def into_pool(found: Registration, assembly: Assembly, code: str, now: datetime) -> None:
    """What makes a draft a registration; `found` is not saved yet. The caller has locked the assembly."""
    if found.invitation_id is not None:
        await invitation_codes.use(found.invitation_id, now)
    await twins.demand_none(found)
    await work_out(found, assembly, now)
    found.state = RegistrationState.POOL
    found.registered_at = now
    found.key_hash = codes.hash_of(assembly, code)


async def _again(registration_id: int, browser_key: str) -> Sent:
    found = await Registration.get_or_none(id=registration_id).select_related("assembly")
    if found is None or found.state is not RegistrationState.POOL:
        raise NotFound(_("This registration is not there any more."))
    return Sent(found, codes.code_of(found.assembly, found.salt, browser_key), again=True)


async def just_sent(assembly: Assembly, browser: str, browser_key: str, now: datetime) -> Sent | None:
    """What was sent from this browser a few minutes ago, with its code."""
    found = await Registration.filter(
        assembly_id=assembly.id, browser=browser, browser_until__gt=now, registered_at__gt=now - codes.SHOWN_FOR
    ).order_by("-id").first()  # fmt: skip
    if found is None or not browser:
        return None
    code = codes.code_of(assembly, found.salt, browser_key)
    return Sent(found, code, again=True) if codes.hash_of(assembly, code) == found.key_hash else None
