"""Commands of participatory budgeting."""

from web.commands import Command

commands: list[Command] = []
