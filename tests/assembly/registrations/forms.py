"""Filling in a registration in the browser of a test: every question with an answer that works."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from assembly import secrets
from assembly.invitations import codes as invitation_codes
from assembly.models import (
    Assembly,
    Invitation,
    InvitationBatch,
    InvitationKind,
    InvitationState,
    Registration,
)
from residents.places.models import Postcode
from tests.assembly.scenes import assembly_scene
from tests.browsing import Client
from tests.factories import make_account, make_place

POSTCODE = "ST15HN"
MARK = hashlib.sha256(b"I agree to take part.").hexdigest()[:16]  # of the text in tests/assembly/scenes.py

ANSWERS: dict[str, dict[str, Any]] = {
    "dates": {"dates": "yes"},
    "name": {"name": "Nadia Sample"},
    "address": {"first": "Flat 2, 10 High Street", "second": "", "town": "Hanley", "postcode": "st1 5hn"},
    "contact": {"email": "", "phone": ""},
    "birth": {"month": "5", "year": "1990"},
    "about/gender": {"answer": "female"},
    "about/home": {"answer": "rented"},
    "excluded": {"excluded": "no"},
    "needs": {"kinds": ["access", "interpreter"], "interpreter": "Kurdish", "other": ""},
    "consent": {"version": MARK, "agree": "y"},
}


async def open_assembly(**changes: Any) -> Assembly:
    """One that takes people without a letter, in a place with one postcode."""
    if not await Postcode.exists(code=POSTCODE):
        await make_place("Hanley", postcode=POSTCODE)
    return await assembly_scene(**{"open_form": True, **changes})


def start(assembly: Assembly) -> str:
    return f"/assemblies/{assembly.slug}/registration"


async def fill_in(client: Client, assembly: Assembly, **changes: dict[str, Any]) -> None:
    """Begin without a letter and answer everything, up to the page with all answers. `changes`: other answers."""
    await client.post(start(assembly))
    for step, answer in ANSWERS.items():
        await client.post(f"{start(assembly)}/{step}", {**answer, **changes.get(step, {})})


async def send(client: Client, assembly: Assembly, **changes: dict[str, Any]) -> Registration:
    await fill_in(client, assembly, **changes)
    await client.post(f"{start(assembly)}/check")
    return await Registration.filter(assembly_id=assembly.id).order_by("-id").first() or Registration()


async def code_on(client: Client, assembly: Assembly) -> str:
    """The personal code, as the page after sending shows it."""
    page = await client.get(f"{start(assembly)}/done")
    groups = [one.get_text(strip=True) for one in page.select(".ballot-code span")]
    return "-".join(groups)


async def invite(
    assembly: Assembly, kind: InvitationKind = InvitationKind.ADDRESSES, address: str = "Flat 2, 10 High St."
) -> tuple[Invitation, str]:
    """A letter or a golden ticket, sent, with its code."""
    now = datetime.now(UTC)
    number = await InvitationBatch.filter(assembly_id=assembly.id).count() + 1
    batch = await InvitationBatch.create(
        assembly=assembly, kind=kind, name=f"A{number}", size=1, made_by=await make_account("Maker"),
        made_at=now - timedelta(days=3), confirmed_at=now - timedelta(days=2), sent_at=now - timedelta(days=1),
    )  # fmt: skip
    code = invitation_codes.code_for(assembly, batch.name, 1)
    household = secrets.household_of(assembly, address, POSTCODE) if kind is InvitationKind.ADDRESSES else ""
    invitation = await Invitation.create(
        batch=batch, serial=1, code_hash=invitation_codes.hash_for(assembly, code), state=InvitationState.SENT,
        household=household,
    )  # fmt: skip
    return invitation, code
