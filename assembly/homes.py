"""Which home an address means, however somebody writes it: within one postcode a number or a name says it."""

import re
import unicodedata

_ROAD = re.compile(
    r"\b(street|st|road|rd|avenue|ave|av|lane|ln|drive|dr|close|cl|crescent|cres|place|pl|terrace|ter|grove|gr|way|walk|"
    r"gardens|gdns|square|sq|row|rise|hill|view|green|mews|parade|bank)\b"
)
_BUILDING = re.compile(r"\b(house|court|ct|tower|heights|point|lodge|mansions|building|apartments|block|mill|works)\b")
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b")
_FLAT = re.compile(r"\b(?:flat|apartment|apt|unit|room|rm|studio|bedsit)\s*(?:no|number)?\s*(\d+[a-z]?|[a-z])\b")
_NUMBER = re.compile(r"\b(\d+)\s?([a-z])?\b")
_ITS_OWN = re.compile(r"\bno\b|\bnumber\b")


def home_in(address: str) -> str:
    """The home that these lines name within its postcode, such as “10/2” for “Flat 2, 10 High St., Hanley”.

    Street and town are left out, because a postcode has them and people write them in many ways. A house or a building
    without a number is known by its name. Equal texts mean one home; it is the empty text where nothing is written.
    """
    lines = _lines(address)
    text = " , ".join(lines)
    flat, rest = _flat(text)
    numbers = [(number, letter) for number, letter in _NUMBER.findall(rest)]
    building = _building(rest)
    if not numbers:
        return "/".join(part for part in (building or _name(rest), flat) if part)
    if not flat and len(numbers) > 1:
        (number, letter), *numbers = numbers
        flat = number + letter
    number, letter = numbers[0]
    if building and not flat and not _ROAD.search(_beside_number(rest)):
        return f"{building}/{number}{letter}"  # “5 Hanover House” is flat 5 of it
    return "/".join(part for part in (number, flat or letter) if part)


def _lines(address: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", address).casefold()
    bare = "".join(one for one in bare if not unicodedata.combining(one)).replace("'", "").replace("’", "")
    parts = [re.sub(r"[^\w]+|_", " ", part).strip() for part in re.split(r"[,;\n]", bare.replace("/", " , "))]
    return [_ORDINAL.sub(" ", _ITS_OWN.sub(" ", part)) for part in parts if part]


def _flat(text: str) -> tuple[str, str]:
    """The flat's number or letter, and what is left of the address."""
    found = _FLAT.search(text)
    return (found[1], text[: found.start()] + " " + text[found.end() :]) if found else ("", text)


def _beside_number(text: str) -> str:
    """The part of the address in which the first number stands; the one after it, if it stands there alone."""
    parts = [part.strip() for part in text.split(",")]
    at = next(index for index, part in enumerate(parts) if _NUMBER.search(part))
    return parts[at + 1] if not _NUMBER.sub("", parts[at]).strip() and at + 1 < len(parts) else parts[at]


def _building(text: str) -> str:
    """The name of a block: the words before “house” or “court”, in the part of the address where that stands."""
    for part in text.split(","):
        found = _BUILDING.search(part)
        name = re.sub(r"\d+\s?[a-z]?\b|\s+", "", part[: found.end()]) if found else ""
        if found and len(name) > len(found[0]):
            return name
    return ""


def _name(text: str) -> str:
    """The first part that says anything, without the street that may follow on the same line."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return re.sub(r"\s+", "", parts[0]) if parts else ""
