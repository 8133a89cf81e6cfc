"""Assemblies for tests, with values that a reader can see. They are set up in their tables, without the actions."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from assembly.models import (
    Answer,
    Asked,
    Assembly,
    AssemblySession,
    Category,
    CategoryValue,
    Consent,
    Registration,
    RegistrationState,
    Source,
    Topic,
)
from residents.models import Account, Role
from residents.people import Person
from tests.factories import make_account

_number = count(1)

# name: its values with the people of the place who have them
CATEGORIES: dict[str, dict[str, int]] = {
    "Gender": {"Female": 1_310, "Male": 1_270},
    "Age": {"16 to 34": 800, "35 to 64": 1_180, "65 or over": 600},
    "Home": {"Rented": 1_050, "Owned": 1_530},
}
AGES = {"16-to-34": (16, 34), "35-to-64": (35, 64), "65-or-over": (65, 120)}


async def assembly_scene(now: datetime | None = None, categories: bool = True, **changes: Any) -> Assembly:
    """Commissioned and recruiting at `now` (by default: now), with a topic, two sessions, consent and quotas that fit.

    `changes`: other values of the assembly. Without `categories` there are none.
    """
    now = now or datetime.now(UTC)
    number = next(_number)
    values: dict[str, Any] = {
        "slug": f"our-buses-{number}",
        "name": f"Our buses {number}",
        "about": "How we get around.",
        "seats": 12,
        "alternates": 4,
        "area": "Stoke-on-Trent",
        "excluded": "Councillors\nSenior officers of the council",
        "payment_pence": 75_00,
        "place": "Jubilee Hall",
        "recruiting_opens_at": now - timedelta(days=7),
        "registration_closes_at": now + timedelta(days=21),
        "draw_at": now + timedelta(days=28),
        "draw_place": "Town Hall",
        "purge_on": (now + timedelta(days=300)).date(),
        "published_at": now - timedelta(days=30),
        "commissioned_at": now - timedelta(days=14),
        "key_name": f"assembly-test-{number}",
        "created_at": now - timedelta(days=60),
    }
    assembly = await Assembly.create(**{**values, **changes})
    topic = await make_topic(assembly, (now + timedelta(days=200)).date(), commissioned_at=assembly.commissioned_at)
    for weeks in (6, 8):
        await make_session(assembly, now + timedelta(weeks=weeks), topic=topic)
    await Consent.create(assembly=assembly, version=1, text="I agree to take part.", made_at=now - timedelta(days=20))
    if categories:
        await make_categories(assembly)
    return assembly


async def draft_scene(**changes: Any) -> Assembly:
    """An assembly that an officer has only just named: nothing planned, nothing public."""
    number = next(_number)
    values = {"slug": f"draft-{number}", "name": f"Draft {number}", "key_name": f"assembly-draft-{number}"}
    return await Assembly.create(**{**values, "created_at": datetime.now(UTC) - timedelta(days=1), **changes})


async def make_topic(assembly: Assembly, answer_by: date | None = None, **values: Any) -> Topic:
    usual = {
        "position": await Topic.filter(assembly_id=assembly.id).count(),
        "question": "How should buses run in our city?",
        "in_scope": "Routes and times",
        "out_of_scope": "Trains",
        "owner": "Olu Example, Director of Transport",
        "answer_by": answer_by,
    }
    return await Topic.create(assembly=assembly, **{**usual, **values})


async def make_session(assembly: Assembly, starts: datetime, hours: float = 6, **values: Any) -> AssemblySession:
    return await AssemblySession.create(
        assembly=assembly, starts_at=starts, ends_at=starts + timedelta(hours=hours), **values
    )


async def make_categories(assembly: Assembly, wanted: dict[str, dict[str, int]] = CATEGORIES) -> list[Category]:
    """Each value's seats are its share of the assembly's, one more or fewer at most."""
    return [await _category(assembly, place, name, wanted[name]) for place, name in enumerate(wanted)]


async def _category(assembly: Assembly, place: int, name: str, people: dict[str, int]) -> Category:
    asked = Asked.AGE if name == "Age" else Asked.CHOICE
    category = await Category.create(
        assembly=assembly, slug=_slug(name), name=name, question=f"{name}?", why="So that the panel is like us.",
        asked=asked, position=place, source="Invented for a test",
    )  # fmt: skip
    for position, (value, number) in enumerate(people.items()):
        fair = assembly.seats * number // sum(people.values())
        rule: dict[str, object] | None = None
        if asked is Asked.AGE:
            first, last = AGES[_slug(value)]
            rule = {"from": first, "to": last}
        await CategoryValue.create(
            category=category, slug=_slug(value), name=value, position=position, people=number, rule=rule,
            least=max(fair - 1, 0), most=fair + 2,
        )  # fmt: skip
    return category


async def register(assembly: Assembly, now: datetime | None = None, **features: Any) -> Registration:
    """Somebody in the pool, alone at their address. `features`: category=value by their slugs, gender="female".

    Other words (name, email, state, household …) are columns of the registration.
    """
    number, now = next(_number), now or datetime.now(UTC)
    columns = {name: features.pop(name) for name in [*features] if name in Registration._meta.fields_map}
    values: dict[str, Any] = {
        "pseudonym": f"R-{number:06}",
        "salt": hashlib.sha256(f"salt {number}".encode()).hexdigest(),
        "key_hash": hashlib.sha256(f"key {number}".encode()).hexdigest(),
        "household": hashlib.sha256(f"home {number}".encode()).hexdigest(),
        "state": RegistrationState.POOL,
        "source": Source.OPEN,
        "name": f"Sample Person {number}",
        "begun_at": now,
        "registered_at": now,
    }
    person = await Registration.create(assembly=assembly, **{**values, **columns})
    for category, value in features.items():
        found = await CategoryValue.get(
            category__assembly_id=assembly.id, category__slug=category.replace("_", "-"), slug=value
        )
        await Answer.create(registration=person, category_id=found.category_id, value=found)
    return person


async def officer(*roles: Role, name: str = "Asma Officer") -> Person:
    """Somebody who acts: an assembly officer, unless other roles are given."""
    return person_of(await make_account(name, *(roles or (Role.ASSEMBLY_OFFICER,))), *roles)


async def publisher() -> Person:
    return await officer(Role.PUBLISHER, name="Petra Publisher")


def person_of(account: Account, *roles: Role) -> Person:
    held = roles or (Role.ASSEMBLY_OFFICER,)
    return Person(account.id, account.display_name, account.email or "", frozenset({Role.RESIDENT, *held}))


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
