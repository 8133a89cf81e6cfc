"""Commands about census tables; assembly/census does the work."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from assembly.census import all_tables
from assembly.census.loading import Loaded, load
from assembly.census.reading import FileRead, read_csv, read_json
from residents.people import COMMAND_LINE
from web.commands import Command
from web.refusals import Refused
from web.settings import Settings

_MOST_SHOWN = 12


async def load_census(_: Settings, chosen: Namespace) -> None:
    found = _read(chosen)
    for sentence in found.skipped:
        print(f"Skipped. {sentence}")
    now = datetime.now(UTC)
    for one in await load(COMMAND_LINE, chosen.file, found, now, source=chosen.source, area=chosen.area):
        _tell(one)


def _read(chosen: Namespace) -> FileRead:
    if chosen.file.suffix.lower() == ".csv":
        if len(chosen.table) > 1:
            raise Refused("A CSV file is one table, so give it one name with --table.")
        return read_csv(chosen.file, (chosen.table or [chosen.file.stem])[0], chosen.label, chosen.count)
    return read_json(chosen.file, chosen.table)


def _tell(one: Loaded) -> None:
    people = sum(one.table.people.values())
    how = "new" if one.new else "replaced" if one.changes else "the same as before"
    print(f"{one.table.slug}: {len(one.table.people)} rows, {people:,} in all; {how}.")
    for change in one.changes[:_MOST_SHOWN]:
        print(f"  {change}")
    if len(one.changes) > _MOST_SHOWN:
        print(f"  And {len(one.changes) - _MOST_SHOWN} more.")
    if one.used_by:
        print(f"  Kept their numbers until an officer takes the new ones over: {', '.join(one.used_by)}.")


def load_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="JSON with tables in it, or CSV with a label and a number of people")
    about = "only these tables of a JSON file, by their names; for CSV the name of the table"
    parser.add_argument("--table", nargs="+", default=[], metavar="NAME", help=about)
    parser.add_argument(
        "--source", default="", metavar="TEXT", help="where the numbers are from, if the file is silent"
    )
    parser.add_argument("--area", default="", metavar="TEXT", help="which place they are about")
    parser.add_argument("--label", default="", metavar="COLUMN", help="of a CSV file: the column with the labels")
    about = "of a CSV file: the column with the people; rows with equal labels are added up"
    parser.add_argument("--count", default="", metavar="COLUMN", help=about)


async def list_census(_: Settings, __: Namespace) -> None:
    tables = await all_tables()
    if not tables:
        print("There is no census table yet. Load some with: python main.py census load FILE")
    for one in tables:
        print(f"{one.slug}: {len(one.people)} rows, {one.area or 'no area given'}, {one.loaded_at:%d %B %Y}")
        print(f"  {one.source}")


commands: list[Command] = [
    Command("census list", "List the census tables that quotas can be made from.", list_census),
    Command("census load", "Load census tables from a JSON or CSV file.", load_census, load_arguments),
]
