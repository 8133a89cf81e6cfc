"""How deprived the small area around a postcode is: tenths of all small areas of the country, 1 the most deprived."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from database import row, transaction
from ledger import journal
from residents.people import Person
from residents.places.files import CODE, FileRefused, text_of
from residents.places.models import Postcode, Ward

_LSOA = re.compile(r"lsoa.*(code|cd)\b.*|lsoa(\d\d)?", re.I)
_TENTH = re.compile(r"(imd|index of multiple deprivation)\b.*(decile|tenth).*|imd_?(decile|tenth)|decile|tenth", re.I)
_WARD = re.compile(r"(ward|wd)_?(\d\d)?_?(code|cd)", re.I)
_RESIDENTS = re.compile(r"residents.*|population.*", re.I)
_BATCH = 500


@dataclass(slots=True)
class SmallAreas:
    """`tenths` by the code of the area; `residents` and `most_deprived` by ward, where the file knows them."""

    tenths: dict[str, int] = field(default_factory=dict)
    residents: Counter[str] = field(default_factory=Counter)
    most_deprived: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Marked:
    """Postcodes with a tenth now, those without, and wards whose residents were not known before."""

    postcodes: int
    without: int
    wards: int


def read_tenths(path: Path) -> SmallAreas:
    """From the indices of deprivation as CSV, of the whole country or of one place. Raises FileRefused."""
    reader = csv.reader(text_of(path).splitlines())
    found = SmallAreas()
    try:
        headings = [cell.strip() for cell in next(reader, [])]
        lsoa, tenth = _at(headings, _LSOA.fullmatch), _at(headings, _TENTH.fullmatch)
        if lsoa is None or tenth is None:
            raise FileRefused(path, 1, "The headings need an LSOA code and a decile of deprivation (IMD_decile).")
        ward, residents = _at(headings, _WARD.fullmatch), _at(headings, _RESIDENTS.fullmatch)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _take(path, reader.line_num, found, cells, (lsoa, tenth), (ward, residents))
    except csv.Error as error:
        raise FileRefused(path, reader.line_num, f"This is not CSV: {error}.") from None
    if not found.tenths:
        raise FileRefused(path, None, "There is no small area in it.")
    return found


def _at(headings: Sequence[str], fits: Callable[[str], object]) -> int | None:
    return next((at for at, heading in enumerate(headings) if fits(heading)), None)


def _take(
    path: Path,
    line: int,
    found: SmallAreas,
    cells: Sequence[str],
    needed: tuple[int, int],
    more: tuple[int | None, int | None],
) -> None:
    lsoa, tenth = (cells[at].strip() if at < len(cells) else "" for at in needed)
    if not CODE.fullmatch(lsoa):
        raise FileRefused(path, line, f"“{lsoa[:20]}” is not the code of a small area, such as E01014326.")
    if not (tenth.isascii() and tenth.isdecimal() and 1 <= int(tenth) <= 10):
        raise FileRefused(path, line, f"“{tenth[:20]}” is not a tenth: 1, the most deprived, to 10.")
    if lsoa in found.tenths:
        raise FileRefused(path, line, f"{lsoa} is there already.")
    found.tenths[lsoa] = int(tenth)
    ward, people = (cells[at].strip() if at is not None and at < len(cells) else "" for at in more)
    if CODE.fullmatch(ward) and people.isascii() and people.isdecimal() and len(people) < 9:
        found.residents[ward] += int(people)
        found.most_deprived[ward] += int(people) if int(tenth) == 1 else 0


async def mark(by: Person, path: Path, found: SmallAreas, now: datetime) -> Marked:
    """Gives every postcode the tenth of its small area. Wards get residents only where none are known yet."""
    by.demand("places.edit")
    async with transaction():
        await Postcode.filter(tenth__isnull=False).update(tenth=None)
        by_tenth: dict[int, list[str]] = {}
        for lsoa in await Postcode.exclude(lsoa="").distinct().values_list("lsoa", flat=True):
            if str(lsoa) in found.tenths:
                by_tenth.setdefault(found.tenths[str(lsoa)], []).append(str(lsoa))
        for tenth, areas in by_tenth.items():
            for start in range(0, len(areas), _BATCH):
                await Postcode.filter(lsoa__in=areas[start : start + _BATCH]).update(tenth=tenth)
        wards = await _fill_wards(found)
        counted = await row("SELECT COUNT(*) AS all_of_them, COUNT(tenth) AS marked FROM postcode")
        marked = Marked(counted.marked, counted.all_of_them - counted.marked, wards) if counted else Marked(0, 0, wards)
        await journal.record(
            by.actor, "places.deprivation-loaded", "places", at=now, file=path.name, postcodes=marked.postcodes
        )
    return marked


async def _fill_wards(found: SmallAreas) -> int:
    empty = await Ward.filter(residents__isnull=True).values_list("code", flat=True)
    codes = [str(code) for code in empty if str(code) in found.residents]
    for code in codes:
        await Ward.filter(code=code).update(
            residents=found.residents[code], deprived_residents=found.most_deprived[code]
        )
    return len(codes)


async def tenths_by_area() -> Mapping[str, int]:
    """What is known now, by small area: to keep it when postcodes are loaded anew."""
    known = await Postcode.filter(tenth__isnull=False).exclude(lsoa="").distinct().values_list("lsoa", "tenth")
    return {str(lsoa): int(tenth) for lsoa, tenth in known}
