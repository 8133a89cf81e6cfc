"""What people agree to when they register: the version that stands, kept by its number with the moment."""

import hashlib
from datetime import datetime

from assembly.assemblies import lock
from assembly.models import Assembly, Consent, Registration
from assembly.registrations import questions
from assembly.registrations.answering import changing
from assembly.registrations.refusals import RegistrationRefused
from web.language import _


class OtherText(RegistrationRefused):
    """The text was changed while somebody read it."""


async def current(assembly: Assembly) -> Consent | None:
    """The version that people are asked to agree to now."""
    return await Consent.filter(assembly_id=assembly.id).order_by("-version").first()


def mark(consent: Consent | None) -> str:
    """Of the very words: an officer may still change those of a version that nobody has agreed to."""
    return hashlib.sha256(consent.text.encode()).hexdigest()[:16] if consent is not None else ""


async def keep_consent(registration_id: int, seen: str, agreed: bool, later: bool, now: datetime) -> None:
    """`seen`: the mark of the text that was on the page. `later`: may be asked for another assembly.

    Raises RegistrationRefused for who does not agree, OtherText.
    """
    if not agreed:
        raise RegistrationRefused(_("We can only put you in the draw if you agree. You can also stop here."), "agree")
    async with changing(registration_id, questions.CONSENT, now) as (found, assembly):
        await settle(found, assembly, seen, later, now)


async def settle(found: Registration, assembly: Assembly, seen: str, later: bool, now: datetime) -> None:
    """Inside the caller's transaction. An officer who changes the text takes the same lock."""
    await lock(assembly.id)
    stands = await current(assembly)
    if stands is None:
        raise RegistrationRefused(_("We have not written yet what you would agree to. Please come back tomorrow."))
    if mark(stands) != seen:
        raise OtherText(_("The text was changed while you read it. Please read it again."), "agree")
    found.consent_id, found.consented_at, found.keep_for_others = stands.id, now, later
