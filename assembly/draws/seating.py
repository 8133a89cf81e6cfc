"""From pseudonyms that were drawn to people: who has a seat to say yes or no to, and who comes next."""

from collections.abc import Sequence
from datetime import datetime

from assembly import assemblies
from assembly.models import Assembly, Draw, FrozenPool, Member, MemberState, MemberStep, Registration, RegistrationState
from assembly.panels import comparing

_AT_ONCE = 500


async def seat(draw: Draw, panel: Sequence[str], alternates: Sequence[str], now: datetime) -> None:
    """Inside the transaction of the draw. Somebody who left the pool after it was frozen is drawn as the portfolio
    says, and has left; among the alternates they keep no place."""
    await assemblies.lock(draw.assembly_id)  # nobody is erased while they are seated
    pool = await FrozenPool.get(draw_id=draw.id)
    rows: dict[str, int] = {one["p"]: one["r"] for one in pool.people}
    in_pool = Registration.filter(assembly_id=draw.assembly_id, state=RegistrationState.POOL)
    there = {one.id for one in await in_pool.only("id")}
    drawn = [_member(draw, rows[name], rows[name] in there, now) for name in panel]
    next_ones = [
        Member(
            assembly_id=draw.assembly_id,
            draw_id=draw.id,
            registration_id=rows[name],
            state=MemberState.RESERVE,
            reserve_place=place,
        )
        for place, name in enumerate(alternates, start=1)
        if rows[name] in there
    ]
    await Member.bulk_create([*drawn, *next_ones], batch_size=_AT_ONCE)
    seated = await Member.filter(draw_id=draw.id).exclude(state=MemberState.RESERVE).order_by("id")
    await MemberStep.bulk_create(
        MemberStep(member_id=one.id, step=one.state.value, actor="draw", at=now) for one in seated
    )
    await comparing.keep_shown(await Assembly.get(id=draw.assembly_id), now)


def _member(draw: Draw, registration_id: int, there: bool, now: datetime) -> Member:
    return Member(
        assembly_id=draw.assembly_id,
        draw_id=draw.id,
        registration_id=registration_id,
        state=MemberState.SELECTED if there else MemberState.WITHDRAWN,
        left_at=None if there else now,
    )
