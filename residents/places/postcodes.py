"""Postcodes as people type them, and where they lead: postcode to ward to neighbourhood."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import product
from typing import Any

from database import row, rows
from residents.places.models import PartKind
from web.language import _
from web.refusals import Refused

# The shapes that Royal Mail gives out, with the letters it leaves out of each place.
_SHAPE = re.compile(
    r"""(?: [A-PR-UWYZ] [0-9]{1,2} | [A-PR-UWYZ] [A-HK-Y] [0-9]{1,2}
          | [A-PR-UWYZ] [0-9] [A-HJKPS-UW] | [A-PR-UWYZ] [A-HK-Y] [0-9] [ABEHMNPRVWXY] )
        [0-9] [ABD-HJLNP-UW-Z]{2}""",
    re.VERBOSE,
)
_LOOK_ALIKES = {"O": "O0", "0": "0O", "I": "I1", "1": "1I", "L": "L1"}
_LONGEST = 40
_A_WHOLE_CITY = 500  # fewer postcodes than this are only a sample


class PostcodeRefused(Refused):
    """What was typed is not a postcode, or not one of this place."""

    def __init__(self, sentence: str, field: str = "postcode") -> None:
        super().__init__(sentence, field)


@dataclass(frozen=True, slots=True)
class WardChoice:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a postcode lies. While `other_wards` is not empty we cannot tell, and ask which of `sides` it is."""

    postcode: str
    ward_code: str
    ward_name: str
    neighbourhood_id: int | None
    neighbourhood_name: str
    other_wards: tuple[WardChoice, ...] = ()

    @property
    def sides(self) -> tuple[WardChoice, ...]:
        return (WardChoice(self.ward_code, self.ward_name), *self.other_wards)


def normalise(text: str) -> str:
    """“st1-5hn ” as ST15HN. Letters and digits that look alike are put right where only one reading is a postcode.

    Raises PostcodeRefused when it has not the shape of a postcode.
    """
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).upper()
    typed = "".join(character for character in plain if character.isalnum())
    if len(text) <= _LONGEST and 5 <= len(typed) <= 7:
        if _SHAPE.fullmatch(typed):
            return typed
        readings = {"".join(one) for one in product(*(_LOOK_ALIKES.get(c, c) for c in typed))}
        possible = [reading for reading in readings if _SHAPE.fullmatch(reading)]
        if len(possible) == 1:
            return possible[0]
    if not typed:
        raise PostcodeRefused(_("Enter your postcode, like ST1 5HN."))
    raise PostcodeRefused(
        _("That does not look like a whole postcode. A postcode looks like ST1 5HN: letters and numbers in two parts.")
    )


def display(code: str) -> str:
    """ST15HN as ST1 5HN."""
    return f"{code[:-3]} {code[-3:]}"


async def locate(text: str, ward_code: str = "") -> Whereabouts:
    """Where this postcode is. `ward_code` answers the question on which side of a ward's line somebody lives.

    Raises PostcodeRefused with a sentence that says what to do.
    """
    code = normalise(text)
    found = await row(
        """SELECT p.lsoa, w.code, w.name, n.code AS near_code, n.name AS near_name
           FROM postcode p JOIN ward w ON w.code = p.ward_id LEFT JOIN ward n ON n.code = p.near_ward_id
           WHERE p.code = ?""",
        code,
    )
    if found is None:
        raise PostcodeRefused(await _unknown(code))
    here = WardChoice(found.code, found.name)
    near = WardChoice(found.near_code, found.near_name) if found.near_code else None
    chosen = next((ward for ward in (here, near) if ward and ward.code == ward_code), None)
    ward = chosen or here
    lsoa = found.lsoa if ward == here else ""
    place = await _neighbourhood(code, lsoa, ward.code)
    return Whereabouts(
        postcode=display(code),
        ward_code=ward.code,
        ward_name=ward.name,
        neighbourhood_id=place.id if place else None,
        neighbourhood_name=place.name if place else "",
        other_wards=(near,) if near and not chosen else (),
    )


_SMALLEST_FIRST = [PartKind.POSTCODE, PartKind.LSOA, PartKind.WARD]


async def _neighbourhood(postcode: str, lsoa: str, ward: str) -> Any:
    """The smallest part that holds it decides."""
    found = await rows(
        """SELECT part.kind, n.id, n.name
           FROM neighbourhood_part part JOIN neighbourhood n ON n.id = part.neighbourhood_id
           WHERE n.retired_at IS NULL AND ((part.kind = 'postcode' AND part.code = ?)
              OR (part.kind = 'lsoa' AND part.code = ?) OR (part.kind = 'ward' AND part.code = ?))""",
        postcode,
        lsoa,
        ward,
    )
    return min(found, key=lambda part: _SMALLEST_FIRST.index(PartKind(part.kind)), default=None)


async def _unknown(code: str) -> str:
    """Why a postcode that could exist is not here, and what somebody can do about it."""
    known = await row("SELECT COUNT(*) AS many, MIN(code) AS example FROM postcode")
    few = known is None or known.many < _A_WHOLE_CITY
    if few or await _has_neighbour(code):
        where = _("We do not know the postcode %(postcode)s. It may be very new, or just outside our area.")
    else:
        where = _("%(postcode)s is outside our area, so another council shares out the money there.")
    tie = _("If you work, study or volunteer in our area, use the postcode of that place: you can still take part.")
    sentences = [where % {"postcode": display(code)}, tie, _("If you think we have it wrong, please tell us.")]
    if few and known is not None and known.example:
        tried = _("Only a few postcodes are on this site so far. To try it out, use %(example)s.")
        sentences.append(tried % {"example": display(known.example)})
    return " ".join(sentences)


async def _has_neighbour(code: str) -> bool:
    """Whether a postcode of the same district is ours."""
    found = await row(
        "SELECT code FROM postcode WHERE code >= ? AND code < ? AND length(code) = ? LIMIT 1",
        f"{code[:-3]}0",
        f"{code[:-3]}A",
        len(code),
    )
    return found is not None
