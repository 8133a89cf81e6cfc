"""What the panel should look like: categories, their people from census and wards, and the seats that follow."""

from assembly.assemblies import one as read
from assembly.census import loading, reading
from assembly.models import Assembly
from assembly.quotas import categories, categories_of, people, seats
from assembly.sample.planning import version
from assembly.sample.stories import CENSUS, Calendar
from residents.people import Person

CATEGORIES = ("part", "gender", "age", "ethnicity", "disability")
_WIDER = 1  # people at both ends of each quota: a panel of 45 that fits exactly is hard to find


async def bring_in(by: Person, assembly: Assembly, calendar: Calendar) -> None:
    now = calendar.at("2026-06-09", 14)
    await loading.load(by, CENSUS, reading.read_json(CENSUS), now)
    for key in CATEGORIES:
        await categories.add(by, assembly.id, await version(assembly.id), key, "", now)
    for one in await categories_of(assembly.id):
        if one.category.slug == "part":
            await people.set_from_places(by, assembly.id, await version(assembly.id), one.id, now)
    unknown = await seats.work_out(by, assembly.id, await version(assembly.id), _WIDER, "", now)
    assert not unknown and (await read(assembly.id)).commissioned_at is None
