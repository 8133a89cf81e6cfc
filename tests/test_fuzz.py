"""Whatever anybody sends, to any address, as anybody: never a server error.

First every page is opened as somebody would, and its forms are collected. Then requests are made of what hypothesis
draws: forms as the pages offer them with some answers exchanged for nonsense, and forms made of nonsense alone.
FUZZ_SECONDS makes it go on for longer, FUZZ_SEED makes it try other things.
"""

import os
import random
import time
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette

from residents.models import Role, SessionKind
from residents.sessions import begin
from tests.factories import make_account
from tests.fuzz_requests import Fuzzer, addresses_for
from tests.fuzz_world import BROWSER, make_world
from web.visitors import Browser

SECONDS = float(os.environ.get("FUZZ_SECONDS", "5"))
SEED = int(os.environ.get("FUZZ_SEED", "7"))
OFFICERS = [role for role in Role if role is not Role.RESIDENT]


@pytest.mark.parametrize("who", ["nobody", "resident", "officer"])
async def test_no_request_makes_a_server_error(app: Starlette, db: None, who: str) -> None:
    chance = random.Random(f"{SEED} {who}")
    me = await make_account("Sam Sample", *(OFFICERS if who == "officer" else []))
    world = await make_world(me, Browser(BROWSER, new=False).hashed())
    kind = SessionKind.OFFICER if who == "officer" else SessionKind.RESIDENT
    session = "" if who == "nobody" else await begin(me.id, kind, "test", datetime.now(UTC))

    async with Fuzzer(app, world, chance, session) as fuzzer:
        addresses = addresses_for(who)
        await fuzzer.look_around(addresses)
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            chance.shuffle(addresses)
            for address in addresses:
                if time.monotonic() > deadline:
                    break
                await fuzzer.send(address)

    assert fuzzer.broken == []
    assert fuzzer.answers[200] and (fuzzer.answers[303] or who == "nobody"), "some of it has to be near enough to work"
