"""Commands of the Citizens' Assembly."""

from assembly import census_commands
from web.commands import Command

commands: list[Command] = [*census_commands.commands]
