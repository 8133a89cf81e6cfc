"""Making quotas wider where the pool cannot fill them: exactly the change that was shown, with a public reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assembly.assemblies import AssemblyRefused, changing
from assembly.quotas import categories_of
from assembly.quotas.seats import quotas_by_name, store
from residents.people import Person
from web.language import _
from web.text import one_line


@dataclass(frozen=True, slots=True)
class Easing:
    """`bound` ("least" or "most") of one value, as it was shown (`now`) and as it should be."""

    value_id: int
    bound: str
    now: int
    to: int


async def ease(
    by: Person, assembly_id: int, version: int, easings: Sequence[Easing], reason: str, now: datetime
) -> None:
    """All of it or nothing. Only ever wider: a quota that was missed is never made narrower on the way."""
    if not one_line(reason):
        raise AssemblyRefused(_("Say why the quotas are changed. Everybody can read it."), "reason")
    if not easings:
        raise AssemblyRefused(_outdated())
    async with changing(by, assembly_id, version, now) as assembly:
        categories = await categories_of(assembly_id)
        before = quotas_by_name(categories)
        for easing in easings:
            value = next((found for one in categories if (found := one.value(easing.value_id))), None)
            if value is None or easing.bound not in ("least", "most"):
                raise AssemblyRefused(_outdated())
            wider = 0 <= easing.to < easing.now if easing.bound == "least" else easing.now < easing.to <= assembly.seats
            if getattr(value, easing.bound) != easing.now or not wider:
                raise AssemblyRefused(_outdated())
            setattr(value, easing.bound, easing.to)
        await store(by, assembly, categories, before, "assembly.quotas-eased", reason, now)


def _outdated() -> str:
    return _("The quotas have changed since this was worked out. Go back and look at what is needed now.")
