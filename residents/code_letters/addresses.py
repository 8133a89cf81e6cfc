"""An address as it is written on an envelope, and whether a letter can go there."""

import re
from dataclasses import dataclass

from residents.code_letters.refusals import CodeLetterRefused
from residents.models import Claim
from residents.places.postcodes import PostcodeRefused, locate
from web.language import _

LONGEST_LINE = 50
_NOWHERE = re.compile(
    r"\b(no[ -]?(fixed|current|permanent)[ -]?(abode|address|home|place)|n\.?\s?f\.?\s?a\.?|no address|homeless|"
    r"rough sleep(er|ing)|of no fixed|poste restante|general delivery)(\b|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Address:
    """One that a letter can be posted to."""

    name: str
    first: str
    second: str
    town: str
    postcode: str

    @property
    def lines(self) -> list[str]:
        return [line for line in (self.name, self.first, self.second, self.town, self.postcode) if line]


@dataclass(frozen=True, slots=True)
class Typed:
    """As somebody wrote it into the form."""

    name: str = ""
    first: str = ""
    second: str = ""
    town: str = ""
    postcode: str = ""


async def read(typed: Typed, claim: Claim) -> Address:
    """Raises CodeLetterRefused, with the field it is about: a place to live is not needed, but a letter needs one."""
    lines = {name: " ".join(getattr(typed, name).split()) for name in ("name", "first", "second", "town")}
    for name, line in lines.items():
        if _NOWHERE.search(line):
            raise CodeLetterRefused(
                _(
                    "We cannot post a letter to that. You do not need an address to take part: people at a community "
                    "lounge or library can confirm you, and so does a card from a group you know."
                ),
                name,
            )
        _check_line(name, line)
    if not any(letter.isalnum() for letter in lines["first"]):
        raise CodeLetterRefused(_("Write the house or flat and the street, such as Flat 2, 10 High Street."), "first")
    if not any(letter.isalpha() for letter in lines["town"]):
        raise CodeLetterRefused(_("Write the town, such as Hanley."), "town")
    postcode = await _postcode(typed.postcode, claim)
    return Address(lines["name"] or _("The resident"), lines["first"], lines["second"], lines["town"], postcode)


def _check_line(name: str, line: str) -> None:
    if len(line) > LONGEST_LINE:
        raise CodeLetterRefused(
            _("Shorten this to %(limit)s characters or fewer, so that it fits on the envelope.")
            % {"limit": LONGEST_LINE},
            name,
        )
    if not line.isprintable() or re.search(r"[<>{}\\@]|https?:", line):
        raise CodeLetterRefused(_("Write this line with letters, numbers and the usual marks only."), name)


async def _postcode(typed: str, claim: Claim) -> str:
    """The letter goes where the claim says that somebody belongs; elsewhere it would show nothing."""
    try:
        found = await locate(typed, claim.ward_id or "")
    except PostcodeRefused as refused:
        raise CodeLetterRefused(refused.sentence, "postcode") from None
    same = found.ward_code == claim.ward_id if claim.ward_id else found.neighbourhood_id == claim.neighbourhood_id
    if not same:
        raise CodeLetterRefused(
            _(
                "%(postcode)s is not in the part of the city you told us you belong to. If you have moved, first say "
                "again where you belong."
            )
            % {"postcode": found.postcode},
            "postcode",
        )
    return found.postcode
