"""Answering one question after the other, before sending; and changing answers afterwards, while that is possible."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from assembly.assemblies import demand_phase, lock
from assembly.models import Assembly, Invitation, InvitationKind, Registration, RegistrationState, Source
from assembly.registrations import questions, twins
from assembly.registrations.drawn import was_drawn
from assembly.registrations.features import Feature, choose, day_that_counts, follow_anew, sources
from assembly.registrations.features import age_on as age_then
from assembly.registrations.places import Place, find
from assembly.registrations.refusals import NotThisTime, OtherHome, RegistrationRefused
from assembly.registrations.writing import checked_email, checked_line, checked_phone
from assembly.secrets import household_of
from database import execute, transaction
from web.filters import day
from web.language import _
from web.refusals import NotFound

OLDEST = 125
YES, MAYBE, NO = "yes", "maybe", "no"
NO_ADDRESS = "No fixed address"


@dataclass(frozen=True, slots=True)
class Home:
    """As somebody wrote it. `side`: the ward they chose on a line; `came_here`: yes or no, about their letter."""

    first: str
    second: str
    town: str
    postcode: str
    side: str = ""
    came_here: str = ""
    none_fixed: bool = False


@asynccontextmanager
async def changing(registration_id: int, step: str, now: datetime) -> AsyncIterator[tuple[Registration, Assembly]]:
    """One transaction in which an answer of a draft, or of somebody in the pool, is changed.

    Raises NotFound for one that was sent back, withdrawn or erased meanwhile, AssemblyRefused when it is too late.
    """
    async with transaction():
        if not await execute(
            "UPDATE registration SET version = version + 1 WHERE id = ? AND state IN ('draft', 'pool')", registration_id
        ):
            raise NotFound(_("This registration is not there any more."))
        found = await Registration.get(id=registration_id).select_related("assembly")
        in_pool = found.state is RegistrationState.POOL
        if in_pool:
            await lock(found.assembly_id)  # a pool is frozen before this change, or after it
        late = in_pool and step in questions.MAY_CHANGE_LATE
        if not late:
            await demand_phase(found.assembly, "register", now)
        if in_pool and not late and await was_drawn(found.id):
            raise RegistrationRefused(
                _("You were drawn with these answers, so they stay: who comes next depends on them. Please call us.")
            )
        before = sources(found)
        yield found, found.assembly
        found.answered = questions.with_answer(found, step)
        await found.save()
        if in_pool:
            await twins.demand_none(found)
            if not late:
                await follow_anew(found, found.assembly, before, now)


async def keep_dates(registration_id: int, answer: str, now: datetime) -> None:
    """Raises NotThisTime for who cannot come."""
    if answer == NO:
        raise NotThisTime(
            "dates", _("Members come to all sessions, or nearly all, so that everybody has heard the same.")
        )
    if answer not in (YES, MAYBE):
        raise RegistrationRefused(_("Choose one of the answers."), "dates")
    async with changing(registration_id, questions.DATES, now):
        pass


async def keep_name(registration_id: int, name: str, now: datetime) -> None:
    checked = checked_line(name, "name", 120)
    if not any(letter.isalpha() for letter in checked):
        raise RegistrationRefused(_("Write your name: what you are called is enough."), "name")
    async with changing(registration_id, questions.NAME, now) as (found, _assembly):
        found.name = checked


async def keep_address(registration_id: int, home: Home, now: datetime) -> None:
    """Raises RegistrationRefused, NotThisTime, WhichSide, OtherHome: nothing is kept then."""
    async with changing(registration_id, questions.ADDRESS, now) as (found, assembly):
        lines = checked_lines(home)
        place = await find(assembly, home.postcode, home.side)
        invitation = None
        if found.invitation_id is not None:
            invitation = await Invitation.get(id=found.invitation_id).select_related("batch")
        await settle_home(found, assembly, home, lines, place, invitation)


async def settle_home(
    found: Registration, assembly: Assembly, home: Home, lines: list[str], place: Place, invitation: Invitation | None
) -> None:
    """Put address, ward and mark of the home on the registration, and see whether the letter belongs to it."""
    found.address = "\n".join(lines)
    found.postcode, found.ward_code = place.postcode, place.ward_code
    found.household = "" if home.none_fixed else household_of(assembly, "\n".join(lines[:-1]), place.postcode)
    if invitation is None or invitation.batch.kind is not InvitationKind.ADDRESSES or not invitation.household:
        return
    if found.household == invitation.household:
        return
    if home.came_here == YES:
        found.household = invitation.household  # the same home, spelled in another way
    elif home.came_here != NO:
        raise OtherHome
    elif assembly.open_form:
        found.invitation_id = None
        if found.entered_by_id is None:  # what an officer wrote down stays that
            found.source = Source.OPEN
    else:
        raise NotThisTime("letter", _("The letter with this code is for the people who live where it was delivered."))


def checked_lines(home: Home) -> list[str]:
    """The address without its postcode; the town is the last line. Raises RegistrationRefused."""
    if home.none_fixed:
        return [NO_ADDRESS, checked_line(home.town, "town", 50)]
    lines = [checked_line(home.first, "first", 50), checked_line(home.second, "second", 50)]
    town = checked_line(home.town, "town", 50)
    if not any(letter.isalnum() for letter in lines[0]):
        raise RegistrationRefused(_("Write the house or flat and the street, such as Flat 2, 10 High Street."), "first")
    if not any(letter.isalpha() for letter in town):
        raise RegistrationRefused(_("Write the town, such as Hanley."), "town")
    return [*(line for line in lines if line), town]


async def keep_contact(registration_id: int, email: str, phone: str, now: datetime) -> None:
    """Neither is needed: then we write to the address. Raises RegistrationRefused."""
    email, phone = checked_email(email), checked_phone(phone)
    async with changing(registration_id, questions.CONTACT, now) as (found, _assembly):
        demand_a_way(found, email, phone)
        found.email, found.phone = email, phone


def demand_a_way(found: Registration, email: str, phone: str) -> None:
    """Somebody without a fixed address gets no letter."""
    if not email and not phone and found.address.startswith(NO_ADDRESS):
        raise RegistrationRefused(
            _("Give an email address or a phone number, of somebody you trust if need be: we have no address for you."),
            "email",
        )


async def keep_birth(registration_id: int, month: int | None, year: int | None, now: datetime) -> None:
    """Raises RegistrationRefused for no such month, NotThisTime for who is too young."""
    async with changing(registration_id, questions.BIRTH, now) as (found, assembly):
        await settle_birth(found, assembly, month, year, now)


async def settle_birth(
    found: Registration, assembly: Assembly, month: int | None, year: int | None, now: datetime
) -> None:
    if month is None or not 1 <= month <= 12:
        raise RegistrationRefused(_("Choose the month in which you were born."), "month")
    if year is None or not now.year - OLDEST <= year <= now.year:
        raise RegistrationRefused(_("Write the year in which you were born with four numbers, such as 1984."), "year")
    counts = await day_that_counts(assembly, now)
    if age_then(counts, year, month) < assembly.age_from:
        raise NotThisTime(
            "age",
            _("Members of this assembly are %(age)s or over on %(day)s.")
            % {"age": assembly.age_from, "day": day(counts)},
        )
    found.born_year, found.born_month = year, month


async def keep_choice(registration_id: int, feature: Feature, slug: str, now: datetime) -> None:
    """Raises RegistrationRefused."""
    async with changing(registration_id, "", now) as (found, _assembly):
        await choose(found, feature, slug)


async def keep_excluded(registration_id: int, answer: str, now: datetime) -> None:
    """`answer`: yes, somebody is one of those who cannot be on it. Raises NotThisTime."""
    if answer == YES:
        raise NotThisTime("excluded", _("People who decide or advise in the council cannot be on the panel as well."))
    if answer != NO:
        raise RegistrationRefused(_("Choose one of the answers."), "excluded")
    async with changing(registration_id, questions.EXCLUDED, now):
        pass


def excluded_lines(assembly: Assembly) -> list[str]:
    return [line.strip(" -•*") for line in re.split(r"\n+", assembly.excluded) if line.strip(" -•*")]
