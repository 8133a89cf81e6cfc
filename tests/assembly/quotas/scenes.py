"""Categories and people for tests of quotas: values that a reader can see."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from assembly.models import Asked, Assembly, Category, CategoryValue, Registration
from tests.assembly.scenes import assembly_scene, register
from tests.factories import NOW
from web.text import slug_of

Quotas = Mapping[str, tuple[int, int]]


async def an_assembly(**values: Any) -> Assembly:
    """Commissioned and recruiting at NOW and for years to come, ten seats, no category."""
    usual: dict[str, Any] = {"seats": 10, "registration_closes_at": NOW + timedelta(days=3650)}
    return await assembly_scene(NOW, categories=False, **{**usual, **values})


async def a_category(
    assembly: Assembly,
    name: str,
    quotas: Quotas,
    people: Sequence[int | None] = (),
    asked: Asked = Asked.CHOICE,
    rules: Sequence[dict[str, object]] = (),
) -> Category:
    """With a value for each quota: {"White": (8, 9), "Black": (1, 2)}."""
    category = await Category.create(
        assembly=assembly,
        slug=slug_of(name),
        name=name,
        question=f"What is your {name.lower()}?",
        why="So that the panel resembles the place.",
        asked=asked,
        position=await Category.filter(assembly_id=assembly.id).count(),
        source="An invented census",
    )
    for at, (words, (least, most)) in enumerate(quotas.items()):
        await CategoryValue.create(
            category=category,
            slug=slug_of(words),
            name=words,
            position=at,
            people=people[at] if people else None,
            rule=rules[at] if rules else None,
            least=least,
            most=most,
        )
    return category


async def registered(assembly: Assembly, how_many: int, **features: str) -> list[Registration]:
    """Other words than slugs of categories are columns, as in `register`."""
    return [await register(assembly, NOW, **features) for _number in range(how_many)]


async def values_of(category: Category) -> dict[str, CategoryValue]:
    """By name, as they are now."""
    found = await CategoryValue.filter(category_id=category.id).order_by("position")
    return {value.name: value for value in found}
