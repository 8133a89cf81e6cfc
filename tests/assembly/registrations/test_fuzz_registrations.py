"""Whatever anybody sends to the pages of registering: never a server error."""

import random
import time
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette

from assembly.models import InvitationKind, Registration
from residents.models import Role, SessionKind
from residents.sessions import begin
from tests.assembly.registrations.forms import POSTCODE, invite, open_assembly
from tests.assembly.scenes import register
from tests.factories import make_account
from tests.fuzz_requests import Fuzzer
from tests.fuzz_world import BROWSER, World
from tests.routes import addresses
from web.visitors import Browser

SECONDS = 4.0


@pytest.mark.parametrize("who", ["nobody", "in the pool", "officer"])
async def test_no_request_makes_a_server_error(app: Starlette, db: None, who: str) -> None:
    assembly = await open_assembly()
    _letter, code = await invite(assembly)
    _ticket, golden = await invite(assembly, InvitationKind.GOLDEN)
    one = await register(assembly, gender="female", age="16-to-34", home="rented")
    account = await make_account("Olga Officer", *([Role.ASSEMBLY_OFFICER] if who == "officer" else []))
    if who == "in the pool":
        await Registration.filter(id=one.id).update(
            browser=Browser(BROWSER, new=False).hashed(), browser_until=datetime(2099, 1, 1, tzinfo=UTC)
        )
    world = World()
    world.add("slug", assembly.slug)
    world.add("assembly", assembly.id)
    world.add("registration", one.id, (await register(assembly)).id)
    world.add("category", "gender", "home", "age")
    world.add("number", 1)
    world.add("code", code, golden)
    world.add("postcode", POSTCODE)
    session = await begin(account.id, SessionKind.OFFICER, "test", datetime.now(UTC)) if who == "officer" else ""

    mine = [one for one in addresses() if "/registration" in one.path]
    async with Fuzzer(app, world, random.Random(who), session) as fuzzer:
        await fuzzer.look_around(mine)
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            for address in mine:
                if time.monotonic() > deadline:
                    break
                await fuzzer.send(address)

    assert fuzzer.broken == []
    assert fuzzer.answers[200]
