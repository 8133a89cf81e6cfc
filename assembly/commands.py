"""Commands of the Citizens' Assembly."""

from assembly import draw_commands
from web.commands import Command

commands: list[Command] = [*draw_commands.commands]
