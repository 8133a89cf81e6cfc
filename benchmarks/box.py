"""What a recount pack costs: `make bench ARGS=box`. A vote is put together in the box, counted and published, and then
its pack is built by the command, in a process of its own, and checked by the program that is in it."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from tortoise import Tortoise

from ballot_box.models import Election
from ballot_box.sample import SampleBallot, load_ballots
from benchmarks.figures import Figure, at_most
from benchmarks.servers import ROOT, SECRET_KEY
from database import transaction
from database.configuration import tortoise_config
from database.migrating import migrate
from ledger.sequencing import sequence, waiting
from pb import ballots, tallies
from pb.models import Cycle, Pot, Project
from residents.models import Account, Franchise
from residents.people import COMMAND_LINE
from web import keys

MANY, MORE = 60_000, 100_000
_BATCH = 5_000
# The command as ever, and then the most memory that its process had: what the system counts for a child of this
# process would have this process in it.
_BUILD = """import main
status = main.command_line()
print(open("/proc/self/status").read())
raise SystemExit(status)"""


@dataclass(frozen=True)
class Vote:
    """How large a vote is. Each person ranks between one and `ranks` of the `projects` of their pot."""

    ballots: int
    pots: int = 6
    projects: int = 14
    ranks: int = 5


def measured(quick: bool) -> Iterator[Figure]:
    for count in (6_000, 10_000) if quick else (MANY, MORE):
        with tempfile.TemporaryDirectory() as folder:
            yield from _measured(Path(folder), count, largest=count in (10_000, MORE))


def _measured(folder: Path, count: int, *, largest: bool) -> Iterator[Figure]:
    slug = asyncio.run(_prepared(folder, Vote(count)))
    pack = folder / "pack"
    built, said = _run(folder, [sys.executable, "-c", _BUILD, "packs", "build", slug, str(pack)])
    if largest:
        memory = int(said.rpartition("VmHWM:")[2].split()[0]) / 1000
        yield at_most(f"Pack of {count:,} ballots, peak memory of the process", memory, 300, " MB")
        return
    yield at_most(f"Pack of {count:,} ballots built", built, 60, " s", 1)
    log = sum(file.stat().st_size for file in (pack / "log").iterdir())
    yield at_most(f"Record of {count:,} ballots", log / 1e6, 7 * count / MANY, " MB", 1)
    checked, _said = _run(folder, [sys.executable, str(pack / "verify.py"), str(pack)])
    yield at_most(f"Pack of {count:,} ballots checked by verify.py", checked, 60, " s", 1)


def _run(folder: Path, command: list[str]) -> tuple[float, str]:
    """Seconds, and what was printed."""
    begun, environment = perf_counter(), {**os.environ, **_settings(folder)}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return perf_counter() - begun, done.stdout


def _settings(folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite://{folder / 'vote.sqlite3'}",
        "SECRET_KEY": SECRET_KEY,
        "KEYS_DIR": str(folder / "keys"),
    }


async def _prepared(folder: Path, vote: Vote) -> str:
    keys.use(SECRET_KEY, folder / "keys")
    url = _settings(folder)["DATABASE_URL"]
    await migrate(url)
    await Tortoise.init(config=tortoise_config(f"{url}?synchronous=OFF"))
    try:
        return (await published_vote(vote)).slug
    finally:
        await Tortoise.close_connections()


async def published_vote(vote: Vote) -> Cycle:
    """A vote whose result is published and in the record. Its people are made up, their ballots cast all at once."""
    now = datetime.now(UTC)
    chance = Random(vote.ballots)
    async with transaction():
        cycle = await _fund(now, vote.ranks)
        options = await _pots(cycle, vote)
        await ballots.freeze(cycle, COMMAND_LINE, now)
        election = await Election.get(id=cycle.election_id)
        voters = await _voters(vote.ballots, now)
        chosen = _chosen(chance, options, vote.ranks)
        cast = [SampleBallot(voter, *next(chosen), "E0") for voter in voters]
        await load_ballots(election, cast)
    await _in_the_record()
    over = now - timedelta(seconds=1)
    await Election.filter(id=election.id).update(closes_at=over)
    await Cycle.filter(id=cycle.id).update(voting_closes_at=over)
    await Franchise.filter(id=election.franchise_id).update(confirm_by=over)
    tally = await tallies.count(await Cycle.get(id=cycle.id), COMMAND_LINE, now)
    await tallies.publish(tally, COMMAND_LINE, now)
    await _in_the_record()
    return await Cycle.get(id=cycle.id)


async def _in_the_record() -> None:
    while await waiting():
        await sequence()


async def _fund(now: datetime, ranks: int) -> Cycle:
    day = timedelta(days=1)
    return await Cycle.create(
        slug="measured", name="A fund to measure", ranks=ranks, ties=["live"], evidence={"vote": "E0", "count": "E0"},
        tie_breaking="cost-supporters-id", created_at=now - 60 * day, published_at=now - 50 * day,
        ideas_open_at=now - 40 * day, ideas_close_at=now - 30 * day, voting_opens_at=now - 10 * day,
        voting_closes_at=now + day,
    )  # fmt: skip


async def _pots(cycle: Cycle, vote: Vote) -> dict[str, list[str]]:
    options = {}
    for number in range(vote.pots):
        pot = await Pot.create(cycle=cycle, name=f"Place {number}", amount_pence=25_000_000)
        made = [
            await Project.create(
                cycle=cycle, pot=pot, reference=f"P{number}-{one:02}", title=f"Project {one} of place {number}",
                cost_pence=(20 + 37 * one % 60) * 100_000, created_at=cycle.created_at,
            )
            for one in range(vote.projects)
        ]  # fmt: skip
        options[str(pot.id)] = [str(project.id) for project in made]
    return options


async def _voters(count: int, now: datetime) -> Sequence[int]:
    people = (Account(email=None, display_name="", sample=True, created_at=now) for _ in range(count))
    await Account.bulk_create(people, batch_size=_BATCH)
    found = await Account.filter(sample=True).order_by("id").values_list("id", flat=True)
    return [int(number) for number in found]  # type: ignore[call-overload]


def _chosen(chance: Random, options: dict[str, list[str]], ranks: int) -> Iterator[tuple[str, list[str]]]:
    """For ever: a pot, and a ranking in which projects that stand earlier in the list come more often."""
    pots = list(options)
    while True:
        pot = pots[chance.randrange(len(pots))]
        drawn = sorted(options[pot], key=lambda one: chance.expovariate(1) * (1 + options[pot].index(one) / 4))
        yield pot, drawn[: chance.choice((ranks, ranks, chance.randint(1, ranks)))]
