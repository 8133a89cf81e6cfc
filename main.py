"""What the platform is made of: its routes, its background duties, its commands. Start reading here."""

import asyncio
import secrets
import sys
from argparse import ArgumentParser, Namespace

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from tortoise import Tortoise

import assembly.commands
import assembly.duties
import assembly.hooks
import assembly.routes
import ballot_box.duties
import ballot_box.routes
import ledger.commands
import ledger.duties
import ledger.routes
import pb.commands
import pb.demo
import pb.duties
import pb.hooks
import pb.routes
import post.duties
import post.views
import residents.commands
import residents.duties
import residents.routes
import web.branding
import web.gallery
import web.log
import web.source
from database.configuration import tortoise_config
from database.migrating import make_migration, migrate
from post.worker import Duty, work
from residents.sessions import person_of
from web.application import build_application
from web.commands import Command, run_command
from web.serving import serve
from web.settings import Settings, ensure_secret_key

pb.hooks.join()
assembly.hooks.join()


def routes(settings: Settings) -> list[BaseRoute]:
    found = [
        *web.branding.routes,
        *web.source.routes,
        *pb.routes.routes,
        *assembly.routes.routes,
        *residents.routes.routes,
        *ballot_box.routes.routes,
        *ledger.routes.routes,
    ]
    trial = [*web.gallery.routes, *post.views.routes, *residents.routes.trial_routes]
    return found if settings.production else [*found, *trial]


def duties(settings: Settings) -> list[Duty]:
    """What the worker does, again and again."""
    return [
        *post.duties.duties(settings),
        Duty("record", 15.0, ledger.duties.keeper(settings)),
        *pb.duties.duties(settings),
        *assembly.duties.duties,
        *residents.duties.duties,
        *ballot_box.duties.duties,
    ]


def create_app(settings: Settings | None = None) -> Starlette:
    settings = settings or Settings.load()
    web.log.set_up(settings.log_level)
    background = (lambda s: asyncio.create_task(work(duties(s)))) if settings.worker_inside else None
    return build_application(settings, routes(settings), person_of, background)


async def run(settings: Settings, chosen: Namespace) -> int:
    """Bring the database up to date and serve; on a site that is only tried out, with the sample in it."""
    made = ensure_secret_key()
    settings = Settings.load()
    if made:
        print("Made a secret key for this site and kept it in .env")
    await update_database(settings, chosen)
    app = create_app(settings)  # which puts the site's keys to use: the sample needs them
    shows_sample = False
    if not settings.production:
        await Tortoise.init(config=tortoise_config(settings.database_url))
        shows_sample = await pb.demo.load_if_empty()
        await Tortoise.close_connections()
    app.state.sample_data = shows_sample
    print(f"\n  Wardmote is at {settings.address}   (Ctrl-C stops it)\n", flush=True)
    if not settings.production and settings.host not in ("127.0.0.1", "::1", "localhost"):
        print("  Not for the public: whoever reaches this address can enter as an officer of the sample.\n", flush=True)
    await serve(app, settings)
    return 0


async def worker(settings: Settings, _: Namespace) -> None:
    web.log.set_up(settings.log_level)
    await work(duties(settings))


async def update_database(settings: Settings, _: Namespace) -> None:
    await migrate(settings.database_url)


async def write_migration(_: Settings, chosen: Namespace) -> None:
    written = await make_migration(chosen.name)
    print("\n".join(map(str, written)) or "The migrations already agree with the models.")


async def secret(_: Settings, __: Namespace) -> None:
    print(secrets.token_urlsafe(48))


def migration_name(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="what changes, in two or three words: add_place_to_idea")


COMMANDS: list[Command] = [
    Command("run", "Bring the database up to date and serve the site.", run, database=False, settings=False,
            until_stopped=True),
    Command("worker", "Send messages and do what nobody waits for, until stopped.", worker, until_stopped=True),
    Command("migrate", "Bring the database up to date.", update_database, database=False),
    Command("migrations make", "Write a migration for what changed in the models.", write_migration, migration_name,
            database=False, settings=False),
    Command("secret", "Print a new secret key.", secret, database=False, settings=False),
    *ledger.commands.commands,
    *residents.commands.commands,
    *pb.commands.commands,
    *assembly.commands.commands,
]  # fmt: skip


def command_line() -> int:
    return run_command(COMMANDS, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(command_line())
