"""A pool from two CSV files: the people, a row each, and the quotas as `feature,value,min,max`."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO

from assembly.sortition.pool import Person, Pool, Quota
from assembly.sortition.refusals import SortitionRefused

QUOTA_COLUMNS = ("feature", "value", "min", "max")
ID_COLUMN = "id"
MOST_SHOWN = 20


class FilesRefused(SortitionRefused):
    """The files cannot be used; `problems` are sentences, each with its file and line."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - MOST_SHOWN
        tail = [f"… and {more} more."] if more > 0 else []
        super().__init__("\n".join([*self.problems[:MOST_SHOWN], *tail]))


@dataclass
class _Table:
    """The rows of one file under its heading, and everything that is wrong with them."""

    name: str
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def wrong(self, line: int, sentence: str) -> None:
        self.problems.append(f"{self.name}, line {line}: {sentence}")


def read_pool(people: bytes, quotas: bytes, seats: int, household: Sequence[str] = ()) -> Pool:
    """The pool of two files in UTF-8. Columns of people that no quota and no `household` names are left alone.

    People share a household when all columns that `household` names are the same but for capitals and spaces; somebody
    who has nothing in any of them shares it with nobody. Raises `FilesRefused` with everything that is wrong in both
    files, and `SortitionRefused` for seats below 1.
    """
    quota_table = _read("quotas", quotas, QUOTA_COLUMNS)
    found = _quotas(quota_table)
    categories = tuple(dict.fromkeys(quota.category for quota in found))
    if not found and not quota_table.problems:
        quota_table.wrong(1, "there is no quota. Give at least one row under the heading.")
    people_table = _read("people", people, (ID_COLUMN, *categories, *household))
    persons = _people(people_table, found, categories, household)
    if problems := quota_table.problems + people_table.problems:
        raise FilesRefused(problems)
    return Pool(tuple(persons), tuple(found), seats)


def _read(name: str, content: bytes, needed: Sequence[str]) -> _Table:
    table = _Table(name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        table.wrong(content[: error.start].count(b"\n") + 1, "this is not UTF-8. Save the file as “CSV UTF-8”.")
        return table
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _take(table, reader.line_num, [cell.strip() for cell in cells], needed)
            if table.problems and not table.columns:
                return table
    except csv.Error as error:
        table.wrong(reader.line_num, f"this cannot be read as CSV: {error}.")
    if not table.columns and not table.problems:
        table.wrong(1, f"the file is empty. It needs a heading with {', '.join(needed)}.")
    return table


def _take(table: _Table, line: int, cells: list[str], needed: Sequence[str]) -> None:
    if table.columns:
        if len(cells) != len(table.columns):
            table.wrong(line, f"there are {len(cells)} cells under a heading of {len(table.columns)}.")
        else:
            table.rows.append((line, dict(zip(table.columns, cells, strict=True))))
        return
    missing = [column for column in dict.fromkeys(needed) if column not in cells]
    twice = sorted({column for column in needed if cells.count(column) > 1})
    if missing:
        table.wrong(line, f"the heading needs a column for each of: {', '.join(missing)}.")
    elif twice:
        table.wrong(line, f"the heading has two columns of one name: {', '.join(twice)}.")
    else:
        table.columns = tuple(cells)


def _quotas(table: _Table) -> list[Quota]:
    found: dict[tuple[str, str], Quota] = {}
    for line, row in table.rows:
        category, value, least, most = (row[column] for column in QUOTA_COLUMNS)
        name = f"{category}: {value}"
        if not category or not value:
            table.wrong(line, "a quota needs a feature and a value.")
        elif not (_is_count(least) and _is_count(most)):
            table.wrong(line, f"min and max must be whole numbers like 0 or 12, not “{least}” and “{most}”.")
        elif int(least) > int(most):
            table.wrong(
                line, f"{name} wants at least {least} and at most {most} people. The min cannot be above the max."
            )
        elif (category, value) in found:
            table.wrong(line, f"{name} has a quota already. Keep one of them.")
        else:
            found[category, value] = Quota(category, value, int(least), int(most))
    return list(found.values())


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _people(
    table: _Table, quotas: Sequence[Quota], categories: Sequence[str], household: Sequence[str]
) -> list[Person]:
    known = {(quota.category, quota.value) for quota in quotas}
    lines: dict[str, int] = {}
    found = []
    for line, row in table.rows:
        person = row[ID_COLUMN]
        if not person:
            table.wrong(line, "there is no id. Each person needs one of their own.")
        elif person in lines:
            table.wrong(line, f"the id “{person}” stands in line {lines[person]} already.")
        for category in categories:
            if (category, row[category]) not in known:
                table.wrong(line, f"“{person}” has {category}: {row[category] or 'nothing'}, which has no quota.")
        lines.setdefault(person, line)
        found.append(Person(person, tuple(row[category] for category in categories), _home(row, household)))
    return found


def _home(row: dict[str, str], household: Sequence[str]) -> str:
    parts = [" ".join(row[column].lower().split()) for column in household]
    return "\n".join(parts) if any(parts) else ""
