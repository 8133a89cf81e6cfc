"""Categories of an assembly, what can be answered, and how many seats each answer gets."""

from collections.abc import Sequence
from dataclasses import dataclass

from assembly.models import Category, CategoryValue
from web.language import _
from web.refusals import NotFound


@dataclass(frozen=True, slots=True)
class CategoryOf:
    """A category with its values, in the order in which they are shown."""

    category: Category
    values: tuple[CategoryValue, ...]

    @property
    def id(self) -> int:
        return int(self.category.id)

    @property
    def people(self) -> list[int] | None:
        """How many in the place have each value; None while a number is missing or there is nobody at all."""
        known = [value.people for value in self.values if value.people is not None]
        return known if known and len(known) == len(self.values) and sum(known) else None

    def value(self, value_id: int) -> CategoryValue | None:
        return next((value for value in self.values if value.id == value_id), None)


async def categories_of(assembly_id: int) -> list[CategoryOf]:
    """In the order of the form, which is also the order of everybody's features. Two queries."""
    categories = await Category.filter(assembly_id=assembly_id).order_by("position", "id")
    values = await CategoryValue.filter(category_id__in=[one.id for one in categories]).order_by("position", "id")
    return [_with_values(category, values) for category in categories]


async def one_of(assembly_id: int, category_id: int) -> CategoryOf:
    """Raises NotFound. Two queries."""
    category = await Category.get_or_none(id=category_id, assembly_id=assembly_id) if 0 < category_id < 2**63 else None
    if category is None:
        raise NotFound(_("This category is not there."))
    return _with_values(category, await CategoryValue.filter(category_id=category_id).order_by("position", "id"))


def _with_values(category: Category, values: Sequence[CategoryValue]) -> CategoryOf:
    return CategoryOf(category, tuple(value for value in values if value.category_id == category.id))
