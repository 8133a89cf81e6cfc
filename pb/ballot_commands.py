"""`ballots export` and `ballots open`: the boxes of a sealed vote as files, where they are too many for a page."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from ballot_box.trustees.key_files import write_new
from ballot_box.trustees.offline import fingerprint
from ballot_box.trustees.refusals import TrusteesRefused
from pb.cycles import by_slug
from pb.tallies import opening
from residents.people import COMMAND_LINE
from web.commands import Command
from web.settings import Settings


async def export_boxes(_: Settings, chosen: Namespace) -> None:
    path = Path(chosen.file)
    if path.exists():
        raise TrusteesRefused(f"{path} is there already, and nothing is ever written over. Choose another name.")
    cycle = await by_slug(chosen.cycle)
    content = await opening.hand_over(cycle, COMMAND_LINE, datetime.now(UTC))
    write_new(path, content)
    print(f"The boxes of “{cycle.name}” are in {path}. Fingerprint: {fingerprint(content)}")


async def open_ballots(_: Settings, chosen: Namespace) -> None:
    cycle = await by_slug(chosen.cycle)
    try:
        with Path(chosen.file).open("rb") as file:
            count = await opening.take_in(cycle, file, COMMAND_LINE, datetime.now(UTC))
    except OSError as fault:
        raise TrusteesRefused(f"{chosen.file} cannot be read: {fault.strerror or fault}.") from fault
    print(f"Took in {count:,} ballots of “{cycle.name}”. Count them with: tallies count {cycle.slug}")


def _for_export(parser: ArgumentParser) -> None:
    parser.add_argument("cycle", metavar="CYCLE", help="the last part of the address of its page: one-stoke-on-trent")
    parser.add_argument("file", metavar="FILE", help="where the boxes go; must not be there yet")


def _for_opening(parser: ArgumentParser) -> None:
    parser.add_argument("cycle", metavar="CYCLE", help="the last part of the address of its page: one-stoke-on-trent")
    parser.add_argument("file", metavar="FILE", help="what the second trustee brought back")


commands: list[Command] = [
    Command("ballots export", "Write a sealed vote's boxes to a file, for its trustees.", export_boxes, _for_export),
    Command("ballots open", "Take in the ballots that a sealed vote's trustees opened.", open_ballots, _for_opening),
]
