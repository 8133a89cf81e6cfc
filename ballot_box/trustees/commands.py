"""The same three acts as commands of the site's program, for whoever has all of it installed."""

from argparse import Namespace
from collections.abc import Awaitable, Callable

from ballot_box.trustees.offline import ACTS, Act
from web.commands import Command
from web.settings import Settings


def _running(act: Act) -> Callable[[Settings, Namespace], Awaitable[int | None]]:
    async def run(_: Settings, chosen: Namespace) -> int | None:
        act.run(chosen)
        return None

    return run


commands: list[Command] = [
    Command(f"trustees {act.word}", act.about, _running(act), act.arguments, database=False, settings=False)
    for act in ACTS
]
