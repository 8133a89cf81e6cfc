"""Putting right what stands in a registration, for somebody who called: who they are, or one of their answers."""

from dataclasses import dataclass
from datetime import datetime

from assembly.assemblies import lock, may_be_done, timetable_of
from assembly.models import Assembly, Invitation, Registration, RegistrationState
from assembly.registrations import features, letters, pool, twins
from assembly.registrations.answering import Home, checked_lines, demand_a_way, settle_birth, settle_home
from assembly.registrations.drawn import was_drawn
from assembly.registrations.leaving import locked
from assembly.registrations.places import find
from assembly.registrations.refusals import ChangedMeanwhile, NotThisTime, RegisteredAlready, RegistrationRefused
from assembly.registrations.writing import checked_email, checked_name, checked_phone
from database import transaction
from ledger import journal
from post.models import Via
from residents.people import Person
from residents.places.postcodes import display
from web.language import _
from web.refusals import NotAllowed, NotFound

_FIELD_OF = {"area": "postcode", "letter": "postcode", "age": "year"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """How it should stand. What is None stays as it is: in a frozen pool all but email and phone."""

    email: str
    phone: str
    name: str | None = None
    home: Home | None = None
    birth: tuple[int | None, int | None] | None = None  # month, year


async def demand(by: Person, found: Registration, now: datetime) -> None:
    """Whoever looks after the pool; and whoever wrote it down, as long as people can register. Raises NotAllowed."""
    _demand_role(by)
    if by.may("registrations.see-names"):
        return
    if found.entered_by_id is None or found.entered_by_id != by.account_id:
        raise NotAllowed(_("You can put right what you took down yourself. Ask the officer of the assembly."))
    if "register" not in await may_be_done(found.assembly, now):
        raise NotAllowed(_("Registration is closed. The officer of the assembly can put this right."))


def _demand_role(by: Person) -> None:
    if not by.may("registrations.see-names"):
        by.demand("registrations.enter")


async def one(by: Person, assembly: Assembly, registration_id: int, now: datetime) -> Registration:
    """In the pool, and `by` may put it right. Raises NotAllowed, NotFound."""
    found = await pool.one(assembly, registration_id)
    await demand(by, found, now)
    if found.state is not RegistrationState.POOL:
        raise NotFound(_("This person is not in the pool."))
    return found


async def opened(by: Person, assembly: Assembly, registration_id: int, now: datetime) -> Registration:
    """The same, to be shown with name and contact: the look is journalled."""
    async with transaction():
        found = await one(by, assembly, registration_id, now)
        thing = f"assembly:{assembly.id}"
        await journal.record(by.actor, "assembly.contact-seen", thing, at=now, registration=found.id, to="put right")
    return found


async def stays(found: Registration, now: datetime) -> str:
    """Why nothing but email and phone can change now; empty where all of it can."""
    begun = (await timetable_of(found.assembly)).draw_begun_at
    if begun is not None and begun <= now:
        return _("The pool is frozen for a draw, and its list is fixed: only email and phone can be put right now.")
    if await was_drawn(found.id):
        return _("This person was drawn with these answers, so they stay. Only email and phone can be put right now.")
    return ""


async def amend(
    by: Person, registration_id: int, details: Details, seen: int, now: datetime, *, via: Via = Via.PRINT
) -> list[str]:
    """Put it right, and tell the person, where we wrote before and where we write now; returns which fields changed.

    `seen`: the version that was on the form. Raises NotAllowed, NotFound, ChangedMeanwhile, RegistrationRefused with
    the field at fault, WhichSide, OtherHome: nothing is changed then.
    """
    _demand_role(by)
    async with transaction():
        found = await locked(registration_id)
        await demand(by, found, now)
        if found.state is not RegistrationState.POOL:
            raise RegistrationRefused(_("This person is not in the pool any more."))
        if found.version != seen + 1:
            raise ChangedMeanwhile(found.version - 1)  # the lock counts too, and is taken back now
        assembly = await lock(found.assembly_id)  # a pool is frozen before this change, or after it
        before = await Registration.get(id=found.id).select_related("assembly")
        changed = await _put(found, assembly, details, now)
        if changed:
            await _settle(before, found, assembly, now)
            told = await _tell(before, found, changed, now, via)
            await journal.record(
                by.actor, "assembly.registration-amended", f"assembly:{assembly.id}", at=now, registration=found.id,
                fields=changed, told=told,
            )  # fmt: skip
    return changed


async def _put(found: Registration, assembly: Assembly, details: Details, now: datetime) -> list[str]:
    """The new values onto the row, which is not saved yet; returns the fields that differ."""
    changed = []
    try:
        if details.name is not None and (name := checked_name(details.name)) != found.name:
            found.name = name
            changed.append("name")
        if details.home is not None and await _moved(found, assembly, details.home):
            changed.append("address")
        if details.birth is not None and details.birth != (found.born_month, found.born_year):
            await settle_birth(found, assembly, *details.birth, now)
            changed.append("birth")
    except NotThisTime as refused:
        raise RegistrationRefused(
            _("%(why)s If it is true, take them out, with this as the reason.") % {"why": refused.sentence},
            _FIELD_OF.get(refused.why, ""),
        ) from None
    if changed and (why := await stays(found, now)):
        raise RegistrationRefused(why)
    email, phone = checked_email(details.email), checked_phone(details.phone)
    changed += [name for name, value in (("email", email), ("phone", phone)) if value != getattr(found, name)]
    demand_a_way(found, email, phone)
    found.email, found.phone = email, phone
    return changed


async def _moved(found: Registration, assembly: Assembly, home: Home) -> bool:
    """Whether they live elsewhere than it says, or in another ward: then the mark of the home follows."""
    lines = checked_lines(home)
    place = await find(assembly, home.postcode, home.side or _side(found, home))
    if ("\n".join(lines), place.postcode, place.ward_code) == (found.address, found.postcode, found.ward_code):
        return False
    invitation = None
    if found.invitation_id is not None:
        invitation = await Invitation.get(id=found.invitation_id).select_related("batch")
    await settle_home(found, assembly, home, lines, place, invitation)
    return True


def _side(found: Registration, home: Home) -> str:
    """In the same postcode they live on the side of the line that they chose before."""
    same = "".join(home.postcode.split()).upper() == found.postcode
    return found.ward_code if same else ""


async def _settle(before: Registration, found: Registration, assembly: Assembly, now: datetime) -> None:
    """Saved; nobody twice; and what follows from birth and address follows anew, or is missing and shown as that."""
    try:
        await twins.demand_none(found)
    except RegisteredAlready:
        raise RegistrationRefused(
            _("With this they are the same person as somebody in the pool. Nobody is in the draw twice.")
        ) from None
    await found.save()
    was = features.sources(before)
    if was != features.sources(found):
        await features.follow_anew(found, assembly, was, now)


async def _tell(before: Registration, found: Registration, changed: list[str], now: datetime, via: Via) -> str:
    """Whoever pretended to be them has us write to another place, and they hear of it all the same."""
    words = {"name": _("your name"), "address": _("your address"), "birth": _("when you were born"),
             "email": _("your email address"), "phone": _("your phone number")}  # fmt: skip
    letter = letters.amended(found.assembly, found, [words[one] for one in changed])
    told = await letters.tell(found, letter, now, via=via)
    if _reach(before) != _reach(found):
        told_before = await letters.tell(before, letter, now, via=via)
        told = told or told_before
    return told or "by nobody yet"


def _reach(one: Registration) -> str:
    return one.email or f"{one.address}\n{display(one.postcode) if one.postcode else ''}"


async def fill_in(
    by: Person, registration_id: int, category_slug: str, value_slug: str, now: datetime, *, via: Via = Via.PRINT
) -> None:
    """Put in, or right, a value of somebody in the pool. Whoever only wrote it down: one that people choose.

    Raises NotAllowed, NotFound, RegistrationRefused.
    """
    _demand_role(by)
    async with transaction():
        found = await locked(registration_id)
        if found.state is not RegistrationState.POOL:
            raise RegistrationRefused(_("This person is not in the pool."))
        await demand(by, found, now)
        await lock(found.assembly_id)
        if why := await _values_stay(found, now):
            raise RegistrationRefused(why)
        known = await features.features_of(found.assembly_id)
        feature = next((one for one in known if one.category.slug == category_slug), None)
        if feature is None:
            raise NotFound(_("This category is not there."))
        if not feature.chosen:
            by.demand("registrations.exclude")
        before = (await features.answers_of(found.id)).get(feature.category.id)
        after = await features.choose(found, feature, value_slug)
        replaced = before is not None and before != after.id
        if replaced:  # who did not ask for it hears of it
            letter = letters.put_right(found.assembly, found, feature.category.name)
            await letters.tell(found, letter, now, via=via)
        await journal.record(
            by.actor, "assembly.registration-value-set", f"assembly:{found.assembly_id}", at=now,
            registration=found.id, category=category_slug, replaced=replaced,
        )  # fmt: skip


async def _values_stay(found: Registration, now: datetime) -> str:
    """Values can be put right until the pool is frozen, also after the last day for registering."""
    begun = (await timetable_of(found.assembly)).draw_begun_at
    if begun is not None and begun <= now:
        return _("The pool is frozen for a draw: nothing in it can be changed now.")
    if await was_drawn(found.id):
        return _("This person was drawn with these answers, so they stay as they are.")
    return ""
