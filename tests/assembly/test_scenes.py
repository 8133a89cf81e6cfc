"""The scenes that other tests stand on are what they say they are."""

import pytest

from assembly.assemblies import phase_at
from assembly.models import Answer, Category, CategoryValue
from assembly.phases import Phase
from tests.assembly.scenes import assembly_scene, draft_scene, officer, register
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("db")


async def test_the_usual_assembly_recruits_and_its_quotas_fit_its_seats() -> None:
    assembly = await assembly_scene(NOW)
    assert await phase_at(assembly, NOW) is Phase.RECRUITING
    assert await phase_at(await draft_scene(), NOW) is Phase.DRAFT
    for category in await Category.filter(assembly=assembly):
        values = await CategoryValue.filter(category=category)
        assert sum(value.least for value in values) <= assembly.seats <= sum(value.most for value in values)


async def test_somebody_in_the_pool_has_the_features_given() -> None:
    assembly = await assembly_scene(NOW)
    person = await register(assembly, NOW, gender="female", age="16-to-34", name="Ann Example")
    found = await Answer.filter(registration=person).order_by("category_id").prefetch_related("value")
    assert (person.name, [answer.value.slug for answer in found]) == ("Ann Example", ["female", "16-to-34"])
    assert (await officer()).may("assemblies.edit")
