"""Processes that cast ballots, as web processes do, or do what the worker does, for tests that kill them.

`python -m tests.faults.casters` reads a job a line, forks a process for it and prints its number. What each did stands
in its diary, a file that outlives it: "sent" is written before a ballot is cast, "done" once it was acknowledged.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from tortoise import Tortoise

from ballot_box import casting, closing, scrubbing, settling
from ballot_box.casting import Filled
from database import trouble
from database.configuration import tortoise_config
from ledger import sequencing
from tests.faults.broken_disk import break_disk
from web import keys
from web.refusals import Refused

Job = dict[str, Any]


class Diary:
    def __init__(self, name: str) -> None:
        self._file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, *words: object) -> None:
        os.write(self._file, (json.dumps(words) + "\n").encode())


async def work(job: Job, diary: Diary) -> None:
    keys.use(job["secret"], job["keys"])
    await Tortoise.init(config=tortoise_config(job["url"]))
    try:
        if "acts" in job:
            for act in job["acts"]:
                diary.write("did", act, str(await ACTS[act](job)))
            return
        casts = ballots_of(job)
        diary.write("ready")
        if job.get("at"):
            await asyncio.sleep(job["at"] - time.time())
        await asyncio.gather(*(cast_some(job, casts, diary) for _ in range(job["tasks"])))
    finally:
        await Tortoise.close_connections()


async def count(job: Job) -> object:
    """From the close to the ballots that can be counted, as the worker and an officer do it."""
    now = datetime.now(UTC)
    await closing.close(job["election"])
    await settling.settle(job["election"], now)
    return (await scrubbing.scrub(job["election"], now)).key_destroyed_at is not None


async def sequence(_: Job) -> object:
    try:
        return await sequencing.sequence()
    except sequencing.SequencerBusy:
        return "busy"


ACTS: dict[str, Callable[[Job], Awaitable[object]]] = {
    "count": count,
    "clear": lambda job: scrubbing.scrub_due(datetime.now(UTC)),
    "sequence": sequence,
}


def ballots_of(job: Job) -> Iterator[tuple[int, str, list[str]]]:
    """People in turn, each of them `times` in a row, again and again, each time with another ballot."""
    chance = random.Random(job["name"])
    number = 0
    for _ in range(job["turns"]):
        for person in job["people"]:
            for _ in range(job["times"]):
                number += 1
                yield person, f"{job['name']} {number}", chance.sample(job["options"], 3)


async def cast_some(job: Job, casts: Iterator[tuple[int, str, list[str]]], diary: Diary) -> None:
    acknowledged = 0
    for person, attempt, choices in casts:
        began = time.monotonic()
        diary.write("sent", person, attempt, choices, began)
        filled = Filled(job["contest"], choices, job["definition"], attempt)
        try:
            # A task of its own, as each request has.
            one = asyncio.create_task(casting.cast(job["election"], person, filled, evidence="E1"))
            done = await one
            now = time.monotonic()
            diary.write("done", person, attempt, done.commitment, now, now - began)
            acknowledged += 1
            if acknowledged == job.get("break_after"):
                break_disk()
        except Refused as refusal:
            diary.write("refused", person, attempt, type(refusal).__name__, str(refusal))
        except Exception as error:
            diary.write("failed", person, attempt, f"{type(error).__name__}: {error}", trouble.is_trouble(error))
            await asyncio.sleep(job.get("patience", 0))


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them: whoever started them looks at the diaries
    for line in sys.stdin:
        job = json.loads(line)
        process = os.fork()
        if process:
            print(process, flush=True)
            continue
        os.environ["FAULT_POINT"] = job.get("fault", "")
        diary = Diary(job["diary"])
        try:
            asyncio.run(work(job, diary))
            diary.write("end")
        except BaseException as error:
            diary.write("broke", f"{type(error).__name__}: {error}")
        finally:
            os._exit(0)


if __name__ == "__main__":
    main()
