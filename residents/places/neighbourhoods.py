"""Neighbourhoods: sets of wards, LSOAs and postcodes that officers can change."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database import rows, transaction
from ledger import journal
from residents.people import Person
from residents.places import map as city_map
from residents.places.models import Neighbourhood, NeighbourhoodPart, PartKind, Ward
from residents.places.plans import FIELDS, Parts, PlaceRefused, Plan, check, check_known
from web.language import _
from web.refusals import NotFound


@dataclass(frozen=True, slots=True)
class NeighbourhoodRow:
    """A neighbourhood in a list. `parts` counts what it is made of."""

    id: int
    slug: str
    name: str
    description: str
    residents: int | None
    deprived_residents: int | None
    parts: int


async def all_current() -> Sequence[NeighbourhoodRow]:
    """Every neighbourhood that is not retired, in the order of the city's own list."""
    found = await rows(
        """SELECT n.id, n.slug, n.name, n.description, n.residents, n.deprived_residents,
                  (SELECT COUNT(*) FROM neighbourhood_part p WHERE p.neighbourhood_id = n.id) AS parts
           FROM neighbourhood n WHERE n.retired_at IS NULL ORDER BY n.position, n.name"""
    )
    return [NeighbourhoodRow(*one) for one in found]


async def wards_with_owners() -> Sequence[Any]:
    """Every ward with `code`, `name`, and in `owner` the name of the neighbourhood that it belongs to, or None."""
    return await rows(
        """SELECT w.code, w.name, n.name AS owner, n.id AS owner_id FROM ward w
           LEFT JOIN neighbourhood_part p ON p.kind = 'ward' AND p.code = w.code
           LEFT JOIN neighbourhood n ON n.id = p.neighbourhood_id ORDER BY w.name, w.code"""
    )


async def with_parts(neighbourhood_id: int) -> tuple[Neighbourhood, Parts]:
    """One current neighbourhood and what it is made of. Raises NotFound."""
    place = await Neighbourhood.get_or_none(id=neighbourhood_id, retired_at__isnull=True)
    if place is None:
        raise NotFound(_("This neighbourhood is not there any more."))
    found = (
        await NeighbourhoodPart.filter(neighbourhood_id=neighbourhood_id).order_by("code").values_list("kind", "code")
    )
    of = {kind: tuple(code for its, code in found if its == kind) for kind in PartKind}
    return place, Parts(of[PartKind.WARD], of[PartKind.LSOA], of[PartKind.POSTCODE])


async def create(by: Person, plan: Plan, now: datetime) -> Neighbourhood:
    by.demand("places.edit")
    check(plan)
    async with transaction():
        place = await Neighbourhood.create(
            slug=await _free_slug(plan.name), position=await Neighbourhood.all().count(), **_columns(plan)
        )
        await _check_name(place)
        await _set_parts(place, plan.parts)
        await city_map.redraw()
        await journal.record(by.actor, "neighbourhood.created", f"neighbourhood:{place.id}", at=now, **_as_detail(plan))
    return place


async def change(by: Person, neighbourhood_id: int, plan: Plan, now: datetime) -> Neighbourhood:
    by.demand("places.edit")
    check(plan)
    async with transaction():
        if not await Neighbourhood.filter(id=neighbourhood_id, retired_at__isnull=True).update(**_columns(plan)):
            raise NotFound(_("This neighbourhood is not there any more."))
        place = await Neighbourhood.get(id=neighbourhood_id)
        await _check_name(place)
        await _set_parts(place, plan.parts)
        await city_map.redraw()
        await journal.record(by.actor, "neighbourhood.changed", f"neighbourhood:{place.id}", at=now, **_as_detail(plan))
    return place


async def retire(by: Person, neighbourhood_id: int, now: datetime) -> None:
    """Take it off the map. Its parts become free, what happened there stays."""
    by.demand("places.edit")
    async with transaction():
        if not await Neighbourhood.filter(id=neighbourhood_id, retired_at__isnull=True).update(
            retired_at=now, shape=None
        ):
            raise NotFound(_("This neighbourhood is not there any more."))
        freed = await NeighbourhoodPart.filter(neighbourhood_id=neighbourhood_id).order_by("code").values_list("code")
        await NeighbourhoodPart.filter(neighbourhood_id=neighbourhood_id).delete()
        await city_map.redraw()
        await journal.record(
            by.actor, "neighbourhood.retired", f"neighbourhood:{neighbourhood_id}", at=now, parts=[c for (c,) in freed]
        )


def _columns(plan: Plan) -> dict[str, Any]:
    return {
        "name": plan.name,
        "description": plan.description,
        "residents": plan.residents,
        "deprived_residents": plan.deprived_residents,
    }


def _as_detail(plan: Plan) -> dict[str, Any]:
    parts = plan.parts
    lists = {"wards": list(parts.wards), "lsoas": list(parts.lsoas), "postcodes": list(parts.postcodes)}
    return _columns(plan) | lists


async def _check_name(place: Neighbourhood) -> None:
    others = Neighbourhood.filter(retired_at__isnull=True).exclude(id=place.id)
    if place.name.casefold() in {str(name).casefold() for name in await others.values_list("name", flat=True)}:
        sentence = _("There is a neighbourhood called %(name)s already.")
        raise PlaceRefused(sentence % {"name": place.name}, "name")


async def _set_parts(place: Neighbourhood, parts: Parts) -> None:
    await check_known(parts)
    taken = await rows(
        """SELECT p.kind, p.code, n.name FROM neighbourhood_part p JOIN neighbourhood n ON n.id = p.neighbourhood_id
           WHERE p.neighbourhood_id <> ?""",
        place.id,
    )
    owners = {(PartKind(one.kind), one.code): one.name for one in taken}
    for part in parts:
        if part in owners:
            sentence = _("%(part)s belongs to %(owner)s. Take it out there first, then add it here.")
            raise PlaceRefused(sentence % {"part": await _called(*part), "owner": owners[part]}, FIELDS[part[0]])
    await NeighbourhoodPart.filter(neighbourhood_id=place.id).delete()
    await NeighbourhoodPart.bulk_create(
        NeighbourhoodPart(neighbourhood_id=place.id, kind=kind, code=code) for kind, code in parts
    )


async def _called(kind: PartKind, code: str) -> str:
    if kind is PartKind.WARD:
        return (await Ward.get(code=code)).name
    return f"{code[:-3]} {code[-3:]}" if kind is PartKind.POSTCODE else code


async def _free_slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or "neighbourhood"
    found = await Neighbourhood.filter(slug__startswith=slug).values_list("slug", flat=True)
    taken = {str(one) for one in found}
    return next(one for one in (slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
