"""An officer or a facilitator takes a registration down on the phone: the same questions, the same checks."""

import secrets as chance
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assembly.assemblies import demand_phase, lock
from assembly.models import Assembly, Invitation, Registration, Source
from assembly.registrations import answering, codes, consents, letters, needs
from assembly.registrations.answering import Home, checked_lines, demand_a_way, settle_birth, settle_home
from assembly.registrations.drafts import new_pseudonym, source_of
from assembly.registrations.features import Feature, choose, features_of
from assembly.registrations.places import find
from assembly.registrations.refusals import RegistrationRefused
from assembly.registrations.sending import into_pool
from assembly.registrations.writing import checked_email, checked_name, checked_phone
from assembly.sortition.drawing.receipts import SALT
from database import transaction
from ledger import journal
from post.models import Via
from residents.people import Person
from web.keys import keyed_hash
from web.language import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody said on the phone. `choices`: category to value; `agreed`: said yes to the text `consent`."""

    name: str
    home: Home
    email: str
    phone: str
    month: int | None
    year: int | None
    can_come: str
    choices: Mapping[str, str]
    none_of_these: bool
    needs: Mapping[str, str] = field(default_factory=dict)
    consent: str = ""
    agreed: bool = False
    later: bool = False
    by_letter: bool = False  # the code is posted as well
    via: Via = Via.PRINT  # by the office, or by Notify


async def enter(
    by: Person, assembly: Assembly, entry: Entry, invitation: Invitation | None, browser_key: str, now: datetime
) -> Registration:
    """Into the pool at once, as somebody who came by phone; all of it is kept, or nothing.

    Raises NotAllowed, AssemblyRefused, RegistrationRefused with the field at fault, NotThisTime, CodeRefused.
    """
    by.demand("registrations.enter")
    async with transaction():
        assembly = await lock(assembly.id)
        await demand_phase(assembly, "register", now)
        if invitation is None and not assembly.open_form:
            raise RegistrationRefused(
                _("This assembly takes people with a code. Ask for the one on their letter."), "code"
            )
        found = await _begun(by, assembly, invitation, browser_key, now)
        await _person(found, assembly, entry, invitation, now)
        await _answers(found, assembly, entry, now)
        code = codes.code_of(assembly, found.salt, browser_key)
        await into_pool(found, assembly, code, now)
        await found.save()
        posted = await _tell(found, assembly, entry, code, now)
        await journal.record(
            by.actor, "assembly.registration-entered", f"assembly:{assembly.id}", at=now, registration=found.id,
            read_aloud=True, code_sent=posted or "read out",
        )  # fmt: skip
    return found


async def code_for(by: Person, registration: Registration, browser_key: str, now: datetime) -> str:
    """The code to be read out, for some minutes, and only in the browser in which it was entered; else empty."""
    by.demand("registrations.enter")
    until = registration.browser_until
    if registration.browser != _mark(browser_key) or until is None or until <= now:
        return ""
    return codes.code_of(registration.assembly, registration.salt, browser_key)


def _mark(browser_key: str) -> str:
    """Not the mark that opens the pages of the person: those are not for officers."""
    return keyed_hash("registration-entered", browser_key)


async def _begun(
    by: Person, assembly: Assembly, invitation: Invitation | None, browser_key: str, now: datetime
) -> Registration:
    return await Registration.create(
        assembly_id=assembly.id,
        pseudonym=await new_pseudonym(assembly.id),
        salt=chance.token_hex(SALT),
        key_hash=chance.token_hex(32),
        source=Source.PHONE if source_of(invitation) is not Source.GOLDEN else Source.GOLDEN,
        invitation_id=invitation.id if invitation else None,
        entered_by_id=by.account_id,
        browser=_mark(browser_key),
        browser_until=now + codes.SHOWN_FOR,
        begun_at=now,
    )


async def _person(
    found: Registration, assembly: Assembly, entry: Entry, invitation: Invitation | None, now: datetime
) -> None:
    found.name = checked_name(entry.name)
    lines = checked_lines(entry.home)
    place = await find(assembly, entry.home.postcode, entry.home.side)
    await settle_home(found, assembly, entry.home, lines, place, invitation)
    found.email, found.phone = checked_email(entry.email), checked_phone(entry.phone)
    demand_a_way(found, found.email, found.phone)
    await settle_birth(found, assembly, entry.month, entry.year, now)


async def _answers(found: Registration, assembly: Assembly, entry: Entry, now: datetime) -> None:
    if entry.can_come not in (answering.YES, answering.MAYBE):
        raise RegistrationRefused(_("Ask whether they can come. Who cannot come cannot be drawn."), "can_come")
    for feature in await features_of(assembly.id):
        if feature.chosen:
            await _choose(found, feature, entry.choices.get(feature.category.slug, ""))
    if assembly.excluded.strip() and not entry.none_of_these:
        raise RegistrationRefused(_("Ask whether they are one of these, and tick the box if not."), "none_of_these")
    await needs.settle(found.id, entry.needs)
    if not entry.agreed:
        raise RegistrationRefused(_("Read the text out, and tick the box when they have said yes."), "agreed")
    await consents.settle(found, assembly, entry.consent, entry.later, now)


async def _choose(found: Registration, feature: Feature, slug: str) -> None:
    try:
        await choose(found, feature, slug)
    except RegistrationRefused as refused:
        raise RegistrationRefused(refused.sentence, f"about-{feature.category.slug}") from None


async def _tell(found: Registration, assembly: Assembly, entry: Entry, code: str, now: datetime) -> str:
    if not (found.email or entry.by_letter):
        return ""
    return await letters.tell(found, letters.received(assembly, found, code), now, via=entry.via)
