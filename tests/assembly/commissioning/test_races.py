"""Two officers at the same moment: one wins, the other is told, and nothing is half done."""

import asyncio

import pytest

from assembly.assemblies import ChangedMeanwhile, one
from assembly.commissioning import consents, decisions, topics
from assembly.models import Consent, Topic
from ledger.journal import first_broken_entry
from ledger.models import JournalEntry
from tests.assembly.commissioning.plans import complete_plan, seen
from tests.assembly.scenes import draft_scene, officer, publisher
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("own_database")


async def test_an_assembly_commissioned_twice_at_once_is_commissioned_once() -> None:
    plan = await complete_plan(await officer())
    people, version = [await publisher() for _number in range(3)], await seen(plan)
    outcomes = await asyncio.gather(
        *(decisions.commission(by, plan.id, version, NOW) for by in people), return_exceptions=True
    )
    assert outcomes.count(None) == 1, outcomes
    assert all(outcome is None or isinstance(outcome, ChangedMeanwhile) for outcome in outcomes)
    assert (await one(plan.id)).commissioned_at == NOW
    assert await JournalEntry.filter(act="assembly.commissioned").count() == 1 and await first_broken_entry() is None


async def test_two_officers_who_write_at_once_leave_one_topic_and_one_consent() -> None:
    by, draft = await officer(), await draft_scene()
    outcomes = await asyncio.gather(
        *(
            topics.save(
                by, draft.id, 0, None, question=f"Question {number}?", in_scope="", out_of_scope="", owner="",
                answer_by=None, now=NOW,
            )
            for number in range(3)
        ),
        return_exceptions=True,
    )  # fmt: skip
    assert outcomes.count(None) == 1 and await Topic.filter(assembly=draft).count() == 1
    written = await asyncio.gather(
        *(consents.set_text(by, draft.id, 1, f"Text {number}", NOW) for number in range(3)), return_exceptions=True
    )
    assert len([text for text in written if isinstance(text, Consent)]) == 1
    assert await Consent.filter(assembly=draft).count() == 1
