"""Census tables: how many people of the place have which answer, loaded from files by command."""

from assembly.models import CensusTable


async def all_tables() -> list[CensusTable]:
    return await CensusTable.all().order_by("name", "id")
