"""Reads census files: JSON as people put it together from the statistics office, or plain CSV. No database here."""

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from residents.places.files import FileRefused, text_of

LONGEST_LABEL = 200
MOST_ROWS = 500
_NUMBER = re.compile(r"\s*\(number\)\s*$", re.I)
_PERCENT = re.compile(r"\(percent(age)?\)\s*$|%\s*$", re.I)


@dataclass(frozen=True, slots=True)
class TableRead:
    name: str
    counts: dict[str, int]


@dataclass(slots=True)
class FileRead:
    """`skipped`: a sentence for everything that is no table of people."""

    tables: list[TableRead] = field(default_factory=list)
    area: str = ""
    source: str = ""
    skipped: list[str] = field(default_factory=list)


def read_json(path: Path, wanted: Sequence[str] = ()) -> FileRead:
    """Every table in the file, or only those `wanted` by name. Raises FileRefused.

    A table is a mapping of labels to whole numbers. One whose entries are tables themselves, such as age by sex, is
    read as one, with labels like “Female: Aged 16 to 19 years”.
    """
    try:
        content = json.loads(text_of(path))
    except json.JSONDecodeError as error:
        raise FileRefused(path, error.lineno, f"This is not JSON: {error.msg}.") from None
    if not isinstance(content, dict):
        raise FileRefused(path, None, "This is not a mapping of names to tables.")
    found = FileRead(area=_text(content.get("area")), source=_text(content.get("source")))
    for name, entry in content.items():
        if wanted and name not in wanted:
            continue
        if isinstance(entry, dict):
            _add(found, name, entry)
        elif not isinstance(entry, str):
            found.skipped.append(f"{name}: this is no table.")
    missing = [name for name in wanted if name not in content]
    if missing:
        raise FileRefused(path, None, f"There is no table “{missing[0]}”. There are: {_listed(content)}.")
    return found


def read_csv(path: Path, name: str, label: str = "", count: str = "") -> FileRead:
    """One table from CSV. `label` and `count` name the columns, by default the first two; rows with equal labels are
    added up, so that a file of small areas gives the people of each ward or each tenth. Raises FileRefused."""
    try:
        lines = [cells for cells in csv.reader(text_of(path).splitlines()) if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise FileRefused(path, None, f"This is not CSV: {error}.") from None
    if not lines:
        raise FileRefused(path, None, "The file is empty.")
    headings = [cell.strip() for cell in lines[0]]
    at_label, at_count = _column(path, headings, label, 0), _column(path, headings, count, 1)
    headed = bool(label or count) or _number(_cell(lines[0], at_count)) is None
    entries: dict[str, Any] = {}
    for cells in lines[headed:]:
        words, said = _cell(cells, at_label), _number(_cell(cells, at_count))
        if said is not None and isinstance(entries.get(words), float):
            said += entries[words]
        entries[words] = _cell(cells, at_count) if said is None else said
    found = FileRead()
    _add(found, name, entries)
    return found


def _column(path: Path, headings: Sequence[str], name: str, otherwise: int) -> int:
    if not name:
        if len(headings) <= otherwise:
            raise FileRefused(path, 1, "There must be two columns: a label and a number of people.")
        return otherwise
    if name not in headings:
        raise FileRefused(path, 1, f"There is no column “{name}”. There are: {', '.join(headings)}.")
    return headings.index(name)


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""


def _add(found: FileRead, name: str, entries: dict[str, Any]) -> None:
    if entries and all(isinstance(inner, dict) for inner in entries.values()):
        entries = {f"{outer}: {label}": said for outer, inner in entries.items() for label, said in inner.items()}
    counts: dict[str, int] = {}
    shares, odd = 0, []
    for label, said in entries.items():
        words = " ".join(_NUMBER.sub("", str(label)).split())
        number = _number(said)
        if _PERCENT.search(words):
            shares += 1
        elif number is None or number < 0 or number != int(number) or not 0 < len(words) <= LONGEST_LABEL:
            odd.append(words[:60] or "(no label)")
        else:
            counts[words] = counts.get(words, 0) + int(number)
    if shares:
        found.skipped.append(f"{name}: left out {shares} rows that are percents, not people.")
    if odd:
        more = f" and {len(odd) - 3} more" if len(odd) > 3 else ""
        found.skipped.append(f"{name}: left out rows without a number of people: {', '.join(odd[:3])}{more}.")
    if not counts:
        found.skipped.append(f"{name}: there are no numbers of people in it.")
    elif len(counts) > MOST_ROWS:
        found.skipped.append(f"{name}: {len(counts)} rows are more than the {MOST_ROWS} that a table here can have.")
    else:
        found.tables.append(TableRead(name, counts))


def _number(said: Any) -> float | None:
    """1577, 1577.0, "1,577" as a number; None for anything else."""
    if isinstance(said, bool):
        return None
    if isinstance(said, str):
        plain = said.strip().replace(",", "")
        said = float(plain) if re.fullmatch(r"\d{1,12}(\.\d+)?", plain, re.ASCII) else None
    if not isinstance(said, int | float) or not abs(said) < 10**12:  # which nan is not, either
        return None
    return float(said)


def _text(said: Any) -> str:
    return " ".join(said.split()) if isinstance(said, str) else ""


def _listed(content: dict[str, Any]) -> str:
    return ", ".join(name for name, entry in content.items() if isinstance(entry, dict))
