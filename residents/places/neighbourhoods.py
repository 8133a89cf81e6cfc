"""Neighbourhoods: sets of wards, LSOAs and postcodes that officers can change."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from database import rows, transaction
from ledger import journal
from residents.people import Person
from residents.places import map as city_map
from residents.places.models import Neighbourhood, NeighbourhoodPart, PartKind, Postcode, Ward
from residents.places.postcodes import PostcodeRefused, normalise
from web.language import _
from web.refusals import NotFound, Refused

_LSOA = re.compile(r"[EW]01[0-9]{6}")
_MOST_PEOPLE = 20_000_000
_FIELDS = {PartKind.WARD: "wards", PartKind.LSOA: "lsoas", PartKind.POSTCODE: "postcodes"}


class PlaceRefused(Refused):
    """The neighbourhood cannot be kept like this. `field` is the question at fault, where it is one."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


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


@dataclass(frozen=True, slots=True)
class Parts:
    """What a neighbourhood is made of: codes of wards and LSOAs, postcodes without a space."""

    wards: tuple[str, ...] = ()
    lsoas: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[tuple[PartKind, str]]:
        yield from ((PartKind.WARD, code) for code in self.wards)
        yield from ((PartKind.LSOA, code) for code in self.lsoas)
        yield from ((PartKind.POSTCODE, code) for code in self.postcodes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a neighbourhood should be."""

    name: str
    description: str = ""
    residents: int | None = None
    deprived_residents: int | None = None
    parts: Parts = field(default_factory=Parts)


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


def read_parts(wards: Sequence[str], lsoas: str, postcodes: str) -> Parts:
    """Parts as somebody typed them: codes and postcodes, one a line or with commas between. Raises PlaceRefused."""
    codes = tuple(dict.fromkeys(re.split(r"[\s,;]+", lsoas.upper().strip()))) if lsoas.strip() else ()
    for code in codes:
        if not _LSOA.fullmatch(code):
            raise PlaceRefused(
                _("“%(code)s” is not the code of an LSOA. One looks like E01014287.") % {"code": code[:20]}, "lsoas"
            )
    read = []
    for line in filter(None, (part.strip() for part in re.split(r"[\n,;]+", postcodes))):
        try:
            read.append(normalise(line))
        except PostcodeRefused:
            raise PlaceRefused(
                _("“%(text)s” is not a postcode. Write one on each line, like ST1 5HN.") % {"text": line[:20]},
                "postcodes",
            ) from None
    return Parts(tuple(dict.fromkeys(wards)), codes, tuple(dict.fromkeys(read)))


async def create(by: Person, plan: Plan, now: datetime) -> Neighbourhood:
    by.demand("places.edit")
    _check(plan)
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
    _check(plan)
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


def _check(plan: Plan) -> None:
    if not plan.name.strip():
        raise PlaceRefused(_("Give the neighbourhood a name."), "name")
    if len(plan.name) > 80:
        raise PlaceRefused(_("Shorten the name to 80 characters or fewer."), "name")
    for number in (plan.residents, plan.deprived_residents):
        if number is not None and not 0 <= number <= _MOST_PEOPLE:
            raise PlaceRefused(_("Write the number of people as a whole number, such as 12,500."), "residents")
    if (plan.deprived_residents or 0) > (_MOST_PEOPLE if plan.residents is None else plan.residents):
        sentence = _("More people cannot live in the most deprived areas than live there at all.")
        raise PlaceRefused(sentence, "deprived_residents")


async def _check_name(place: Neighbourhood) -> None:
    others = Neighbourhood.filter(retired_at__isnull=True).exclude(id=place.id)
    if place.name.casefold() in {str(name).casefold() for name in await others.values_list("name", flat=True)}:
        sentence = _("There is a neighbourhood called %(name)s already.")
        raise PlaceRefused(sentence % {"name": place.name}, "name")


async def _set_parts(place: Neighbourhood, parts: Parts) -> None:
    await _check_known(parts)
    taken = await rows(
        """SELECT p.kind, p.code, n.name FROM neighbourhood_part p JOIN neighbourhood n ON n.id = p.neighbourhood_id
           WHERE p.neighbourhood_id <> ?""",
        place.id,
    )
    owners = {(PartKind(one.kind), one.code): one.name for one in taken}
    for part in parts:
        if part in owners:
            sentence = _("%(part)s belongs to %(owner)s. Take it out there first, then add it here.")
            raise PlaceRefused(sentence % {"part": await _called(*part), "owner": owners[part]}, _FIELDS[part[0]])
    await NeighbourhoodPart.filter(neighbourhood_id=place.id).delete()
    await NeighbourhoodPart.bulk_create(
        NeighbourhoodPart(neighbourhood_id=place.id, kind=kind, code=code) for kind, code in parts
    )


async def _check_known(parts: Parts) -> None:
    """What is not loaded cannot belong anywhere: it would be a slip of the pen that nobody notices."""
    known: set[object] = {
        *await Ward.filter(code__in=parts.wards).values_list("code", flat=True),
        *await Postcode.filter(lsoa__in=parts.lsoas).distinct().values_list("lsoa", flat=True),
        *await Postcode.filter(code__in=parts.postcodes).values_list("code", flat=True),
    }
    for kind, code in parts:
        if code not in known:
            sentence = _("%(code)s is not in the area that this site knows. Check how it is written.")
            raise PlaceRefused(sentence % {"code": code[:20]}, _FIELDS[kind])


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
