"""Whether people can register without a letter or a card."""

from datetime import datetime

from assembly.assemblies import changing, keep
from residents.people import Person


async def set_open_form(by: Person, assembly_id: int, version: int, opened: bool, now: datetime) -> None:
    """Also while people register: whoever began without a letter can send what they began.

    Raises NotAllowed, AssemblyRefused once the pool is frozen, ChangedMeanwhile.
    """
    async with changing(by, assembly_id, version, now) as assembly:
        await keep(by, assembly, "assembly.open-form-set", now, {"open_form": opened})
