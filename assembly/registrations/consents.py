"""What people agree to when they register. A text that somebody agreed to stays: a change makes a new version."""

from datetime import datetime

from assembly.models import Assembly, Consent, Registration
from assembly.registrations import questions
from assembly.registrations.answering import changing
from assembly.registrations.refusals import RegistrationRefused
from assembly.registrations.writing import checked_reason
from database import exclusive_lock, transaction
from ledger import journal
from residents.people import Person
from web.filters import day
from web.language import _

LONGEST = 6000


class OtherVersion(RegistrationRefused):
    """The text was changed while somebody read it."""


def standard_text(assembly: Assembly) -> str:
    """Until an officer writes another one."""
    until = day(assembly.purge_on) if assembly.purge_on else _("the day that the page of the assembly names")
    parts = [
        _("I would like to be in the draw for this assembly."),
        _(
            "The council keeps what I write here to draw the panel, and to reach me. Nobody outside the team of the "
            "assembly sees my name, my address or my answers. In public I am a code, such as R-K7QX4M."
        ),
        _(
            "I can withdraw at any time, and I can have everything about me deleted. What is kept about people who are "
            "not drawn is deleted by %(until)s."
        )
        % {"until": until},
        _(
            "My answers about myself are used to make the panel resemble the place, and for nothing else. What I need "
            "to take part is kept apart from the draw."
        ),
    ]
    return "\n\n".join(parts)


async def current(assembly: Assembly) -> tuple[int, str]:
    """Version and text; version 0 is the standard text, which nobody has agreed to yet."""
    last = await Consent.filter(assembly_id=assembly.id).order_by("-version").first()
    return (last.version, last.text) if last is not None else (0, standard_text(assembly))


async def keep_consent(registration_id: int, version: int, agreed: bool, later: bool, now: datetime) -> None:
    """`version`: the one that was on the page. `later`: may be asked for another assembly.

    Raises RegistrationRefused for who does not agree, OtherVersion.
    """
    if not agreed:
        raise RegistrationRefused(_("We can only put you in the draw if you agree. You can also stop here."), "agree")
    async with changing(registration_id, questions.CONSENT, now) as (found, assembly):
        await settle(found, assembly, version, later, now)


async def settle(found: Registration, assembly: Assembly, version: int, later: bool, now: datetime) -> None:
    """Inside the caller's transaction."""
    await exclusive_lock(f"consent:{assembly.id}")
    stands, text = await current(assembly)
    if stands != version:
        raise OtherVersion(_("The text was changed while you read it. Please read it again."), "agree")
    consent = await Consent.get_or_none(assembly_id=assembly.id, version=stands) if stands else None
    if consent is None:
        consent = await Consent.create(assembly_id=assembly.id, version=1, text=text, made_at=now)
    found.consent_id, found.consented_at, found.keep_for_others = consent.id, now, later


async def write(by: Person, assembly: Assembly, text: str, version: int, now: datetime) -> int:
    """A new version, from now on; returns its number. Raises NotAllowed, RegistrationRefused."""
    by.demand("assemblies.edit")
    checked = checked_reason(text, "text", LONGEST)
    if not checked:
        raise RegistrationRefused(_("Write what people agree to."), "text")
    async with transaction():
        await exclusive_lock(f"consent:{assembly.id}")
        stands, before = await current(assembly)
        if stands != version:
            raise OtherVersion(_("Somebody else has changed this text. Look at it again."), "text")
        if checked == before:
            return stands
        await Consent.create(assembly_id=assembly.id, version=stands + 1, text=checked, made_at=now)
        await journal.record(
            by.actor, "assembly.consent-written", f"assembly:{assembly.id}", at=now, version=stands + 1
        )
    return stands + 1
