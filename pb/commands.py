"""Commands of participatory budgeting."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from tortoise import Tortoise

from ballot_box.trustees import commands as trustees_commands
from database.configuration import tortoise_config
from database.migrating import migrate
from pb import ballot_commands, demo, election_commands, tallies, what_if_commands
from pb.cycles import by_slug
from pb.models import ProjectTally
from pb.packs import build_pack
from residents.people import COMMAND_LINE
from web import keys, samples
from web.commands import Command
from web.filters import money
from web.settings import Settings, ensure_secret_key


async def load_demo(_: Settings, chosen: Namespace) -> None:
    ensure_secret_key()
    settings = Settings.load()
    keys.use(settings.secret_key, settings.keys_dir)
    await migrate(settings.database_url)
    await Tortoise.init(config=tortoise_config(settings.database_url))
    try:
        parts = {part.word: getattr(chosen, part.word) for part in samples.parts()}
        await demo.load(chosen.phase, fresh=chosen.fresh, production=settings.production, parts=parts)
    finally:
        await Tortoise.close_connections()
    print(f"The sample stands at “{chosen.phase}” now. `make run` shows it.")


async def count_tally(_: Settings, chosen: Namespace) -> None:
    cycle = await by_slug(chosen.cycle)
    tally = await tallies.count(cycle, COMMAND_LINE, datetime.now(UTC))
    funded = await ProjectTally.filter(tally=tally, funded=True).select_related("project").order_by("place", "id")
    print(f"Counted {tally.ballots:,} ballots of “{cycle.name}” by {tally.rule}. Funded:")
    for one in funded:
        print(f"  {one.project.reference}: {one.project.title}, {money(one.project.cost_pence, cycle.currency)}")
    print("An officer can publish it at /office/tallies.")


def tally_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("cycle", metavar="CYCLE", help="the last part of the address of its page: one-stoke-on-trent")


def demo_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--phase", choices=demo.PHASES, default=demo.USUAL_PHASE, help="what is going on today")
    for part in samples.parts():
        forms = ". ".join(f"{form}: {shows}" for form, shows in part.forms.items())
        said = f"{part.about}, by default {part.usual}. {forms}. {samples.NONE}: leave it out"
        parser.add_argument(f"--{part.word}", choices=part.choices, default=part.usual, help=said)
    parser.add_argument("--fresh", action="store_true", help="throw away what is not a sample as well")


async def write_pack(_: Settings, chosen: Namespace) -> None:
    folder = await build_pack(await by_slug(chosen.cycle), Path(chosen.folder))
    print(f"The recount pack is in {folder}. Check it with: python {folder}/verify.py {folder}")


def pack_arguments(parser: ArgumentParser) -> None:
    tally_arguments(parser)
    parser.add_argument("folder", metavar="FOLDER", help="a new one, or one with an earlier pack")


commands: list[Command] = [
    Command("demo", "Fill the database with the Stoke sample at one of its phases.", load_demo, demo_arguments,
            database=False, settings=False),
    *ballot_commands.commands,
    *trustees_commands.commands,
    *election_commands.commands,
    *what_if_commands.commands,
    Command("packs build", "Write everything that anybody needs to check a vote into a folder.", write_pack,
            pack_arguments),
    Command("tallies count", "Count a vote that is over.", count_tally, tally_arguments),
]  # fmt: skip
