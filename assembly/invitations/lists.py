"""A list of addresses as a council exports it: read line by line, its faults collected. Nothing of it is kept."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from assembly.invitations.refusals import ListRefused
from residents.belonging.marks import plain
from residents.places.postcodes import PostcodeRefused, display, normalise
from web.language import _

MOST_ROWS = 150_000
MOST_BYTES = 12_000_000
FAULTS_KEPT = 200
EXAMPLES = 30
LONGEST_LINE = 60
_MOST_LINES = 5  # with somebody to write to and the postcode, seven: as many as envelopes and Notify take
_MOST_COLUMNS = 60
_CHUNK = 1 << 16
# What a column of the address may be called, without capitals, spaces and numbers.
_PARTS = re.compile(
    r"(full)?address(line)?|line|organisation(name)?|sub?building(name)?|flat|building(name|number)?|house(name|number)?|"
    r"(dependent)?(street|thoroughfare|road)(name|description)?|(double)?(dependent)?locality|village|(post)?town(name)?|"
    r"city|district|county"
)
_POSTCODES = {"postcode", "postalcode", "pcode", "postcodelocator"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a postcode lies: the code of its ward, and its tenth of deprivation where that is loaded."""

    ward: str
    tenth: int | None


@dataclass(frozen=True, slots=True)
class Home:
    """One address of the list. `key` is what the lottery knows it by, `mark` what it is compared by."""

    lines: tuple[str, ...]
    postcode: str  # as in the table of postcodes
    place: Place
    key: str
    mark: str


@dataclass(slots=True)
class AddressList:
    """What a file holds that can be drawn from, and what became of the rest."""

    hash: str = ""
    homes: list[Home] = field(default_factory=list)
    rows: int = 0
    twice: int = 0  # the same home again
    faults: list[str] = field(default_factory=list)  # the first of them, in words
    faulty: int = 0
    outside: int = 0  # postcodes that are not of this place
    outside_examples: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)  # columns


@dataclass(frozen=True, slots=True)
class _Columns:
    uprn: int | None
    postcode: int
    lines: Sequence[int]
    unused: list[str]
    many: int


def read(file: IO[bytes], places: Mapping[str, Place], mark_of: Callable[[str, str], str]) -> AddressList:
    """Read a CSV file against the postcodes of the place. Takes a moment: ask for it in a thread of its own.

    `mark_of` makes the mark of a home from lines of address and postcode: two rows with one mark are one home.

    Raises ListRefused where it is no list of addresses at all; single rows at fault are only collected.
    """
    found = AddressList(hash=_hash(file))
    sieve = _Sieve(places, mark_of)
    rows = _rows(file)
    columns = _columns(next(rows, (1, []))[1])
    found.unused = columns.unused
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        found.rows += 1
        if found.rows > MOST_ROWS:
            raise ListRefused(
                _("This list has more than %(most)s addresses. Split it, and draw from each part.")
                % {"most": f"{MOST_ROWS:,}"}
            )
        sieve.take(found, line, row, columns)
    if not found.rows:
        raise ListRefused(_("There is no address in this file."))
    return found


def _hash(file: IO[bytes]) -> str:
    file.seek(0)
    hashed = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        hashed.update(chunk)
    file.seek(0)
    return hashed.hexdigest()


def _rows(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its line. Raises ListRefused for what is no CSV file."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    reader = csv.reader(text)
    try:
        for row in reader:
            yield reader.line_num, row
    except UnicodeDecodeError:
        raise ListRefused(
            _("This file is not UTF-8 text. In a spreadsheet choose “Save as”, and there “CSV UTF-8”.")
        ) from None
    except csv.Error:
        sentence = _("Line %(line)s cannot be read: this is not a CSV file, or a quotation mark is missing.")
        raise ListRefused(sentence % {"line": reader.line_num}) from None
    finally:
        text.detach()  # the file belongs to the request, which closes it


def _columns(heading: Sequence[str]) -> _Columns:
    if not heading or len(heading) > _MOST_COLUMNS:
        raise ListRefused(_("The first line has to name the columns, such as: UPRN, Address 1, Address 2, Postcode."))
    names = [re.sub(r"[\W_\d]+", "", name.casefold()) for name in heading]
    postcode = next((at for at, name in enumerate(names) if name in _POSTCODES), None)
    uprn = next((at for at, name in enumerate(names) if name == "uprn"), None)
    lines = [at for at, name in enumerate(names) if _PARTS.fullmatch(name)]
    if postcode is None:
        raise ListRefused(_("No column is called “Postcode”. Name the columns in the first line."))
    if not lines:
        raise ListRefused(
            _("No column looks like an address. Call them “Address 1”, “Address 2” and so on in the first line.")
        )
    used = {postcode, uprn, *lines}
    unused = [" ".join(name.split())[:40] for at, name in enumerate(heading) if at not in used and name.strip()]
    return _Columns(uprn, postcode, lines, unused, len(heading))


class _Sieve:
    """Puts each row where it belongs: among the homes, or to what is wrong with it."""

    def __init__(self, places: Mapping[str, Place], mark_of: Callable[[str, str], str]) -> None:
        self.places, self.mark_of = places, mark_of
        self.seen: set[str] = set()
        self.postcodes: dict[str, str] = {}  # as they were typed, so that each is read once

    def take(self, found: AddressList, line: int, row: list[str], columns: _Columns) -> None:
        fault, lines, code = _read_row(row, columns, self.postcodes)
        if fault:
            found.faulty += 1
            if len(found.faults) < FAULTS_KEPT:
                found.faults.append(_("Line %(line)s: %(fault)s") % {"line": line, "fault": fault})
            return
        place = self.places.get(code)
        if place is None:
            _note_outside(found, display(code))
            return
        mark = self.mark_of("\n".join(lines), code)
        uprn = row[columns.uprn].strip().lstrip("0") if columns.uprn is not None else ""
        marks = {mark, f"uprn {uprn}"} if uprn else {mark}
        if marks & self.seen:
            found.twice += 1
            return
        self.seen |= marks
        found.homes.append(Home(tuple(lines), code, place, f"{plain(''.join(lines))}|{code}", mark))


def _note_outside(found: AddressList, shown: str) -> None:
    found.outside += 1
    if len(found.outside_examples) < EXAMPLES and shown not in found.outside_examples:
        found.outside_examples.append(shown)


def _read_row(row: list[str], columns: _Columns, known: dict[str, str]) -> tuple[str, list[str], str]:
    """What is wrong with it, or nothing; the lines of its address; its postcode."""
    if len(row) != columns.many:
        wrong = _("it has %(cells)s columns, and the first line has %(columns)s.")
        return wrong % {"cells": len(row), "columns": columns.many}, [], ""
    lines = _lines([row[at] for at in columns.lines])
    if not lines or not any(letter.isalnum() for letter in "".join(lines)):
        return _("there is no address in it."), [], ""
    if any(len(one) > LONGEST_LINE or not one.isprintable() for one in lines):
        return _("a line of the address is too long, or holds signs that cannot be printed."), [], ""
    if columns.uprn is not None and row[columns.uprn].strip() and not _is_uprn(row[columns.uprn].strip()):
        return _("the UPRN is not a number of at most 12 digits."), [], ""
    typed = row[columns.postcode]
    try:
        code = known.get(typed) or normalise(typed)
    except PostcodeRefused:
        return _("the postcode is missing, or is not a whole postcode."), [], ""
    known[typed] = code
    return "", [line for line in lines if plain(line) != code.casefold()], code


def _lines(cells: Sequence[str]) -> list[str]:
    """Empty ones out; a full address in one cell at its commas; never more than fit on an envelope."""
    lines = [" ".join(cell.split()) for cell in cells]
    lines = [line.strip(" ,") for line in lines if line.strip(" ,")]
    if len(lines) == 1:
        lines = [part.strip() for part in lines[0].split(",") if part.strip()]
    if len(lines) > _MOST_LINES:
        lines = [", ".join(lines[: len(lines) - _MOST_LINES + 1]), *lines[len(lines) - _MOST_LINES + 1 :]]
    return lines


def _is_uprn(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 12


def count_by_ward(homes: Sequence[Home]) -> Counter[str]:
    return Counter(home.place.ward for home in homes)


def count_by_tenth(homes: Sequence[Home]) -> Counter[int]:
    """0 stands for those of which no tenth is known."""
    return Counter(home.place.tenth or 0 for home in homes)
