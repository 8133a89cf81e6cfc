"""An assembly that recruits, with categories and people in its pool: values that a reader can see."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from assembly.models import (
    Answer,
    Asked,
    Assembly,
    Category,
    CategoryValue,
    Registration,
    RegistrationState,
    Source,
)
from residents.models import Account, Role
from residents.people import Person
from tests.factories import NOW, make_account

_number = count(1)
Quotas = Mapping[str, tuple[int, int]]


async def an_assembly(**values: Any) -> Assembly:
    """Commissioned and recruiting at NOW."""
    number = next(_number)
    usual: dict[str, Any] = {
        "slug": f"assembly-{number}",
        "name": f"Assembly {number}",
        "seats": 10,
        "key_name": f"assembly-test-{number}",
        "created_at": NOW - timedelta(days=60),
        "published_at": NOW - timedelta(days=50),
        "commissioned_at": NOW - timedelta(days=40),
        "recruiting_opens_at": NOW - timedelta(days=30),
        "registration_closes_at": NOW + timedelta(days=3650),
    }
    return await Assembly.create(**{**usual, **values})


async def an_officer() -> tuple[Account, Person]:
    account = await make_account("Ola Officer", Role.ASSEMBLY_OFFICER)
    return account, Person(account.id, "Ola Officer", roles=frozenset({Role.ASSEMBLY_OFFICER}))


async def a_category(
    assembly: Assembly, name: str, quotas: Quotas, people: Sequence[int | None] = (), asked: Asked = Asked.CHOICE
) -> Category:
    """With a value for each quota: {"White": (8, 9), "Black": (1, 2)}."""
    position = await Category.filter(assembly_id=assembly.id).count()
    category = await Category.create(
        assembly=assembly,
        slug=name.lower(),
        name=name,
        question=f"What is your {name.lower()}?",
        why="So that the panel resembles the place.",
        asked=asked,
        position=position,
        source="An invented census",
    )
    for at, (words, (least, most)) in enumerate(quotas.items()):
        await CategoryValue.create(
            category=category,
            slug=words.lower().replace(" ", "-"),
            name=words,
            position=at,
            people=people[at] if people else None,
            least=least,
            most=most,
        )
    return category


async def registered(
    assembly: Assembly,
    how_many: int,
    state: RegistrationState = RegistrationState.POOL,
    household: str = "",
    **features: str,
) -> list[Registration]:
    """People with these answers: registered(assembly, 3, ethnicity="White")."""
    values = {
        (value.category.slug, value.name): value
        for value in await CategoryValue.filter(category__assembly_id=assembly.id).prefetch_related("category")
    }
    made = []
    for _ in range(how_many):
        number = next(_number)
        person = await Registration.create(
            assembly=assembly,
            pseudonym=f"R-{number:06}",
            salt="s",
            key_hash=f"hash-{number}",
            state=state,
            source=Source.OPEN,
            household=household,
            begun_at=NOW,
            registered_at=NOW,
        )
        for category, words in features.items():
            value = values[category, words]
            await Answer.create(registration=person, category_id=value.category_id, value=value)
        made.append(person)
    return made
