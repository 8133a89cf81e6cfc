"""Commands of the Citizens' Assembly."""

from assembly import census_commands, draw_commands
from web.commands import Command

commands: list[Command] = [*census_commands.commands, *draw_commands.commands]
