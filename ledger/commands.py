"""Commands of the public record."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ledger import mirroring, restoring, verifying
from ledger.journal import first_broken_entry
from web.commands import Command
from web.settings import Settings


async def verify_journal(_: Settings, __: Namespace) -> int:
    broken = await first_broken_entry()
    if broken is None:
        print("The journal is whole: every entry agrees with the one before it.")
        return 0
    print(f"The journal was changed: entry {broken} does not agree with the one before it.")
    return 1


async def verify(settings: Settings, _: Namespace) -> int:
    report = await verifying.verify(settings.record_key)
    for fault in report.faults:
        print(fault)
    print(
        f"Looked at {report.leaves:,} leaves, {report.checkpoints:,} checkpoints, {report.cosignatures:,} cosignatures "
        f"and {report.entries:,} entries of the journal."
    )
    print("The record is whole." if not report.faults else "The record was changed: see above.")
    return 1 if report.faults else 0


async def export(_: Settings, chosen: Namespace) -> None:
    size = await mirroring.write(Path(chosen.folder))
    print(f"{chosen.folder} holds {size:,} leaves." if size else "The record has not begun yet.")


async def restore(settings: Settings, chosen: Namespace) -> None:
    added = await restoring.restore(Path(chosen.folder), settings.witnesses)
    print(f"Added {added:,} leaves from {chosen.folder}." if added else "The database already holds all of them.")


def folder(parser: ArgumentParser) -> None:
    parser.add_argument("folder", help="where the files are: checkpoints.jsonl, and leaves beside it")


commands = [
    Command("journal verify", "Check that nobody changed the journal of officers' acts.", verify_journal),
    Command("record verify", "Check the whole public record and the journal behind it.", verify),
    Command("record export", "Write the public record as plain files, as a mirror would hold it.", export, folder),
    Command(
        "record restore",
        "Add what a backup lacks from the files of a mirror.",
        restore,
        folder,
    ),
]
