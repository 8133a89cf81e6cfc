"""Published, commissioned, cancelled, closed; and promises that change only for a reason everybody can read."""

from datetime import date, timedelta
from typing import Any

import pytest

from assembly.assemblies import one, phase_at
from assembly.commissioning import deciding, decisions, planning, topics
from assembly.commissioning.checklist import checks_of
from assembly.commissioning.promises import changes_of
from assembly.models import (
    Assembly,
    AssemblyKind,
    AssemblySession,
    Category,
    CategoryValue,
    Consent,
    Draw,
    DrawState,
    Topic,
)
from assembly.phases import Phase
from ledger.journal import first_broken_entry
from ledger.models import JournalEntry
from residents.models import Role
from residents.people import Person
from tests.assembly.commissioning.plans import SEATS, complete_plan, save_topic, seen
from tests.assembly.scenes import assembly_scene, draft_scene, make_topic, officer, publisher
from tests.factories import NOW, make_account
from web.refusals import NotAllowed, Refused

pytestmark = pytest.mark.usefixtures("db")


async def test_a_page_is_public_long_before_the_plan_is_complete() -> None:
    by, draft = await officer(), await draft_scene()
    with pytest.raises(Refused, match="Write the question"):
        await decisions.publish(by, draft.id, 0, NOW)
    await save_topic(by, draft)
    await decisions.publish(by, draft.id, await seen(draft), NOW)
    assert (await one(draft.id)).published_at == NOW
    with pytest.raises(Refused, match="public already"):
        await decisions.publish(by, draft.id, await seen(draft), NOW)


async def test_a_complete_plan_is_commissioned_by_a_second_officer() -> None:
    plan = await complete_plan(await officer())
    second = await publisher()

    await decisions.commission(second, plan.id, await seen(plan), NOW)

    kept = await one(plan.id)
    assert kept.commissioned_at == NOW and await phase_at(kept, NOW) is Phase.COMMISSIONED
    assert (await Topic.get(assembly=plan)).commissioned_at == NOW
    entry = await JournalEntry.get(act="assembly.commissioned")
    assert entry.actor == second.actor
    assert entry.detail["thresholds"] == [80, 40, 67] and entry.detail["answer_by"] == "2027-03-01"
    with pytest.raises(Refused, match="commissioned already"):
        await decisions.commission(second, plan.id, await seen(plan), NOW)


async def test_whoever_worked_on_the_plan_cannot_commission_it_in_another_role() -> None:
    both = await officer(Role.ASSEMBLY_OFFICER, Role.PUBLISHER)
    plan = await complete_plan(both)
    with pytest.raises(Refused, match="Two officers are needed"):
        await decisions.commission(both, plan.id, await seen(plan), NOW)
    with pytest.raises(NotAllowed):
        await decisions.commission(await officer(), plan.id, await seen(plan), NOW)
    assert (await one(plan.id)).commissioned_at is None


async def _no_session(plan: Assembly) -> None:
    await AssemblySession.filter(assembly=plan).delete()


async def _no_consent(plan: Assembly) -> None:
    await Consent.filter(assembly=plan).delete()


async def _too_many_seats(plan: Assembly) -> None:
    await CategoryValue.filter(category__assembly_id=plan.id, category__slug="gender").update(least=7, most=7)


async def _no_quotas(plan: Assembly) -> None:
    for category in await Category.filter(assembly=plan):
        await CategoryValue.filter(category=category).delete()
        await category.delete()


def _column(**values: Any) -> Any:
    async def change(plan: Assembly) -> None:
        await Assembly.filter(id=plan.id).update(**values)

    return change


def _of_topic(**values: Any) -> Any:
    async def change(plan: Assembly) -> None:
        await Topic.filter(assembly=plan).update(**values)

    return change


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_column(published_at=None), "public page"),
        (_of_topic(owner=""), "Somebody is named"),
        (_of_topic(answer_by=None), "The day by which the council answers"),
        (_of_topic(answer_by=NOW.date()), "The day by which the council answers"),
        (_column(area=""), "Seats are set"),
        (_column(draw_at=None), "The days of recruiting"),
        (_column(registration_closes_at=NOW), "The days of recruiting"),
        (_column(purge_on=None), "the pool is deleted"),
        (_no_session, "At least one session"),
        (_no_consent, "The text that people agree to"),
        (_no_quotas, "categories with quotas"),
        (_too_many_seats, "do not fit 12 seats: Gender"),
    ],
)
async def test_a_plan_with_a_gap_is_not_commissioned(spoil: Any, says: str) -> None:
    plan = await complete_plan(await officer())
    assert all(check.done for check in await checks_of(plan, NOW))
    await spoil(plan)

    with pytest.raises(Refused) as refusal:
        await decisions.commission(await publisher(), plan.id, await seen(plan), NOW)

    assert says in refusal.value.sentence
    assert [says in check.words for check in await checks_of(await one(plan.id), NOW) if not check.done] == [True]
    assert (await one(plan.id)).commissioned_at is None and (await Topic.get(assembly=plan)).commissioned_at is None


async def test_further_topics_of_a_standing_assembly_are_commissioned_one_by_one() -> None:
    by, second = await officer(), await publisher()
    plan = await complete_plan(by, AssemblyKind.STANDING)
    later = await make_topic(plan, owner="", answer_by=None, question="What next?")
    with pytest.raises(Refused, match="Commission the assembly first"):
        await decisions.commission_topic(second, plan.id, await seen(plan), later.id, NOW)
    await decisions.commission(second, plan.id, await seen(plan), NOW)
    assert (await Topic.get(id=later.id)).commissioned_at is None
    with pytest.raises(Refused, match="Name who answers"):
        await decisions.commission_topic(second, plan.id, await seen(plan), later.id, NOW)
    await save_topic(by, plan, later, question="What next?")
    both = await officer(Role.ASSEMBLY_OFFICER, Role.PUBLISHER)
    await save_topic(both, plan, later, question="What comes next?")
    with pytest.raises(Refused, match="Two officers are needed"):
        await decisions.commission_topic(both, plan.id, await seen(plan), later.id, NOW)
    with pytest.raises(NotAllowed):
        await decisions.commission_topic(by, plan.id, await seen(plan), later.id, NOW)
    await decisions.commission_topic(second, plan.id, await seen(plan), later.id, NOW)
    assert topics.state_of(await Topic.get(id=later.id)) is topics.State.CURRENT
    assert await changes_of(plan) == []  # a first commission breaks no promise


# Promises


async def set_thresholds(by: Person, assembly: Assembly, adopt: int, reason: str = "") -> None:
    await deciding.set_deciding(
        by, assembly.id, await seen(assembly), adopt_percent=adopt, minority_percent=40, support_base="votes",
        quorum_percent=67, reason=reason, now=NOW,
    )  # fmt: skip


async def test_a_promise_changes_only_for_a_reason_that_the_public_sees() -> None:
    by, running = await officer(), await assembly_scene(NOW)
    topic = await Topic.get(assembly=running)
    was = topic.answer_by
    assert was is not None

    for reason in ("", "  \n", "x" * 1001):
        with pytest.raises(Refused) as refusal:
            await save_topic(by, running, topic, answer_by=was + timedelta(days=30), reason=reason)
        assert refusal.value.field == "reason"
        with pytest.raises(Refused):
            await set_thresholds(by, running, 75, reason)
    assert (await Topic.get(id=topic.id)).answer_by == was and (await one(running.id)).adopt_percent == 80
    assert await changes_of(running) == []

    await save_topic(
        by, running, topic, owner="Sam Example, Director", answer_by=date(2027, 3, 1), reason="Olu has left.",
        question=topic.question,
    )  # fmt: skip
    await set_thresholds(by, running, 75, "The panel asked for it.")

    told = [(change.what, change.before, change.after, change.reason) for change in await changes_of(running)]
    assert told == [
        ("Share that adopts a recommendation", "80%", "75%", "The panel asked for it."),
        ("Who answers", "Olu Example, Director of Transport", "Sam Example, Director", "Olu has left."),
        ("The day by which the council answers", _day(was), "1 March 2027", "Olu has left."),
    ]
    assert await first_broken_entry() is None


def _day(when: date) -> str:
    from web.filters import day

    return day(when)


async def test_what_was_not_promised_changes_without_a_reason_and_is_not_announced() -> None:
    by, running = await officer(), await assembly_scene(NOW)
    values = {**SEATS, "alternates": 6, "household_rule": True}
    await planning.set_seats(by, running.id, await seen(running), **values, now=NOW)
    assert (await one(running.id)).alternates == 6 and await changes_of(running) == []
    with pytest.raises(Refused) as refusal:
        await planning.set_seats(by, running.id, await seen(running), **{**values, "seats": 20}, now=NOW)
    assert refusal.value.field == "reason"


async def test_before_the_commission_nothing_needs_a_reason() -> None:
    by, draft = await officer(), await draft_scene()
    await set_thresholds(by, draft, 70)
    await save_topic(by, draft)
    await save_topic(by, draft, await Topic.get(assembly=draft), owner="Somebody else")
    assert await changes_of(draft) == []


async def test_nobody_can_take_back_that_somebody_answers() -> None:
    by, running = await officer(), await assembly_scene(NOW)
    topic = await Topic.get(assembly=running)
    for values, field in (({"owner": ""}, "owner"), ({"answer_by": None}, "answer_by")):
        with pytest.raises(Refused) as refusal:
            await save_topic(by, running, topic, reason="No more.", **values)
        assert refusal.value.field == field


# The end


async def drawn(assembly: Assembly) -> None:
    account = await make_account("Olive")
    await Draw.create(
        assembly=assembly, number=1, seats=12, state=DrawState.DRAWN, drawn_at=NOW, begun_at=NOW, begun_by=account
    )


async def test_after_the_draw_the_seats_stand_but_the_answer_may_still_move() -> None:
    by, running = await officer(), await assembly_scene(NOW)
    await drawn(running)
    with pytest.raises(Refused, match="can no longer be changed"):
        await planning.set_seats(by, running.id, await seen(running), **SEATS, household_rule=True, now=NOW)
    topic = await Topic.get(assembly=running)
    await save_topic(by, running, topic, owner="Sam Example, Director", answer_by=topic.answer_by, reason="Olu left.")
    assert len(await changes_of(running)) == 1


async def test_an_assembly_is_cancelled_in_public_and_for_good() -> None:
    by, running = await officer(), await assembly_scene(NOW)
    with pytest.raises(Refused) as refusal:
        await decisions.cancel(by, running.id, 0, " ", NOW)
    assert refusal.value.field == "reason"
    await decisions.cancel(by, running.id, 0, "The money is gone.", NOW)
    kept = await one(running.id)
    assert await phase_at(kept, NOW) is Phase.CANCELLED and kept.cancelled_because == "The money is gone."
    with pytest.raises(Refused):
        await decisions.cancel(by, running.id, 1, "Again.", NOW)
    with pytest.raises(Refused):
        await save_topic(by, running)


async def test_an_assembly_is_closed_once_its_panel_was_drawn() -> None:
    by, running = await officer(), await assembly_scene(NOW)
    with pytest.raises(Refused, match="once its panel was drawn"):
        await decisions.close(by, running.id, 0, NOW)
    await drawn(running)
    await decisions.close(by, running.id, 0, NOW)
    assert await phase_at(await one(running.id), NOW) is Phase.CLOSED
    with pytest.raises(Refused):
        await set_thresholds(by, running, 70, "Why not.")
