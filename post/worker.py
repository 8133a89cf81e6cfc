"""The work that nobody waits for. Each round runs in a task of its own and a failing round never ends the loop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

_log = logging.getLogger("wardmote.worker")


@dataclass(frozen=True)
class Duty:
    """Something to do again and again."""

    name: str
    every_seconds: float
    run: Callable[[datetime], Awaitable[object]]


async def work(duties: list[Duty]) -> None:
    """Run until cancelled. It ends only when no round is under way any more: until then the database stays open."""
    async with asyncio.TaskGroup() as group:
        for duty in duties:
            group.create_task(_repeat(duty))


async def _repeat(duty: Duty) -> None:
    while True:
        # A fresh task: one that saw a failed BEGIN would keep the dead connection in its context for ever.
        task = asyncio.create_task(_once(duty))
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            with suppress(Exception):
                await asyncio.wait_for(task, 5)
            raise
        await asyncio.sleep(duty.every_seconds)


async def _once(duty: Duty) -> None:
    try:
        await duty.run(datetime.now(UTC))
    except Exception:
        _log.exception("%s failed; it will be tried again", duty.name)
