"""Assemblies of journeys: set up in the tables of a running site, so that a walk has something to begin with."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from assembly import secrets
from assembly.invitations import codes as invitation_codes
from assembly.models import Assembly, Draw, Invitation, InvitationBatch, InvitationKind, InvitationState, Registration
from assembly.registrations import codes
from ledger.sequencing import sequence
from residents.approvals import hash_of
from residents.models import Account, Approval, ApprovalState
from tests.assembly.scenes import assembly_scene, register
from tests.journeys.officers import enter
from tests.journeys.walking import Walker

SEATS = 6
STREET, POSTCODE = "12 Sample Street", "ST1 2DN"  # in Hanley
_FEATURES = {"gender": ("female", "male"), "age": ("16-to-34", "35-to-64", "65-or-over"), "home": ("rented", "owned")}


@dataclass(frozen=True)
class AssemblySite:
    """A running site with the sample; the tests have its database and its keys open as well."""

    address: str
    keys: Path


async def recruiting(people: int = 0, **changes: Any) -> Assembly:
    """One that takes people, with `people` of all features in its pool. `changes`: other values of the assembly."""
    assembly = await assembly_scene(seats=SEATS, **changes)
    for at in range(people):
        await register(assembly, None, email=f"pool-{assembly.id}-{at}@example.com", **features(at))
    return assembly


def features(at: int) -> dict[str, Any]:
    """Of one person after the other, so that every quota can be met."""
    every = list(product(*_FEATURES.values()))
    return dict(zip(_FEATURES, every[at % len(every)], strict=True))


async def letter_to(assembly: Assembly) -> str:
    """A letter that has come to 12 Sample Street; the code printed on it."""
    now = datetime.now(UTC)
    batch = await InvitationBatch.create(
        assembly=assembly, kind=InvitationKind.ADDRESSES, name="A1", size=1,
        made_by=await Account.get(display_name="Asma, assembly (sample)"), made_at=now - timedelta(days=3),
        confirmed_at=now - timedelta(days=2), sent_at=now - timedelta(days=1),
    )  # fmt: skip
    code = invitation_codes.code_for(assembly, batch.name, 1)
    await Invitation.create(
        batch=batch, serial=1, code_hash=invitation_codes.hash_for(assembly, code), state=InvitationState.SENT,
        household=secrets.household_of(assembly, STREET, POSTCODE),
    )  # fmt: skip
    return code


async def with_code(assembly: Assembly, person: Registration) -> str:
    """The personal code of somebody in the pool, as if they had written it down."""
    code = secrets.personal_code()
    await Registration.filter(id=person.id).update(key_hash=codes.hash_of(assembly, code))
    return code


async def let_the_time_come(assembly: Assembly, seconds: int = 4) -> None:
    """A draw is proposed for a day on which no test is still running: what waits for the second officer moves back."""
    draw = await Draw.get(assembly_id=assembly.id)
    asked = await Approval.get(thing=f"draw:{draw.id}", state=ApprovalState.WAITING)
    payload = dict(asked.payload) | {"when": (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()}
    await Approval.filter(id=asked.id).update(payload=payload, payload_hash=hash_of(payload))


async def let_the_record_take_it_in() -> None:
    """The worker takes small batches in every few minutes, to hide which came first: nobody waits for it here."""
    await sequence()


async def until_drawn_at(assembly: Assembly) -> None:
    """Waits for the announced time, as everybody does."""
    when = (await Assembly.get(id=assembly.id)).draw_at
    assert when is not None
    await asyncio.sleep(max(0.0, (when - datetime.now(UTC)).total_seconds()) + 0.1)


async def asma(me: Walker, assembly: Assembly, room: str = "") -> Walker:
    """An officer for assemblies, in a room of this one."""
    await enter(me, "Asma")
    await me.open(f"/office/assemblies/{assembly.id}{room}")
    return me
