"""Bands: the sizes of grant, each with the least and the most that a project may cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pb.cycles import CycleRefused, changing, keep
from pb.models import Band
from pb.text import one_line
from residents.people import Person
from web.filters import money
from web.language import _

MOST_BANDS = 8


@dataclass(frozen=True, slots=True)
class BandPlan:
    """`row` is where it stood on the form, counted from 1, so that a refusal lands beside it."""

    row: int
    name: str
    least_pence: int
    most_pence: int


async def set_bands(by: Person, cycle_id: int, version: int, bands: Sequence[BandPlan], now: datetime) -> None:
    """Replace all bands. No bands at all means that a project may cost anything up to its pot."""
    kept = [BandPlan(band.row, one_line(band.name)[:40], band.least_pence, band.most_pence) for band in bands]
    _check(kept)
    async with changing(by, cycle_id, version, now) as cycle:
        before = {band.name: [band.least_pence, band.most_pence] for band in await bands_of(cycle_id)}
        after = {band.name: [band.least_pence, band.most_pence] for band in kept}
        await Band.filter(cycle_id=cycle_id).delete()
        for position, band in enumerate(kept):
            await Band.create(
                cycle=cycle,
                name=band.name,
                least_pence=band.least_pence,
                most_pence=band.most_pence,
                position=position,
            )
        more = {"bands": [before, after]} if before != after else {}
        await keep(by, cycle, "cycle.bands-set", now, {}, **more)


def _check(bands: Sequence[BandPlan]) -> None:
    if len(bands) > MOST_BANDS:
        raise CycleRefused(_("Use %(most)s sizes of grant or fewer.") % {"most": MOST_BANDS})
    names: set[str] = set()
    for band in bands:
        if not band.name:
            raise CycleRefused(_("Give this size a name, such as “small”."), f"name_{band.row}")
        if band.name.casefold() in names:
            raise CycleRefused(_("Two sizes have this name. Give each its own."), f"name_{band.row}")
        if band.least_pence > band.most_pence:
            said = _("The most must not be less than the least, which is %(least)s.")
            raise CycleRefused(said % {"least": money(band.least_pence)}, f"most_{band.row}")
        names.add(band.name.casefold())


async def bands_of(cycle_id: int) -> list[Band]:
    return await Band.filter(cycle_id=cycle_id).order_by("position", "id")
