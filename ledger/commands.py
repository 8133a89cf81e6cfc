"""Commands of the public record."""

from argparse import Namespace

from ledger.journal import first_broken_entry
from web.commands import Command
from web.settings import Settings


async def verify(_: Settings, __: Namespace) -> int:
    broken = await first_broken_entry()
    if broken is None:
        print("The journal is whole: every entry agrees with the one before it.")
        return 0
    print(f"The journal was changed: entry {broken} does not agree with the one before it.")
    return 1


commands = [Command("journal verify", "Check that nobody changed the journal of officers' acts.", verify)]
