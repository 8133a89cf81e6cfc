"""How a neighbourhood should be: what an officer wants, read from what was typed, and what cannot be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from residents.places.models import PartKind, Postcode, Ward
from residents.places.postcodes import PostcodeRefused, normalise
from web.language import _
from web.refusals import Refused

_LSOA = re.compile(r"[EW]01[0-9]{6}")
_MOST_PEOPLE = 20_000_000
FIELDS = {PartKind.WARD: "wards", PartKind.LSOA: "lsoas", PartKind.POSTCODE: "postcodes"}


class PlaceRefused(Refused):
    """The neighbourhood cannot be kept like this. `field` is the question at fault, where it is one."""


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


def check(plan: Plan) -> None:
    """Raises PlaceRefused for a name or for figures that cannot be."""
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


async def check_known(parts: Parts) -> None:
    """What is not loaded cannot belong anywhere: it would be a slip of the pen that nobody notices."""
    known: set[object] = {
        *await Ward.filter(code__in=parts.wards).values_list("code", flat=True),
        *await Postcode.filter(lsoa__in=parts.lsoas).distinct().values_list("lsoa", flat=True),
        *await Postcode.filter(code__in=parts.postcodes).values_list("code", flat=True),
    }
    for kind, code in parts:
        if code not in known:
            sentence = _("%(code)s is not in the area that this site knows. Check how it is written.")
            raise PlaceRefused(sentence % {"code": code[:20]}, FIELDS[kind])
