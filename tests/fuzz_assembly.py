"""Assemblies in the small town of the fuzz test: one planned, one that recruits, one standing."""

from datetime import UTC, datetime

from assembly.invitations.making import make_tickets
from assembly.models import AssemblySession, Draw, DrawState, Topic
from tests.assembly.scenes import assembly_scene, draft_scene, make_topic, officer
from tests.factories import make_account


async def add_assemblies() -> dict[str, list[object]]:
    """By the name that routes give a part of an address, what can stand there."""
    now = datetime.now(UTC)
    draft, open_one = await draft_scene(published_at=now), await assembly_scene(now)
    standing = await assembly_scene(now, kind="standing", term_topics=3)
    await make_topic(standing, question="What next?")
    await Draw.create(
        assembly=standing, number=1, seats=12, state=DrawState.DRAWN, drawn_at=now, begun_at=now,
        begun_by=await make_account("Olive Officer"),
    )  # fmt: skip
    by = await officer()
    tickets = [await make_tickets(by, one.id, "Sample Shelter", 3, None, now) for one in (open_one, standing)]
    there = [draft, open_one, standing]
    return {
        "assembly": [one.id for one in there],
        "slug": [one.slug for one in there],
        "batch": [one.id for one in tickets],
        "topic": [topic.id for topic in await Topic.all()],
        "session": [session.id for session in await AssemblySession.all()],
    }
