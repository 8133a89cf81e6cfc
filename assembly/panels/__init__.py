"""The panel: people who were drawn say yes or no, sign, leave, are replaced and paid."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from assembly import assemblies
from assembly.draws.pooling import SEATED
from assembly.models import Assembly, Member, MemberState, MemberStep
from database import transaction
from ledger import journal
from residents.people import Person
from web.language import _
from web.refusals import NotFound, Refused

SITTING = (MemberState.CONFIRMED, MemberState.ACTIVE)
"""Who said yes."""
LEFT = (MemberState.DECLINED, MemberState.WITHDRAWN, MemberState.REMOVED)
THE_MEMBER = "member"
"""How steps name somebody who acted for themselves."""


class PanelRefused(Refused):
    """What was asked does not fit where this person stands. `field`: the one at fault."""


def thing_of(member: Member) -> str:
    """As questions to a second officer name it."""
    return f"member:{member.id}"


async def one(assembly: Assembly, member_id: int) -> Member:
    """With the registration. Raises NotFound."""
    there = 0 < member_id < 2**63
    found = (
        await Member.get_or_none(id=member_id, assembly_id=assembly.id).select_related("registration")
        if there
        else None
    )
    if found is None:
        raise NotFound(_("This seat is not there."))
    return found


@asynccontextmanager
async def moving(assembly_id: int, now: datetime, by: Person | None = None) -> AsyncIterator[Assembly]:
    """One transaction in which nobody else changes this panel. `by`: the officer, if one acts."""
    if by is not None:
        by.demand("panels.manage")
    async with transaction():
        assembly = await assemblies.lock(assembly_id)
        await assemblies.demand_phase(assembly, "seat", now)
        yield assembly


async def move(member: Member, step: str, actor: str, now: datetime, note: str = "", **values: Any) -> None:
    """Change a membership, and write down the step. Inside `moving`."""
    await Member.filter(id=member.id).update(**values)
    member.update_from_dict(values)
    await MemberStep.create(member_id=member.id, step=step, actor=actor, at=now, note=note[:300])


async def keep(by: Person, act: str, assembly: Assembly, now: datetime, **detail: Any) -> None:
    """An officer's act in the journal: members by their numbers, never by name."""
    await journal.record(by.actor, f"assembly.{act}", f"assembly:{assembly.id}", at=now, **detail)


def actor_of(by: Person | None) -> str:
    return THE_MEMBER if by is None else by.actor


def had_a_seat(member: Member) -> bool:
    """Whether they ever held one: drawn into it, or offered it as an alternate."""
    return member.reserve_place is None or member.replaces_id is not None or member.state in SEATED
