"""A vote with people, several processes that cast their ballots, and what must hold whatever happened to them."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ballot_box import elections
from ballot_box import keys as box_keys
from ballot_box.casting import Filled
from ballot_box.models import Election
from database import rows
from residents.models import Account
from tests.conftest import SECRET_KEY
from tests.factories import NOW
from web import keys
from web.settings import ROOT

CONTEST = "3"
OPTIONS = [str(number) for number in range(11, 21)]


@dataclass
class Vote:
    election: Election
    people: list[int]

    @classmethod
    async def open(cls, people: int, closes: float = 1.0, **values: Any) -> "Vote":
        """Open until `closes`, in days from now."""
        now = datetime.now(UTC)
        election = await elections.create(
            "A vote under attack", ranks=3, contests={CONTEST: OPTIONS},
            opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=closes), **values,
        )  # fmt: skip
        known = int((await rows("SELECT COUNT(*) FROM account"))[0][0])
        await Account.bulk_create(
            [Account(email=f"f{known + n}@example.org", display_name="F", created_at=NOW) for n in range(people)],
            batch_size=500,
        )
        found = await rows(f"SELECT id FROM account ORDER BY id DESC LIMIT {people}")
        return cls(election, sorted(one.id for one in found))

    def filled(self, attempt: str, choices: Sequence[str]) -> Filled:
        return Filled(CONTEST, choices, self.election.definition_hash, attempt)

    def commitment(self, attempt: str, choices: Sequence[str]) -> str:
        return self.filled(attempt, choices).ballot(box_keys.read(self.election.key_name), self.election.id).commitment


@dataclass
class Caster:
    """One process, and its diary."""

    process: int
    diary: Path

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)

    @property
    def alive(self) -> bool:
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return False
        return True

    def lines(self) -> list[Any]:
        if not self.diary.exists():
            return []
        return [json.loads(line) for line in self.diary.read_text().splitlines() if line.endswith("]")]

    def count(self, word: str) -> int:
        """Like `len(said(word))`, for those who look often."""
        return self.diary.read_bytes().count(f'["{word}"'.encode()) if self.diary.exists() else 0

    def said(self, word: str) -> list[Any]:
        return [line for line in self.lines() if line[0] == word]


@dataclass
class Crowd:
    url: str
    folder: Path
    zygote: "subprocess.Popen[str]"
    casters: list[Caster] = field(default_factory=list)

    def start(self, vote: Vote, people: Iterable[int], **job: Any) -> Caster:
        name = f"caster{len(self.casters)}"
        diary = self.folder / name
        whole = {
            "url": self.url, "secret": SECRET_KEY, "keys": str(keys.folder()), "name": name, "diary": str(diary),
            "election": vote.election.id, "definition": vote.election.definition_hash, "contest": CONTEST,
            "options": OPTIONS, "people": list(people), "turns": 1, "times": 1, "tasks": 1, **job,
        }  # fmt: skip
        assert self.zygote.stdin is not None and self.zygote.stdout is not None
        self.zygote.stdin.write(json.dumps(whole) + "\n")
        self.zygote.stdin.flush()
        caster = Caster(int(self.zygote.stdout.readline()), diary)
        self.casters.append(caster)
        return caster

    async def do(self, vote: Vote, *acts: str, fault: str = "") -> Caster:
        """In a process of its own; `fault` names where it dies. Returns once it has ended."""
        caster = self.start(vote, [], acts=acts, fault=fault)
        while caster.alive:
            await asyncio.sleep(0.01)
        assert not caster.said("broke"), caster.said("broke")
        return caster

    async def wait(self, seconds: float = 120) -> None:
        """Until all have ended, by themselves or otherwise."""
        until = time.monotonic() + seconds
        while any(caster.alive for caster in self.casters):
            assert time.monotonic() < until, "the casters did not end"
            await asyncio.sleep(0.02)
        broke = [line for caster in self.casters for line in caster.said("broke")]
        assert not broke, broke[:3]

    async def until_done(self, number: int, seconds: float = 60) -> None:
        """Until so many ballots were acknowledged in all."""
        until = time.monotonic() + seconds
        while sum(caster.count("done") for caster in self.casters) < number:
            assert time.monotonic() < until, [caster.lines()[-2:] for caster in self.casters]
            await asyncio.sleep(0.02)

    def all(self, word: str) -> list[Any]:
        return [line for caster in self.casters for line in caster.said(word)]


@cache
def zygote() -> "subprocess.Popen[str]":
    """One for the whole run: starting Python anew takes longer than most of what these tests do."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.casters"], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


def end_zygote() -> None:
    if not zygote.cache_info().currsize:
        return
    with zygote() as process:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=20)


@asynccontextmanager
async def crowd(url: str, folder: Path) -> AsyncIterator[Crowd]:
    """At its end no process of it is left."""
    found = Crowd(url, folder, zygote())
    try:
        yield found
    finally:
        for caster in found.casters:
            caster.kill()
        while any(caster.alive for caster in found.casters):
            await asyncio.sleep(0.01)
