import asyncio
import logging
from datetime import datetime

import pytest

from post.worker import Duty, work


async def test_a_duty_that_fails_is_done_again_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(logging.getLogger("wardmote.worker"), "disabled", True)

    async def failing(now: datetime) -> None:
        done.append("failing")
        raise RuntimeError("not today")

    async def steady(now: datetime) -> None:
        done.append("steady")

    worker = asyncio.create_task(work([Duty("failing", 0.01, failing), Duty("steady", 0.01, steady)]))
    while done.count("failing") < 3 or done.count("steady") < 3:
        await asyncio.sleep(0.01)
    worker.cancel()

    with pytest.raises(asyncio.CancelledError):
        await worker


async def test_a_worker_that_is_stopped_finishes_what_it_began() -> None:
    finished = asyncio.Event()
    begun = asyncio.Event()

    async def slow(now: datetime) -> None:
        begun.set()
        await asyncio.sleep(0.05)
        finished.set()

    async def quick(now: datetime) -> None:
        pass

    worker = asyncio.create_task(work([Duty("quick", 1, quick), Duty("slow", 1, slow)]))
    await begun.wait()
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker

    assert finished.is_set()
