"""Panels for tests: drawn by hand into their tables, so that a test takes no time for the sums."""

from datetime import UTC, datetime, timedelta
from typing import Any

from assembly.models import Assembly, CategoryValue, Draw, DrawState, Member, MemberState, MemberStep, Registration
from assembly.panels import answering, calling, comparing
from tests.assembly.draws.draw_scenes import pool_scene
from tests.assembly.scenes import officer
from tests.factories import make_account

SEATS = 6
_MIXED = (0, 7, 2, 9, 4, 11)  # of a pool in which genders, ages and homes take turns


async def drawn_scene(
    people: int = 24, now: datetime | None = None, assembly: Assembly | None = None, **changes: Any
) -> Assembly:
    """Six people have seats with whom every quota, 1 to 5, is met; the others stand on the list in their order."""
    now = now or datetime.now(UTC) - timedelta(hours=1)
    assembly = assembly or await pool_scene(people, seats=SEATS, **changes)
    await CategoryValue.filter(category__assembly_id=assembly.id).update(least=1, most=5)
    by = await make_account("Olive Draws")
    draw = await Draw.create(
        assembly=assembly, number=1, seats=assembly.seats, state=DrawState.DRAWN, begun_by=by, begun_at=now,
        drawn_at=now, topic=await assembly.topics.all().first(),  # type: ignore[attr-defined]
    )  # fmt: skip
    everybody = await Registration.filter(assembly_id=assembly.id).order_by("id")
    drawn = [everybody[at] for at in _MIXED]
    for place, person in enumerate([*drawn, *(one for one in everybody if one not in drawn)]):
        seated = place < assembly.seats
        member = await Member.create(
            assembly=assembly, registration=person, draw=draw,
            state=MemberState.SELECTED if seated else MemberState.RESERVE,
            reserve_place=None if seated else place - assembly.seats + 1,
        )  # fmt: skip
        if seated:
            await MemberStep.create(member=member, step="selected", actor="draw", at=now)
    await comparing.keep_shown(assembly, now)
    return await Assembly.get(id=assembly.id)


async def with_quota(assembly: Assembly, value: str, least: int, most: int) -> None:
    await CategoryValue.filter(category__assembly_id=assembly.id, slug=value).update(least=least, most=most)


async def seats(assembly: Assembly, state: MemberState = MemberState.SELECTED) -> list[Member]:
    return await Member.filter(assembly_id=assembly.id, state=state).select_related("registration").order_by("id")


async def reserves(assembly: Assembly) -> list[Member]:
    found = Member.filter(assembly_id=assembly.id, state=MemberState.RESERVE).select_related("registration")
    return await found.order_by("reserve_place")


async def called(assembly: Assembly, now: datetime) -> None:
    await calling.call(await officer(), assembly.id, now + timedelta(days=7), now)


async def sitting_scene(now: datetime | None = None, **changes: Any) -> Assembly:
    """Everybody said yes."""
    now = now or datetime.now(UTC)
    assembly = await drawn_scene(now=now - timedelta(hours=1), **changes)
    for member in await seats(assembly):
        await answering.accept(assembly.id, member.id, now)
    return assembly
