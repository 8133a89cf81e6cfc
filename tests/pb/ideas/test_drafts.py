"""Drafts: whose they are, what is kept, and how they are sent."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pb.cycles import CycleRefused
from pb.ideas import drafts
from pb.ideas.belonging import BelongingUnknown
from pb.ideas.drafts import Writer
from pb.ideas.writing import IdeaRefused
from pb.models import Cycle, Idea, IdeaState
from post.models import Message
from residents.people import Person
from tests.factories import make_claim, make_pot
from tests.pb.ideas.idea_samples import Fund, make_fund, make_resident
from web.refusals import NotFound

NOW = datetime.now(UTC)
MINE, OTHER = Writer(Person(), "a" * 64), Writer(Person(), "b" * 64)


async def full_draft(fund: Fund, writer: Writer = MINE) -> Idea:
    draft = await drafts.start(writer, fund.cycle, "Benches", NOW)
    await drafts.keep_story(draft, "Somewhere **to sit**.", None, NOW)
    await drafts.keep_place(draft, fund.pot, "", NOW)
    return await drafts.of(writer, draft.id)


async def test_a_draft_is_seen_by_its_browser_alone(db: None) -> None:
    fund = await make_fund()
    draft = await drafts.start(MINE, fund.cycle, "  Benches\u200b ", NOW)

    assert (await drafts.of(MINE, draft.id)).title == "Benches"
    for stranger in (OTHER, Writer(await make_resident(), "b" * 64), Writer(Person(), "")):
        with pytest.raises(NotFound):
            await drafts.of(stranger, draft.id)
        assert await drafts.all_of(stranger) == []


async def test_after_signing_in_a_draft_belongs_to_the_person_and_no_longer_to_the_browser(db: None) -> None:
    fund = await make_fund()
    draft = await drafts.start(MINE, fund.cycle, "Benches", NOW)
    person = await make_resident()

    assert person.account_id and await drafts.adopt(person.account_id, MINE.browser) == 1

    assert (await drafts.of(Writer(person, "another browser"), draft.id)).id == draft.id
    with pytest.raises(NotFound):
        await drafts.of(MINE, draft.id)


async def test_the_same_title_sent_twice_is_one_draft(db: None) -> None:
    fund = await make_fund()

    first = await drafts.start(MINE, fund.cycle, "Benches", NOW)
    second = await drafts.start(MINE, fund.cycle, "Benches ", NOW)

    assert first.id == second.id
    assert await Idea.all().count() == 1


async def test_one_person_cannot_fill_the_database_with_drafts(db: None) -> None:
    fund = await make_fund()
    for number in range(drafts.MOST_DRAFTS):
        await drafts.start(MINE, fund.cycle, f"Idea {number}", NOW)

    with pytest.raises(IdeaRefused, match="10 ideas that are not sent"):
        await drafts.start(MINE, fund.cycle, "One more", NOW)


@pytest.mark.parametrize("phase", ["draft", "soon", "review", "voting", "delivery"])
async def test_no_idea_can_be_begun_or_sent_outside_its_phase_and_drafts_stay(db: None, phase: str) -> None:
    fund, open_fund = await make_fund(phase), None
    with pytest.raises(CycleRefused):
        await drafts.start(MINE, fund.cycle, "Benches", NOW)

    draft = await Idea.create(
        cycle=fund.cycle,
        pot=fund.pot,
        title="Benches",
        body="To sit.",
        draft_key="a" * 64,
        created_at=NOW,
        changed_at=NOW,
    )
    with pytest.raises(CycleRefused):
        await drafts.submit(draft, await make_resident(), NOW)

    assert (await drafts.of(MINE, draft.id)).body == "To sit."
    assert open_fund is None and await Message.all().count() == 0


async def test_a_sent_idea_waits_for_a_moderator_and_its_author_gets_a_letter(db: None) -> None:
    fund = await make_fund()
    draft = await full_draft(fund)
    person = await make_resident(name="Zoë")

    await drafts.submit(draft, person, NOW)

    idea = await Idea.get(id=draft.id)
    assert (idea.state, idea.author_id, idea.author_name, idea.draft_key) == (
        IdeaState.RECEIVED,
        person.account_id,
        "Zoë",
        "",
    )
    assert idea.body_html == "<p>Somewhere <strong>to sit</strong>.</p>\n"
    letter = await Message.get()
    assert letter.recipient == person.email and f"{{site}}/ideas/{idea.id}" in letter.body


async def test_sending_twice_sends_one_letter(db: None) -> None:
    fund = await make_fund()
    draft = await full_draft(fund)
    person = await make_resident()

    await drafts.submit(draft, person, NOW)
    await drafts.submit(draft, person, NOW)

    assert await Message.all().count() == 1


async def test_sending_at_the_same_moment_sends_one_letter(own_database: str) -> None:
    fund = await make_fund()
    draft = await full_draft(fund)
    person = await make_resident()

    await asyncio.gather(*(drafts.submit(draft, person, NOW) for _ in range(8)))

    assert await Message.all().count() == 1


async def test_drafts_begun_at_the_same_moment_are_one(own_database: str) -> None:
    fund = await make_fund()

    begun = await asyncio.gather(*(drafts.start(MINE, fund.cycle, "Benches", NOW) for _ in range(8)))

    assert len({draft.id for draft in begun}) == 1


async def test_an_idea_without_a_place_cannot_be_sent(db: None) -> None:
    fund = await make_fund()
    draft = await drafts.start(MINE, fund.cycle, "Benches", NOW)
    await drafts.keep_story(draft, "To sit.", None, NOW)

    with pytest.raises(IdeaRefused, match="Say where"):
        await drafts.submit(draft, await make_resident(), NOW)


async def test_a_cycle_can_ask_for_people_who_belong_there(db: None) -> None:
    fund = await make_fund(evidence={"suggest": "E1"})
    draft = await full_draft(fund)
    person = await make_resident()

    with pytest.raises(BelongingUnknown):
        await drafts.submit(draft, person, NOW)
    await drafts.submit(draft, await make_resident(fund), NOW)

    assert (await Idea.get(id=draft.id)).state is IdeaState.RECEIVED


async def test_somebody_from_a_place_without_money_is_told(db: None) -> None:
    fund = await make_fund(evidence={"suggest": "E1"})
    elsewhere = await make_pot(await Cycle.create(slug="x", name="X", created_at=NOW))
    person = await make_resident()
    await elsewhere.fetch_related("neighbourhood")
    from residents.models import Account

    await make_claim(await Account.get(id=person.account_id), elsewhere.neighbourhood)  # type: ignore[arg-type]

    with pytest.raises(BelongingUnknown, match="no money for that place"):
        await drafts.submit(await full_draft(fund), person, NOW)


async def test_a_place_or_theme_of_another_cycle_is_not_taken(db: None) -> None:
    fund = await make_fund()
    draft = await drafts.start(MINE, fund.cycle, "Benches", NOW)
    other = await make_pot(await Cycle.create(slug="x", name="X", created_at=NOW))

    with pytest.raises(NotFound):
        await drafts.keep_place(draft, other, "", NOW)
    with pytest.raises(IdeaRefused):
        await drafts.keep_story(draft, "To sit.", 999, NOW)


async def test_old_drafts_are_forgotten_and_sent_ideas_are_not(db: None, tmp_path: Path) -> None:
    fund = await make_fund()
    old, sent, fresh = await full_draft(fund), await full_draft(fund, OTHER), await make_resident()
    await drafts.submit(sent, fresh, NOW)
    later = NOW + timedelta(days=61)
    await drafts.start(Writer(fresh, ""), fund.cycle, "Fresh", NOW)
    await Idea.filter(title="Fresh").update(changed_at=later)

    assert await drafts.forget_old(tmp_path, later) == 1

    assert not await Idea.exists(id=old.id)
    assert await Idea.all().count() == 2
