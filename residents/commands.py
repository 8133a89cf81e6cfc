"""Commands about people and places; see `residents.places.loading` for what the loading itself does."""

from web.commands import Command

commands: list[Command] = []
