"""Commands of participatory budgeting."""

from argparse import ArgumentParser, Namespace

from tortoise import Tortoise

from database.configuration import tortoise_config
from database.migrating import migrate
from pb import demo, election_commands
from web.commands import Command
from web.settings import Settings, ensure_secret_key


async def load_demo(_: Settings, chosen: Namespace) -> None:
    ensure_secret_key()
    settings = Settings.load()
    await migrate(settings.database_url)
    await Tortoise.init(config=tortoise_config(settings.database_url))
    try:
        await demo.load(chosen.phase, fresh=chosen.fresh, production=settings.production)
    finally:
        await Tortoise.close_connections()
    print(f"The sample stands at “{chosen.phase}” now. `make run` shows it.")


def demo_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--phase", choices=demo.PHASES, default=demo.USUAL_PHASE, help="what is going on today")
    parser.add_argument("--fresh", action="store_true", help="throw away what is not a sample as well")


commands: list[Command] = [
    Command("demo", "Fill the database with the Stoke sample at one of its phases.", load_demo, demo_arguments,
            database=False, settings=False),
    *election_commands.commands,
]  # fmt: skip
