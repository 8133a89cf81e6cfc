"""The people of the pool, each through the checks that everybody's answers go through: a short form of the form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assembly.models import Assembly, Invitation, Registration
from assembly.registrations import answering, codes, consents, drafts, entering, needs, questions, sending
from assembly.registrations.answering import Home
from assembly.registrations.drafts import Registrant
from assembly.registrations.features import Feature, choose, features_of
from assembly.registrations.places import find
from assembly.registrations.writing import checked_email, checked_line, checked_phone
from assembly.sample.people import Someone, street_of
from assembly.sample.stories import Calendar
from database import transaction
from residents.people import NOBODY, Person
from residents.places.models import Postcode

_FIRST_HOUSE = 41  # letters go to those before


@dataclass(slots=True)
class Desk:
    """Where people come in. `letters` by town, each used once unless two of one home come; `homes` by town, for those
    without a letter."""

    assembly: Assembly
    features: list[Feature]
    answered: str
    consent: str
    letters: dict[str, list[Invitation]]
    tickets: list[Invitation]
    homes: dict[str, list[Postcode]]
    towns: Mapping[str, str]
    used: dict[str, tuple[Invitation | None, Home]] = field(default_factory=dict)
    house: int = _FIRST_HOUSE


async def desk(
    assembly: Assembly, letters: list[Invitation], tickets: list[Invitation], towns: Mapping[str, str]
) -> Desk:
    """`towns`: from wards to what people call the place."""
    features = await features_of(assembly.id)
    part = next(one for one in features if one.category.slug == "part")
    town_of = {str(ward): value.slug for value in part.values for ward in (value.rule or {}).get("wards", [])}  # type: ignore[attr-defined]
    order, _features = await questions.steps_of(assembly)
    by_town: dict[str, list[Invitation]] = {}
    for one in letters:
        by_town.setdefault(town_of[one.ward_code], []).append(one)
    homes: dict[str, list[Postcode]] = {}
    for place in await Postcode.all().order_by("code"):
        homes.setdefault(town_of[place.ward_id], []).append(place)
    consent = consents.mark(await consents.current(assembly))
    answered = " ".join(sorted(step for step in order if not step.startswith(questions.ABOUT)))
    return Desk(assembly, features, answered, consent, by_town, list(tickets), homes, towns)


async def register_all(place: Desk, crowd: list[Someone], facilitator: Person, calendar: Calendar) -> None:
    for at, one in enumerate(crowd):
        await register(place, one, facilitator, calendar.while_recruiting(at, len(crowd)))


async def register(place: Desk, one: Someone, facilitator: Person, now: datetime) -> Registration:
    """By letter, ticket, open form or phone, as the story says."""
    invitation, home = _where(place, one)
    if one.way == "phone":
        return await entering.enter(facilitator, place.assembly, _said(place, one, home), None, "sample", now)
    return await _fill_in(place, one, invitation, home, now)


def _where(place: Desk, one: Someone) -> tuple[Invitation | None, Home]:
    town = one.values["part"]
    if one.beside and town in place.used and one.way == "letter":
        return place.used[town]
    if one.way == "letter":
        invitation = place.letters[town].pop(0)
        *lines, last = invitation.address.split("\n")
        home = Home(lines[0], "", last, invitation.postcode, side=invitation.ward_code)
        place.used[town] = invitation, home
        return place.used[town]
    place.house += 1
    there = place.homes[town][place.house % len(place.homes[town])]
    street = f"{place.house} {street_of(there.code)}"
    home = Home(street, "", place.towns[there.ward_id], there.code, side=there.ward_id)
    return place.tickets.pop(0) if one.way == "golden" else None, home


def _said(place: Desk, one: Someone, home: Home) -> entering.Entry:
    """On the phone. Who calls has given no email address."""
    return entering.Entry(
        name=one.name, home=home, email="", phone=one.phone, month=one.month, year=one.year, can_come=answering.YES,
        choices=one.values, none_of_these=True, needs=one.needs, consent=place.consent, agreed=True,
    )  # fmt: skip


async def _fill_in(place: Desk, one: Someone, invitation: Invitation | None, home: Home, now: datetime) -> Registration:
    """What the pages do one after the other, in one go, and without the letter that thanks them."""
    assembly = place.assembly
    async with transaction():
        browser = f"sample-{one.number}"
        found = await drafts.begin(Registrant(NOBODY, browser), assembly, invitation, now, network="")
        found.name = checked_line(one.name, "name", 120)
        there = await find(assembly, home.postcode, home.side)
        await answering.settle_home(found, assembly, home, answering.checked_lines(home), there, invitation)
        found.email, found.phone = checked_email(one.email), checked_phone(one.phone)
        answering.demand_a_way(found, found.email, found.phone)
        await answering.settle_birth(found, assembly, one.month, one.year, now)
        for feature in place.features:
            if feature.chosen:
                await choose(found, feature, one.values[feature.category.slug])
        await needs.settle(found.id, one.needs)
        await consents.settle(found, assembly, place.consent, one.number % 4 == 0, now)
        code = codes.code_of(assembly, found.salt, browser)
        await sending.into_pool(found, assembly, code, now)
        found.answered, found.browser, found.browser_until = place.answered, "", None
        await found.save()
    return found
