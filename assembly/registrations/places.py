"""Where somebody lives, as far as an assembly needs it: in the area or not, the ward, the tenth of deprivation."""

from dataclasses import dataclass

from assembly.models import Asked, Assembly, CategoryValue
from assembly.registrations.refusals import NotThisTime, RegistrationRefused, WhichSide
from residents.places.models import Postcode
from residents.places.postcodes import PostcodeRefused, WardChoice, display, normalise
from web.language import _


@dataclass(frozen=True, slots=True)
class Place:
    """`postcode` as in the table of postcodes; `tenth` of deprivation, None where nobody knows it."""

    postcode: str
    ward_code: str
    tenth: int | None


async def find(assembly: Assembly, typed: str, side: str) -> Place:
    """`side`: the ward that somebody chose, where their postcode lies on a line; or empty.

    Raises RegistrationRefused for what is no postcode, NotThisTime for one that lies elsewhere, WhichSide.
    """
    try:
        code = normalise(typed)
    except PostcodeRefused as refused:
        raise RegistrationRefused(refused.sentence, "postcode") from None
    known = await Postcode.get_or_none(code=code).select_related("ward", "near_ward")
    if known is None:
        raise NotThisTime(
            "area",
            _("%(postcode)s is not in the area of this assembly, as far as we know.") % {"postcode": display(code)},
        )
    ward = known.ward_id
    if known.near_ward is not None:
        sides = [WardChoice(one.code, one.name) for one in (known.ward, known.near_ward)]
        if side in [one.code for one in sides]:
            ward = side
        elif await _matters(assembly, known.ward_id, known.near_ward.code):
            raise WhichSide(sides)
    return Place(code, ward, await tenth_of(known))


async def tenth_of(known: Postcode) -> int | None:
    """Its own, or that of its neighbours: a small area has one tenth, and a new postcode may lack it."""
    if known.tenth is not None or not known.lsoa:
        return known.tenth
    neighbour = await Postcode.filter(lsoa=known.lsoa, tenth__isnull=False).first()
    return neighbour.tenth if neighbour else None


async def _matters(assembly: Assembly, one: str, other: str) -> bool:
    """Whether the two wards stand in different values of a category."""
    values = await CategoryValue.filter(category__assembly_id=assembly.id, category__asked=Asked.WARD)
    return any((one in wards) != (other in wards) for value in values if (wards := wards_of(value)) is not None)


def wards_of(value: CategoryValue) -> list[str] | None:
    found = (value.rule or {}).get("wards")
    return [str(code) for code in found] if isinstance(found, list) else None
