"""Commands about the keys that lie outside the database."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from residents.people import COMMAND_LINE
from residents.retention import destroying
from web.commands import Command
from web.filters import day
from web.settings import Settings


async def list_keys(_: Settings, __: Namespace) -> None:
    found = await destroying.all_keys()
    for one in found:
        if one.key_destroyed_at is not None:
            stands = f"destroyed on {day(one.key_destroyed_at)}"
        elif one.challenge_ends_at is not None:
            stands = f"can be destroyed after {day(one.challenge_ends_at)}"
        else:
            stands = "in use; nobody has set until when the result can be questioned"
        print(f"{one.key_name}: {one.name} ({stands})")
    if not found:
        print("There are no keys yet: the first vote makes one.")


async def destroy_key(_: Settings, chosen: Namespace) -> int:
    now = datetime.now(UTC)
    franchise = await destroying.find(chosen.name)
    destroying.demand_over(franchise, now)
    if not chosen.yes and franchise.key_destroyed_at is None:
        print(f"This would destroy the key of {franchise.name} for good. Nothing was done. To do it, add --yes.")
        return 1
    done = await destroying.destroy(COMMAND_LINE, franchise.key_name, now)
    print("\n".join(done.sentences()))
    return 0


def key_name(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="of the key, such as cycle-3, or of the vote; `keys list` shows them")
    parser.add_argument("--yes", action="store_true", help="really do it: it cannot be undone")


commands: list[Command] = [
    Command("keys destroy", "Destroy a vote's key once its result cannot be questioned any more.", destroy_key,
            key_name),
    Command("keys list", "List the keys of votes, and until when each is needed.", list_keys),
]  # fmt: skip
