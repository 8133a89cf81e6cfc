"""Moderators decide what everybody can see, say why, and are never the last word on themselves."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ledger.models import JournalEntry
from pb.models import Appeal, Comment, CommentState, Idea, IdeaState, Report
from pb.moderation import appeals, comments, ideas, reports
from pb.moderation.queue import queue
from pb.moderation.refusals import ModerationRefused, ReasonRefused
from residents.models import Role
from tests.factories import NOW, days, make_account, make_cycle, make_idea, make_pot
from tests.pb.moderation_samples import account_of, as_person, letters_to, make_comment, make_person, make_report
from web.days import working_days_after
from web.refusals import NotAllowed, NotFound

pytestmark = pytest.mark.usefixtures("db")


async def received(**values: Any) -> Idea:
    cycle = await make_cycle()
    return await make_idea(cycle, await make_pot(cycle), state=IdeaState.RECEIVED, **values)


@pytest.mark.parametrize(
    ("when", "due"),
    [
        (datetime(2026, 6, 15, 12, tzinfo=UTC), "2026-06-17"),  # a Monday
        (datetime(2026, 6, 18, 12, tzinfo=UTC), "2026-06-22"),  # a Thursday: the weekend does not count
        (datetime(2026, 6, 19, 23, 30, tzinfo=UTC), "2026-06-23"),  # Friday in London is Saturday already by then
    ],
)
def test_two_working_days_leave_out_the_weekend(when: datetime, due: str) -> None:
    assert working_days_after(when, 2).isoformat() == due


async def test_published_ideas_are_public_and_their_authors_are_told() -> None:
    moderator = await make_person(Role.MODERATOR)
    first, second = await received(), await received()

    outcome = await ideas.publish(moderator, {first.id: 0, second.id: 0}, NOW)

    await first.refresh_from_db()
    assert outcome.published == [first.title, second.title]
    assert (first.state, first.published_at, first.moderator_id) == (IdeaState.PUBLISHED, NOW, moderator.account_id)
    assert f"{{site}}/ideas/{first.id}" in (await letters_to(await account_of(first.author_id)))[0].body
    assert await JournalEntry.filter(act="idea.published").count() == 2


async def test_an_idea_changed_while_the_moderator_read_it_is_left_out_of_the_publication() -> None:
    moderator = await make_person(Role.MODERATOR)
    stays, changed = await received(), await received(version=3, title="New words")

    outcome = await ideas.publish(moderator, {stays.id: 0, changed.id: 2}, NOW)

    await changed.refresh_from_db()
    assert (outcome.published, changed.state) == ([stays.title], IdeaState.RECEIVED)
    assert outcome.left_out == ["“New words” was changed or decided on while you were reading. Look at it again."]


async def test_an_idea_is_published_once() -> None:
    moderator = await make_person(Role.MODERATOR)
    idea = await received()
    await ideas.publish(moderator, {idea.id: 0}, NOW)

    again = await ideas.publish(moderator, {idea.id: 0}, NOW)

    assert again.published == []
    assert len(await letters_to(await account_of(idea.author_id))) == 1


async def test_nobody_moderates_what_is_their_own() -> None:
    account = await make_account("Mo Moderator", Role.MODERATOR)
    moderator = as_person(account, Role.MODERATOR)
    own, entered = await received(author=account), await received(entered_by=account)
    comment = await make_comment(own, account)

    outcome = await ideas.publish(moderator, {own.id: 0, entered.id: 0}, NOW)

    assert (outcome.published, len(outcome.left_out)) == ([], 2)
    with pytest.raises(ModerationRefused, match="This is your own"):
        await ideas.refuse(moderator, own.id, "No.", NOW)
    with pytest.raises(ModerationRefused, match="This is your own"):
        await comments.hide(moderator, comment.id, "No.", NOW)
    with pytest.raises(ModerationRefused, match="This is your own"):
        await reports.dismiss(moderator, idea_id=own.id, reason="Fine.", now=NOW)


async def test_a_refusal_needs_a_reason_and_the_author_gets_it_with_the_way_to_appeal() -> None:
    moderator = await make_person(Role.MODERATOR)
    idea = await received()

    with pytest.raises(ReasonRefused, match="Say why"):
        await ideas.refuse(moderator, idea.id, "  ", NOW)
    await ideas.refuse(moderator, idea.id, "It names a neighbour.", NOW)

    await idea.refresh_from_db()
    letter = (await letters_to(await account_of(idea.author_id)))[0]
    assert (idea.state, idea.reason) == (IdeaState.REFUSED, "It names a neighbour.")
    assert "It names a neighbour." in letter.body
    assert f"{{site}}/ideas/{idea.id}/appeal" in letter.body


async def test_ideas_on_the_ballot_and_drafts_are_not_for_moderators() -> None:
    moderator = await make_person(Role.MODERATOR)
    cycle = await make_cycle()
    pot = await make_pot(cycle)
    on_ballot = await make_idea(cycle, pot, state=IdeaState.ON_BALLOT)
    draft = await make_idea(cycle, pot, state=IdeaState.DRAFT)

    with pytest.raises(ModerationRefused, match="on the ballot"):
        await ideas.refuse(moderator, on_ballot.id, "No.", NOW)
    with pytest.raises(NotFound):
        await ideas.refuse(moderator, draft.id, "No.", NOW)


async def test_only_moderators_moderate() -> None:
    reviewer = await make_person(Role.REVIEWER, Role.ADMINISTRATOR)
    idea = await received()

    with pytest.raises(NotAllowed):
        await ideas.publish(reviewer, {idea.id: 0}, NOW)
    with pytest.raises(NotAllowed):
        await queue(reviewer, NOW)


async def test_a_hundred_reports_hide_nothing_until_a_person_decides() -> None:
    moderator = await make_person(Role.MODERATOR)
    cycle = await make_cycle()
    idea = await make_idea(cycle, await make_pot(cycle))
    for _ in range(12):
        await make_report(idea=idea)

    found = await queue(moderator, NOW)
    await idea.refresh_from_db()
    assert (idea.state, [waiting.row.reports for waiting in found.reported]) == (IdeaState.PUBLISHED, [12])

    answered = await reports.dismiss(moderator, idea_id=idea.id, reason="It is only a bench.", now=NOW)

    reporter = await account_of((await Report.all().order_by("id"))[0].reporter_id)
    assert answered == 12
    assert "It is only a bench." in (await letters_to(reporter))[0].body
    assert (await queue(moderator, NOW)).reported == []
    with pytest.raises(ModerationRefused, match="no open reports"):
        await reports.dismiss(moderator, idea_id=idea.id, reason="Again.", now=NOW)


async def test_taking_a_reported_idea_down_tells_its_author_and_those_who_reported_it() -> None:
    moderator = await make_person(Role.MODERATOR)
    cycle = await make_cycle()
    idea = await make_idea(cycle, await make_pot(cycle))
    report = await make_report(idea=idea)

    await ideas.refuse(moderator, idea.id, "It insults people.", NOW)

    await report.refresh_from_db()
    assert (report.upheld, report.resolved_at) == (True, NOW)
    assert "We have taken it down" in (await letters_to(await account_of(report.reporter_id)))[0].body
    assert "off the site" in (await letters_to(await account_of(idea.author_id)))[0].body


async def test_a_hidden_comment_is_not_counted_and_can_be_shown_again() -> None:
    moderator = await make_person(Role.MODERATOR)
    cycle = await make_cycle()
    idea = await make_idea(cycle, await make_pot(cycle), comments_count=2)
    comment = await make_comment(idea)
    await make_comment(idea)

    await comments.hide(moderator, comment.id, "It insults people.", NOW)
    await idea.refresh_from_db()
    hidden = (await Comment.get(id=comment.id)).state, idea.comments_count
    await comments.restore(moderator, comment.id, NOW, "It quotes a song.")
    await idea.refresh_from_db()

    assert hidden == (CommentState.HIDDEN, 1)
    assert ((await Comment.get(id=comment.id)).state, idea.comments_count) == (CommentState.VISIBLE, 2)


async def test_a_comment_that_waits_is_shown_without_giving_a_reason() -> None:
    moderator = await make_person(Role.MODERATOR)
    cycle = await make_cycle()
    idea = await make_idea(cycle, await make_pot(cycle))
    comment = await make_comment(idea, state=CommentState.HELD)

    await comments.restore(moderator, comment.id, NOW)

    await idea.refresh_from_db()
    assert ((await Comment.get(id=comment.id)).state, idea.comments_count) == (CommentState.VISIBLE, 1)


async def refused_idea() -> tuple[Idea, Appeal]:
    moderator = await make_person(Role.MODERATOR, name="First Moderator")
    idea = await received()
    await ideas.refuse(moderator, idea.id, "It names a neighbour.", NOW)
    appeal = await appeals.appeal_idea(as_person(await account_of(idea.author_id)), idea.id, "He agreed to it.", NOW)
    return idea, appeal


async def test_an_appeal_is_answered_by_another_moderator_than_the_one_who_refused() -> None:
    idea, appeal = await refused_idea()
    first = as_person(await account_of(appeal.refused_by_id), Role.MODERATOR)
    other = await make_person(Role.MODERATOR)

    with pytest.raises(ModerationRefused, match="Another moderator"):
        await appeals.decide(first, appeal.id, upheld=False, answer="No.", now=NOW)
    await appeals.decide(other, appeal.id, upheld=True, answer="You are right, he did.", now=NOW)

    await idea.refresh_from_db()
    assert (idea.state, idea.reason, idea.published_at) == (IdeaState.PUBLISHED, "", NOW)
    assert "You are right" in (await letters_to(await account_of(idea.author_id)))[-1].body
    with pytest.raises(ModerationRefused, match="answered this appeal already"):
        await appeals.decide(other, appeal.id, upheld=False, answer="No.", now=NOW)


async def test_an_appeal_that_fails_is_answered_and_cannot_be_repeated() -> None:
    idea, appeal = await refused_idea()
    author = as_person(await account_of(idea.author_id))

    with pytest.raises(ModerationRefused, match="asked already"):
        await appeals.appeal_idea(author, idea.id, "Please.", NOW)
    await appeals.decide(
        await make_person(Role.MODERATOR), appeal.id, upheld=False, answer="He told us he did not.", now=NOW
    )

    await idea.refresh_from_db()
    assert idea.state is IdeaState.REFUSED
    assert "He told us he did not." in (await letters_to(author))[-1].body
    with pytest.raises(ModerationRefused, match="looked at this again already"):
        await appeals.appeal_idea(author, idea.id, "Please.", NOW)


async def test_only_the_author_can_appeal() -> None:
    idea, _appeal = await refused_idea()

    with pytest.raises(NotFound):
        await appeals.appeal_idea(await make_person(), idea.id, "I liked it.", NOW)


async def test_a_hidden_comment_can_be_appealed_too() -> None:
    moderator, other = await make_person(Role.MODERATOR), await make_person(Role.MODERATOR)
    cycle = await make_cycle()
    comment = await make_comment(await make_idea(cycle, await make_pot(cycle)))
    await comments.hide(moderator, comment.id, "Rude.", NOW)
    appeal = await appeals.appeal_comment(as_person(await account_of(comment.author_id)), comment.id, "A joke.", NOW)

    await appeals.decide(other, appeal.id, upheld=True, answer="It was.", now=NOW)

    assert (await Comment.get(id=comment.id)).state is CommentState.VISIBLE


async def test_the_queue_is_oldest_first_and_says_what_is_late() -> None:
    moderator = await make_person(Role.MODERATOR)
    young = await received(submitted_at=NOW)
    old = await received(submitted_at=NOW - days(9))

    found = await queue(moderator, NOW)

    assert [(waiting.row.id, waiting.late) for waiting in found.ideas] == [(old.id, True), (young.id, False)]
    assert found.late == 1
