"""Dates, topics and sessions: checked against each other, in the time of the place."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from assembly.assemblies import one
from assembly.commissioning import sessions, topics
from assembly.models import Assembly, AssemblyKind, AssemblySession, Payment, PaymentWay, Topic
from tests.assembly.commissioning.plans import (
    ANSWER,
    CLOSES,
    DRAW,
    FIRST,
    OPENS,
    PURGE,
    add_session,
    save_topic,
    seen,
    set_dates,
)
from tests.assembly.scenes import assembly_scene, draft_scene, make_session, make_topic, officer, person_of, register
from tests.factories import NOW, make_account
from web.refusals import NotFound, Refused

pytestmark = pytest.mark.usefixtures("db")
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"closes": OPENS}, "registration_closes_at"),
        ({"draw": CLOSES - DAY}, "draw_at"),
        ({"closes": None, "draw": OPENS - DAY}, "draw_at"),
        ({"draw": FIRST}, "draw_at"),
        ({"draw": None, "closes": FIRST + DAY}, "registration_closes_at"),
        ({"purge_on": FIRST.date()}, "purge_on"),
        ({"opens": NOW - 9 * DAY, "closes": NOW - 8 * DAY, "draw": NOW - 7 * DAY}, "draw_at"),
    ],
)
async def test_dates_out_of_order_are_refused_at_the_date_at_fault(dates: dict[str, Any], field: str) -> None:
    by, draft = await officer(), await draft_scene()
    await add_session(by, draft, FIRST)
    with pytest.raises(Refused) as refusal:
        await set_dates(by, draft, **dates)
    assert refusal.value.field == field
    assert (await one(draft.id)).recruiting_opens_at is None


async def test_dates_in_order_are_kept_and_may_come_one_by_one() -> None:
    by, draft = await officer(), await draft_scene()
    await set_dates(by, draft, closes=None, draw=None, purge_on=None)
    await set_dates(by, draft)
    kept = await one(draft.id)
    assert (kept.recruiting_opens_at, kept.registration_closes_at, kept.draw_at) == (OPENS, CLOSES, DRAW)
    assert (kept.purge_on, kept.draw_place) == (PURGE, "Town Hall")


async def test_a_standing_panel_may_meet_before_the_next_draw() -> None:
    by, draft = await officer(), await draft_scene(kind=AssemblyKind.STANDING)
    await add_session(by, draft, NOW + DAY)
    await set_dates(by, draft)
    await add_session(by, draft, NOW + 5 * DAY)
    assert await AssemblySession.filter(assembly=draft).count() == 2


async def test_what_was_promised_can_move_for_a_reason_but_not_go() -> None:
    by, running = await officer(), await assembly_scene(NOW)
    kept: dict[str, Any] = {
        "opens": running.recruiting_opens_at,
        "closes": running.registration_closes_at,
        "draw": running.draw_at,
    }
    moved: list[tuple[dict[str, Any], str]] = [
        ({"draw": None}, "draw_at"),
        ({"purge_on": None}, "purge_on"),
        ({"opens": NOW - 3 * DAY}, "recruiting_opens_at"),
        ({"draw": NOW + 29 * DAY}, "reason"),
    ]
    for changes, field in moved:
        with pytest.raises(Refused) as refusal:
            await set_dates(by, running, **{**kept, "purge_on": running.purge_on, **changes})
        assert refusal.value.field == field
    await set_dates(by, running, **{**kept, "closes": NOW}, purge_on=running.purge_on, reason="Enough people came.")
    assert (await one(running.id)).registration_closes_at == NOW


# Topics


async def test_a_one_off_assembly_has_one_topic_and_a_standing_one_many() -> None:
    by = await officer()
    single, many = await draft_scene(), await draft_scene(kind=AssemblyKind.STANDING)
    for assembly in (single, many, many):
        await save_topic(by, assembly)
    with pytest.raises(Refused, match="one topic"):
        await save_topic(by, single)
    assert [topic.position for topic in await topics.topics_of(many)] == [0, 1]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"question": " "}, "question"),
        ({"question": "q" * 301}, "question"),
        ({"answer_by": NOW.date()}, "answer_by"),
        ({"answer_by": (FIRST + DAY).date() - DAY}, "answer_by"),
        ({"owner": "o" * 201}, "owner"),
    ],
)
async def test_a_topic_that_makes_no_sense_is_refused(changes: dict[str, Any], field: str) -> None:
    by, draft = await officer(), await draft_scene()
    await add_session(by, draft, FIRST)
    with pytest.raises(Refused) as refusal:
        await save_topic(by, draft, **changes)
    assert refusal.value.field == field
    assert not await Topic.exists()


async def test_topics_are_put_in_order_and_taken_away_while_nothing_hangs_on_them() -> None:
    by, draft = await officer(), await draft_scene(kind=AssemblyKind.STANDING)
    for question in ("First?", "Second?", "Third?"):
        await save_topic(by, draft, question=question)
    third = await Topic.get(question="Third?")
    for _time in range(3):  # the first stays first
        await topics.move_up(by, draft.id, await seen(draft), third.id, NOW)
    assert [topic.question for topic in await topics.topics_of(draft)] == ["Third?", "First?", "Second?"]

    await add_session(by, draft, FIRST, topic=third.id)
    with pytest.raises(Refused, match="Sessions or a draw"):
        await topics.remove(by, draft.id, await seen(draft), third.id, NOW)
    await topics.remove(by, draft.id, await seen(draft), (await Topic.get(question="First?")).id, NOW)
    assert [topic.question for topic in await topics.topics_of(draft)] == ["Third?", "Second?"]


async def test_a_commissioned_topic_can_be_ended_but_not_removed() -> None:
    by, running = await officer(), await assembly_scene(NOW, kind=AssemblyKind.STANDING)
    topic = await Topic.get(assembly=running)
    with pytest.raises(Refused, match="cannot be removed"):
        await topics.remove(by, running.id, await seen(running), topic.id, NOW)
    await topics.end(by, running.id, await seen(running), topic.id, NOW)
    assert topics.state_of(await Topic.get(id=topic.id)) is topics.State.ENDED
    with pytest.raises(Refused, match="is over"):
        await save_topic(by, running, topic)
    with pytest.raises(Refused, match="Only a topic"):
        await topics.end(by, running.id, await seen(running), topic.id, NOW)


async def test_topics_of_other_assemblies_are_not_there() -> None:
    by, mine, other = await officer(), await draft_scene(), await draft_scene()
    topic = await make_topic(other)
    for number in (topic.id, 10**30, -1):
        with pytest.raises(NotFound):
            await topics.topic_of(mine, number)
    with pytest.raises(NotFound):
        await topics.remove(by, mine.id, 0, topic.id, NOW)


# Sessions


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        (None, FIRST, "starts_at"),
        (FIRST, FIRST, "ends_at"),
        (FIRST, FIRST - DAY, "ends_at"),
        (FIRST, FIRST + DAY, "ends_at"),
        (DRAW, DRAW + timedelta(hours=2), "starts_at"),
        (datetime(2027, 3, 1, 9, tzinfo=UTC), datetime(2027, 3, 1, 15, tzinfo=UTC), "starts_at"),
    ],
)
async def test_a_session_lies_between_the_draw_and_the_answer(starts: Any, ends: Any, field: str) -> None:
    by, draft = await officer(), await draft_scene()
    await save_topic(by, draft, answer_by=ANSWER)
    await set_dates(by, draft)
    with pytest.raises(Refused) as refusal:
        await add_session(by, draft, starts, ends)
    assert refusal.value.field == field
    assert not await AssemblySession.exists()


async def test_two_sessions_cannot_be_at_the_same_time() -> None:
    by, draft = await officer(), await draft_scene()
    await add_session(by, draft, FIRST)
    with pytest.raises(Refused, match="another session"):
        await add_session(by, draft, FIRST + timedelta(hours=5))
    await add_session(by, draft, FIRST + timedelta(hours=6))
    assert await AssemblySession.filter(assembly=draft).count() == 2


async def test_a_session_is_changed_in_place_and_its_topic_must_be_one_of_these() -> None:
    by, draft, other = await officer(), await draft_scene(kind=AssemblyKind.STANDING), await draft_scene()
    foreign = await make_topic(other)
    session = await make_session(draft, FIRST)

    async def save(topic: int | None) -> None:
        await sessions.save(
            by, draft.id, await seen(draft), session.id, title="Learning", starts_at=session.starts_at,
            ends_at=session.ends_at, place="Library", online=True, topic_id=topic, now=NOW,
        )  # fmt: skip

    with pytest.raises(Refused) as refusal:
        await save(foreign.id)
    assert refusal.value.field == "topic"
    await save(None)
    kept = await AssemblySession.get(id=session.id)
    assert (kept.title, kept.place, kept.online) == ("Learning", "Library", True)


async def test_a_session_that_was_paid_for_stays() -> None:
    account = await make_account("Asma")
    by, running = person_of(account), await assembly_scene(NOW)
    first, second = await sessions.sessions_of(running)
    member = await make_member(running)
    await Payment.create(
        member_id=member, session=first, amount_pence=1, way=PaymentWay.BANK, due_on=NOW.date(), recorded_by=account
    )
    with pytest.raises(Refused, match="Payments are recorded"):
        await sessions.remove(by, running.id, await seen(running), first.id, NOW)
    await sessions.remove(by, running.id, await seen(running), second.id, NOW)
    assert [one.id for one in await sessions.sessions_of(running)] == [first.id]


async def make_member(assembly: Assembly) -> int:
    from assembly.models import Draw, Member

    account = await make_account("Officer")
    draw = await Draw.create(assembly=assembly, number=1, seats=12, begun_at=NOW, begun_by=account)
    member = await Member.create(assembly=assembly, registration=await register(assembly, NOW), draw=draw)
    return int(member.id)


async def test_days_are_days_of_the_place() -> None:
    """In summer a session that ends at half past midnight in London ends the day before by UTC."""
    by, draft = await officer(), await draft_scene()
    late = datetime(2026, 7, 31, 23, 15, tzinfo=UTC)  # 00:15 on 1 August in London
    await add_session(by, draft, late, late + timedelta(minutes=15))
    with pytest.raises(Refused):
        await save_topic(by, draft, answer_by=date(2026, 8, 1))
    await save_topic(by, draft, answer_by=date(2026, 8, 2))
