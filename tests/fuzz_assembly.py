"""Assemblies in the small town of the fuzz test: planned, recruiting, standing, fixed for a draw, drawn."""

from datetime import UTC, datetime, timedelta

from assembly.invitations.making import make_tickets
from assembly.models import (
    Assembly,
    AssemblySession,
    Category,
    Member,
    MemberState,
    Payment,
    PaymentWay,
    Registration,
    Topic,
)
from residents.models import Approval
from tests.assembly.draws.draw_scenes import committed, held, pool_scene
from tests.assembly.scenes import assembly_scene, draft_scene, make_topic, officer
from tests.factories import make_account


async def add_assemblies() -> dict[str, list[object]]:
    """By the name that routes give a part of an address, what can stand there."""
    now = datetime.now(UTC)
    draft, open_one = await draft_scene(published_at=now), await assembly_scene(now)
    standing = await assembly_scene(now, kind="standing", term_topics=3)
    await make_topic(standing, question="What next?")
    by = await officer()
    tickets = [await make_tickets(by, one.id, "Sample Shelter", 3, None, now) for one in (open_one, standing)]
    drawn, fixed = await pool_scene(kind="standing"), await pool_scene()
    await held(drawn, now=now - timedelta(hours=2))
    await committed(fixed, ("balls", "dice"), now=now - timedelta(hours=2))
    there = [draft, open_one, standing, drawn, fixed]
    return {
        "assembly": [one.id for one in there],
        "slug": [one.slug for one in there],
        "topic": [topic.id for topic in await Topic.all()],
        "category": [one.id for one in await Category.all()],
        "batch": [batch.id for batch in tickets],
        "registration": [one.id for one in await Registration.filter(assembly_id__in=[drawn.id, fixed.id]).limit(9)],
        "member": [one.id for one in await Member.filter(assembly_id=drawn.id).limit(9)],
        "payment": [(await _payment(drawn)).id],
        "number": [1],
        "kind": ["balls", "dice", "drand"],
        "approval": [approval.id for approval in await Approval.all()],
        "session": [session.id for session in await AssemblySession.all()],
    }


async def _payment(assembly: Assembly) -> Payment:
    member = await Member.filter(assembly_id=assembly.id, state=MemberState.SELECTED).first()
    assert member is not None
    return await Payment.create(
        member=member, amount_pence=75_00, way=PaymentWay.BANK, expenses=True, due_on=datetime.now(UTC).date(),
        recorded_by=await make_account("Olive Officer"),
    )  # fmt: skip
