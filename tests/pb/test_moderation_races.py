"""Two officers at once: one decision stands, and the other officer is told."""

import asyncio
from datetime import UTC, datetime

from database import transaction
from pb.models import Appeal, Cycle, Idea, IdeaState, Project
from pb.moderation import appeals, ideas
from pb.moderation.refusals import ModerationRefused
from pb.projects import Plan, make
from pb.reviews.refusals import ReviewRefused
from post.models import Message
from residents.models import Role
from tests.factories import make_cycle, make_idea, make_pot
from tests.pb.moderation_samples import make_person

NOW = datetime.now(UTC)


async def test_two_moderators_publish_and_refuse_at_once_and_one_of_them_wins(own_database: str) -> None:
    first, second = await make_person(Role.MODERATOR), await make_person(Role.MODERATOR)
    cycle = await make_cycle()
    idea = await make_idea(cycle, await make_pot(cycle), state=IdeaState.RECEIVED)

    await asyncio.gather(
        *(ideas.publish(by, {idea.id: 0}, NOW) for by in (first, second, first, second)),
    )

    assert (await Idea.get(id=idea.id)).state is IdeaState.PUBLISHED
    assert await Message.all().count() == 1


async def test_an_appeal_is_answered_once(own_database: str) -> None:
    cycle = await make_cycle()
    idea = await make_idea(cycle, await make_pot(cycle), state=IdeaState.REFUSED)
    appeal = await Appeal.create(idea=idea, made_by_id=idea.author_id, why="Please", made_at=NOW)
    officers = [await make_person(Role.MODERATOR) for _ in range(4)]

    outcomes = await asyncio.gather(
        *(appeals.decide(by, appeal.id, upheld=True, answer="Yes.", now=NOW) for by in officers),
        return_exceptions=True,
    )

    assert sum(isinstance(one, ModerationRefused) for one in outcomes) == 3
    assert await Message.all().count() == 1


async def test_projects_made_at_once_have_references_of_their_own(own_database: str) -> None:
    reviewer = await make_person(Role.REVIEWER)
    cycle = await make_cycle("review")
    pot = await make_pot(cycle)
    found = [await make_idea(cycle, pot, state=IdeaState.COSTING) for _ in range(4)]
    plan = Plan("Benches", "Three benches.", pot.id, 90_000, "", "Parks manager")

    await asyncio.gather(*(make(reviewer, idea.id, plan, NOW) for idea in found))

    references = await Project.all().order_by("reference").values_list("reference", flat=True)
    assert list(map(str, references)) == ["P-001", "P-002", "P-003", "P-004"]


async def test_no_project_slips_onto_a_ballot_that_is_being_frozen(own_database: str) -> None:
    reviewer = await make_person(Role.REVIEWER)
    cycle = await make_cycle("review")
    pot = await make_pot(cycle)
    found = [await make_idea(cycle, pot, state=IdeaState.COSTING) for _ in range(4)]
    plan = Plan("Benches", "Three benches.", pot.id, 90_000, "", "Parks manager")

    async def freeze() -> int:
        async with transaction():
            await Cycle.filter(id=cycle.id).update(ballot_frozen_at=NOW)
            await asyncio.sleep(0.05)
            return await Project.all().count()

    makings = [make(reviewer, idea.id, plan, NOW) for idea in found]
    on_ballot, *outcomes = await asyncio.gather(freeze(), *makings, return_exceptions=True)

    refused = sum(isinstance(one, ReviewRefused) for one in outcomes)
    assert await Project.all().count() == on_ballot == 4 - refused
