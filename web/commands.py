"""Commands of `python main.py`: each package lists its own, main.py puts them together."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise import Tortoise

from database.configuration import tortoise_config
from web import keys
from web.refusals import Refused
from web.settings import Settings, SettingsRefused


def _no_arguments(parser: ArgumentParser) -> None:
    """The command takes none."""


@dataclass(frozen=True)
class Command:
    """`name` may be two words: "places load". With `database` it runs inside an open database.
    One that runs `until_stopped` is meant to be ended with Ctrl-C."""

    name: str
    about: str
    run: Callable[[Settings, Namespace], Awaitable[int | None]]
    arguments: Callable[[ArgumentParser], None] = _no_arguments
    database: bool = True
    settings: bool = True
    until_stopped: bool = False


def run_command(commands: Sequence[Command], arguments: Sequence[str]) -> int:
    """Returns the exit status: 0 done, 1 refused, 2 not understood."""
    chosen = _parser(commands).parse_args(arguments)
    command: Command = chosen.command
    try:
        settings = Settings.load() if command.settings else Settings()
        keys.use(settings.secret_key, settings.keys_dir)
        return asyncio.run(_run(command, settings, chosen)) or 0
    except (Refused, SettingsRefused) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0 if command.until_stopped else 130


async def _run(command: Command, settings: Settings, chosen: Namespace) -> int | None:
    if not command.database:
        return await command.run(settings, chosen)
    await Tortoise.init(config=tortoise_config(settings.database_url))
    try:
        return await command.run(settings, chosen)
    finally:
        await Tortoise.close_connections()


def _parser(commands: Sequence[Command]) -> ArgumentParser:
    parser = ArgumentParser(prog="python main.py", description="Wardmote: a council and its residents decide together.")
    first = parser.add_subparsers(metavar="COMMAND", required=True)
    groups: dict[str, Any] = {}
    for command in sorted(commands, key=lambda command: command.name):
        group, _, word = command.name.partition(" ")
        if word:
            if group not in groups:
                about = ", ".join(c.name.partition(" ")[2] for c in commands if c.name.startswith(group + " "))
                groups[group] = first.add_parser(group, help=about).add_subparsers(metavar="WHAT", required=True)
            chosen = groups[group].add_parser(word, help=command.about, description=command.about)
        else:
            chosen = first.add_parser(group, help=command.about, description=command.about)
        command.arguments(chosen)
        chosen.set_defaults(command=command)
    return parser
