"""The tables of a `.pb` file: META, PROJECTS and VOTES, each with its own heading row and `;` between columns."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pb.counting.refusals import PabulibRefused

SECTIONS = ("META", "PROJECTS", "VOTES")
# The order of META at pabulib.org; what it does not know comes last, as it came.
META_ORDER = (
    "description", "country", "unit", "district", "subunit", "instance", "num_projects", "num_votes", "budget",
    "vote_type", "rule", "date_begin", "date_end", "min_length", "max_length", "min_sum_cost", "max_sum_cost",
    "min_points", "max_points", "min_sum_points", "max_sum_points", "default_score", "min_project_cost",
    "max_project_cost", "min_project_score_threshold", "neighborhoods", "subdistricts", "categories", "edition",
    "language", "currency", "fully_funded", "experimental", "comment", "acknowledgments",
)  # fmt: skip
LONGEST_NAME = 40  # a line longer than this, semicolons included, names no section
NEEDED_COLUMNS = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}


class Row(NamedTuple):
    line: int
    cells: Sequence[str]


@dataclass(slots=True)
class Section:
    """One table. `line` is where it begins, counted from 1; columns are found by name, never by place."""

    line: int
    columns: dict[str, int] = field(default_factory=dict)
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def rows(self) -> Iterator[Row]:
        """One after the other: a city has a hundred thousand."""
        columns = len(self.columns)
        for number, line in self.lines:
            cells = cells_of(line, number) if '"' in line else line.split(";")
            if len(cells) != columns:
                raise PabulibRefused(
                    f"The number of columns here is {len(cells)}, but in the heading of this section it is {columns}.",
                    number,
                )
            yield Row(number, cells)

    def cell(self, row: Row, column: str) -> str:
        """What stands in that column; nothing where the file has no such column."""
        return row.cells[self.columns[column]].strip() if column in self.columns else ""


def split(text: str) -> dict[str, Section]:
    """The three sections. Lines end in \\n or \\r\\n only: a name may hold any other separator."""
    sections: dict[str, Section] = {}
    current: Section | None = None
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.removesuffix("\r")
        name = line.strip(" \t;") if len(line) < LONGEST_NAME else line
        if not name:
            continue
        if name.upper() in SECTIONS:
            current = begin(sections, name.upper(), number)
        elif current is None:
            raise PabulibRefused("The file must begin with a line that says META.", number)
        elif not current.columns:
            current.columns = heading(cells_of(line, number), number)
        else:
            current.lines.append((number, line))
    return complete(sections)


def in_order(facts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Lines of META in the usual order."""
    places = {key: place for place, key in enumerate(META_ORDER)}
    return sorted(facts, key=lambda fact: places.get(fact[0], len(places)))


def begin(sections: dict[str, Section], name: str, line: int) -> Section:
    if name in sections:
        raise PabulibRefused(f"The section {name} begins a second time. Each section may stand once.", line)
    sections[name] = Section(line)
    return sections[name]


def heading(cells: Sequence[str], line: int) -> dict[str, int]:
    names = [cell.strip() for cell in cells]
    if len(set(names)) < len(names):
        raise PabulibRefused("Two columns have the same name. Give each column its own.", line)
    return {name: place for place, name in enumerate(names)}


def cells_of(line: str, number: int) -> Sequence[str]:
    if '"' not in line:
        return line.split(";")
    try:
        return next(csv.reader([line], delimiter=";", strict=True))
    except csv.Error as error:
        raise PabulibRefused("A quotation mark is opened and not closed, or closed too early.", number) from error


def complete(sections: dict[str, Section]) -> dict[str, Section]:
    for name in SECTIONS:
        if name not in sections:
            raise PabulibRefused(f"The section {name} is missing.")
        for column in NEEDED_COLUMNS[name]:
            if column not in sections[name].columns:
                raise PabulibRefused(f"The section {name} has no column “{column}”.", sections[name].line)
    return sections
