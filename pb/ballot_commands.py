"""The boxes of a vote as files: a sealed one's for its trustees and back, where they are too many for a page; and what
lay in them, for auditors."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from ballot_box import for_auditors
from ballot_box.refusals import OpeningsRefused
from ballot_box.trustees.key_files import write_new
from ballot_box.trustees.offline import fingerprint
from ballot_box.trustees.refusals import TrusteesRefused
from pb.cycles import by_slug
from pb.models import Cycle
from pb.tallies import opening
from residents.people import COMMAND_LINE
from web.commands import Command
from web.settings import Settings


async def export_boxes(_: Settings, chosen: Namespace) -> None:
    cycle, path = await _asked(chosen)
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


async def write_openings(_: Settings, chosen: Namespace) -> None:
    cycle, path = await _asked(chosen)
    content = await for_auditors.openings_of(_vote_of(cycle), COMMAND_LINE.actor, datetime.now(UTC))
    write_new(path, content)
    print(f"What lay in the boxes of “{cycle.name}” is in {path}. Fingerprint: {fingerprint(content)}")
    print("It shows every ballot beside its code: for auditors only, in a closed room. See docs/auditing.md.")


async def write_lists_key(_: Settings, chosen: Namespace) -> None:
    cycle, path = await _asked(chosen)
    write_new(path, await for_auditors.lists_key_of(_vote_of(cycle), COMMAND_LINE.actor, datetime.now(UTC)))
    print(f"The key of the hashes of ballots of “{cycle.name}” is in {path}. For auditors only. See docs/auditing.md.")


async def _asked(chosen: Namespace) -> tuple[Cycle, Path]:
    """Looks at the file's name first, so that nothing is opened for nothing."""
    path = Path(chosen.file)
    if path.exists():
        raise TrusteesRefused(f"{path} is there already, and nothing is ever written over. Choose another name.")
    return await by_slug(chosen.cycle), path


def _vote_of(cycle: Cycle) -> int:
    if cycle.election_id is None:
        raise OpeningsRefused("No vote of this fund was held here.")
    return cycle.election_id


def _for_export(parser: ArgumentParser) -> None:
    parser.add_argument("cycle", metavar="CYCLE", help="the last part of the address of its page: one-stoke-on-trent")
    parser.add_argument("file", metavar="FILE", help="where the boxes go; must not be there yet")


def _for_opening(parser: ArgumentParser) -> None:
    parser.add_argument("cycle", metavar="CYCLE", help="the last part of the address of its page: one-stoke-on-trent")
    parser.add_argument("file", metavar="FILE", help="what the second trustee brought back")


def _for_auditors(parser: ArgumentParser) -> None:
    parser.add_argument("cycle", metavar="CYCLE", help="the last part of the address of its page: one-stoke-on-trent")
    parser.add_argument("file", metavar="FILE", help="where it goes; must not be there yet")


commands: list[Command] = [
    Command("ballots export", "Write a sealed vote's boxes to a file, for its trustees.", export_boxes, _for_export),
    Command("ballots lists-key", "Write the key of the hashes of a vote's ballots to a file, for auditors.",
            write_lists_key, _for_auditors),
    Command("ballots open", "Take in the ballots that a sealed vote's trustees opened.", open_ballots, _for_opening),
    Command("ballots openings", "Write what lay in the boxes of a vote to a file, for auditors.", write_openings,
            _for_auditors),
]  # fmt: skip
