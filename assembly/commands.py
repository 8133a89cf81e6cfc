"""Commands of the Citizens' Assembly."""

from web.commands import Command

commands: list[Command] = []
