"""The sample assembly at one of its forms, as a part of the sample of the whole site."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from assembly import secrets
from assembly.assemblies import one as read
from assembly.models import Assembly
from assembly.quotas import categories_of
from assembly.sample import drawing, inviting, people, planning, quotas, registering, seating
from assembly.sample.stories import DRAFT, DRAWN, FORMS, RECRUITING, Calendar, told
from residents.people import Person
from residents.places.models import NeighbourhoodPart, PartKind
from web.samples import Part

_POOL = {RECRUITING: 170}
_USUAL_POOL = 220


async def build(form: str, officers: Mapping[str, Any], now: datetime) -> None:
    """`officers`: those of the sample, by a word for what they do."""
    calendar = Calendar(form, now)
    asma: Person = officers["assembly"]
    assembly = await planning.plan(asma, calendar)
    await quotas.bring_in(asma, assembly, calendar)
    if form == DRAFT:
        return
    await planning.commission(officers["publisher"], assembly, calendar)
    assembly = await read(assembly.id)
    towns = await _towns()
    letters, tickets = await inviting.bring_in(asma, assembly, towns, calendar)
    desk = await registering.desk(assembly, letters, tickets, towns)
    await _pool(desk, officers["facilitator"], calendar)
    if form == DRAWN:
        await drawing.bring_in(asma, officers["assembly2"], officers["publisher"], await read(assembly.id), calendar)
        await seating.bring_in(asma, await read(assembly.id), calendar)


async def _pool(desk: registering.Desk, facilitator: Person, calendar: Calendar) -> None:
    many = _POOL.get(calendar.form, _USUAL_POOL)
    meets = calendar.day(told()["rounds"][0]["date"])
    crowd = people.crowd(many, await categories_of(desk.assembly.id), meets, calendar.form)
    await registering.register_all(desk, crowd, facilitator, calendar)


async def _towns() -> dict[str, str]:
    """The name of the town by the code of the ward."""
    parts = await NeighbourhoodPart.filter(
        kind=PartKind.WARD, neighbourhood__retired_at__isnull=True
    ).select_related("neighbourhood")  # fmt: skip
    return {one.code: one.neighbourhood.name for one in parts}


async def real() -> str:
    """The name of an assembly that is no sample; empty where there is none."""
    found = await Assembly.filter(sample=False).order_by("id").first()
    return found.name if found is not None else ""


async def keys() -> Sequence[str]:
    return [one.key_name for one in await Assembly.all()]


async def forget(names: Iterable[str]) -> None:
    """Destroy the keys of assemblies that are gone: nothing can be read with them any more."""
    for name in names:
        if not await Assembly.exists(key_name=name):
            secrets.destroy(Assembly(key_name=name))


PART = Part(
    word="assembly", about="how far the Citizens' Assembly is", forms=FORMS, usual=RECRUITING,
    build=build, real=real, keys=keys, forget=forget,
)  # fmt: skip
