"""What authors, supporters, followers and commenters can do, and that counts are always right."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pb import ideas
from pb.cycles import CycleRefused
from pb.ideas import Edit, comments, follows, reports, supports
from pb.ideas.belonging import BelongingUnknown
from pb.ideas.changes import ChangedMeanwhile
from pb.ideas.comments import CommentRefused
from pb.ideas.reports import ReportRefused
from pb.ideas.standing import EDITABLE, WITHDRAWABLE
from pb.ideas.supports import SupportRefused
from pb.ideas.writing import IdeaRefused
from pb.models import Comment, CommentState, Follow, Idea, IdeaState, Report, Support
from post.models import Message
from residents.models import Account
from residents.people import NOBODY, Person
from tests.pb.ideas.idea_samples import Fund, make_fund, make_resident, public_idea
from web.refusals import NotAllowed, NotFound

NOW = datetime.now(UTC)
S = IdeaState


async def idea_of(fund: Fund, by: Person, **values: Any) -> Idea:
    return await public_idea(fund, author=await Account.get(id=by.account_id), **values)


async def support_count(idea: Idea) -> tuple[int, int]:
    return (await Idea.get(id=idea.id)).supports, await Support.filter(idea_id=idea.id).count()


async def test_supporting_twice_is_supporting_once_and_can_be_taken_back(db: None) -> None:
    fund = await make_fund()
    idea, by = await public_idea(fund), await make_resident(fund)

    for _ in range(2):
        await supports.support(idea.id, fund.cycle.id, by, NOW)
    assert await support_count(idea) == (1, 1)
    for _ in range(2):
        await supports.withdraw(idea.id, fund.cycle.id, by, NOW)
    assert await support_count(idea) == (0, 0)


@pytest.mark.parametrize("state", [S.NOT_FEASIBLE, S.MERGED, S.WITHDRAWN])
async def test_an_idea_whose_path_has_ended_cannot_be_supported(db: None, state: IdeaState) -> None:
    fund = await make_fund()
    idea, by = await public_idea(fund, state=state), await make_resident(fund)

    with pytest.raises(SupportRefused):
        await supports.support(idea.id, fund.cycle.id, by, NOW)
    assert await support_count(idea) == (0, 0)


async def test_many_supports_at_the_same_moment_are_all_counted_once(own_database: str) -> None:
    fund = await make_fund()
    idea = await public_idea(fund)
    people = [await make_resident(fund) for _ in range(4)]

    await asyncio.gather(*(supports.support(idea.id, fund.cycle.id, by, NOW) for by in people * 3))

    assert await support_count(idea) == (4, 4)


async def test_only_who_belongs_can_support_and_only_while_it_matters(db: None) -> None:
    fund = await make_fund()
    idea = await public_idea(fund)

    with pytest.raises(BelongingUnknown):
        await supports.support(idea.id, fund.cycle.id, await make_resident(), NOW)
    with pytest.raises(NotAllowed):
        await supports.support(idea.id, fund.cycle.id, NOBODY, NOW)
    later = fund.cycle.voting_opens_at
    assert later is not None
    await fund.cycle.filter(id=fund.cycle.id).update(ballot_frozen_at=later)
    with pytest.raises(CycleRefused):
        await supports.support(idea.id, fund.cycle.id, await make_resident(fund), later + timedelta(days=1))
    assert await support_count(idea) == (0, 0)


@pytest.mark.parametrize("state", list(S))
async def test_who_may_see_an_idea_in_each_state(db: None, state: IdeaState) -> None:
    fund = await make_fund()
    author, stranger = await make_resident(), await make_resident()
    private = state in (S.DRAFT, S.RECEIVED, S.REFUSED)
    idea = await idea_of(fund, author, state=state, published_at=None if private else NOW)

    assert (await ideas.show(idea.id, author, NOW)).own
    for viewer in (stranger, NOBODY):
        if private:
            with pytest.raises(NotFound):
                await ideas.show(idea.id, viewer, NOW)
        else:
            assert not (await ideas.show(idea.id, viewer, NOW)).own


async def test_ideas_of_a_cycle_that_is_not_public_are_not_there(db: None) -> None:
    fund = await make_fund("draft")
    idea = await public_idea(fund)

    with pytest.raises(NotFound):
        await ideas.show(idea.id, NOBODY, NOW)


def wish(idea: Idea, **values: Any) -> Edit:
    given = {"title": "New title", "story": "New *story*.", "spot": "", "pence": 5, "version": idea.version}
    return Edit(**{**given, **values})


async def test_an_edited_idea_goes_back_to_the_moderators_and_keeps_its_supporters(db: None) -> None:
    fund, author = await make_fund(), await make_resident()
    idea = await idea_of(fund, author, supports=7)

    await ideas.edit(await ideas.own(author, idea.id), author, wish(idea), NOW)

    stands = await Idea.get(id=idea.id)
    assert (stands.title, stands.state, stands.supports, stands.version) == ("New title", S.RECEIVED, 7, 1)
    assert stands.body_html == "<p>New <em>story</em>.</p>\n"
    assert (await Message.get()).recipient == author.email


async def test_two_tabs_cannot_overwrite_one_another_unseen(db: None) -> None:
    fund, author = await make_fund(), await make_resident()
    idea = await idea_of(fund, author)
    first, second = await ideas.own(author, idea.id), await ideas.own(author, idea.id)
    await ideas.edit(first, author, wish(idea, title="First"), NOW)

    with pytest.raises(ChangedMeanwhile):
        await ideas.edit(second, author, wish(idea, title="Second"), NOW)

    assert (await Idea.get(id=idea.id)).title == "First"


@pytest.mark.parametrize("state", [state for state in S if state is not S.DRAFT])
async def test_what_an_author_can_do_in_each_state(db: None, state: IdeaState) -> None:
    fund, author = await make_fund(), await make_resident()
    idea = await idea_of(fund, author, state=state)
    own = await ideas.own(author, idea.id)

    if state in EDITABLE:
        await ideas.edit(own, author, wish(idea), NOW)
    else:
        with pytest.raises(IdeaRefused):
            await ideas.edit(own, author, wish(idea), NOW)
        assert (await Idea.get(id=idea.id)).title == idea.title
    if state in WITHDRAWABLE:
        await ideas.withdraw(await ideas.own(author, idea.id), author, NOW)
    else:
        with pytest.raises(IdeaRefused):
            await ideas.withdraw(own, author, NOW)


@pytest.mark.parametrize("phase", ["voting", "counting", "delivery"])
async def test_nothing_of_an_idea_changes_once_the_vote_is_prepared(db: None, phase: str) -> None:
    fund, author = await make_fund(phase), await make_resident()
    idea = await idea_of(fund, author)
    own = await ideas.own(author, idea.id)

    with pytest.raises(CycleRefused):
        await ideas.edit(own, author, wish(idea), NOW)
    with pytest.raises(CycleRefused):
        await ideas.withdraw(own, author, NOW)


async def test_another_persons_idea_cannot_be_edited(db: None) -> None:
    fund, author = await make_fund(), await make_resident()
    idea = await idea_of(fund, author)

    for stranger in (await make_resident(), NOBODY):
        with pytest.raises(NotFound):
            await ideas.own(stranger, idea.id)


async def test_a_withdrawal_tells_followers_once_and_the_author_apart(db: None) -> None:
    fund, author, follower = await make_fund(), await make_resident(), await make_resident()
    idea = await idea_of(fund, author)
    for person in (follower, follower, author):
        await follows.follow(idea.id, person, NOW)

    await ideas.withdraw(await ideas.own(author, idea.id), author, NOW)

    letters = {letter.recipient: letter.body for letter in await Message.all()}
    assert set(letters) == {author.email, follower.email}
    assert "{site}/account/follows" in letters[follower.email]
    assert await Follow.all().count() == 2


async def test_following_can_be_stopped(db: None) -> None:
    fund, follower = await make_fund(), await make_resident()
    idea = await public_idea(fund)
    await follows.follow(idea.id, follower, NOW)
    assert [row.id for row in await follows.followed_by(follower.account_id or 0)] == [idea.id]

    await follows.unfollow(idea.id, follower)

    assert await follows.tell_followers(idea.id, "News", "News", NOW) == 0


async def test_comments_are_counted_while_they_can_be_seen(db: None) -> None:
    fund, by = await make_fund(), await make_resident()
    idea = await public_idea(fund)

    comment = await comments.say(idea.id, fund.cycle.id, by, "Good **idea**", NOW)
    again = await comments.say(idea.id, fund.cycle.id, by, "Good **idea**", NOW)
    assert comment.id == again.id and (await Idea.get(id=idea.id)).comments_count == 1
    assert comment.body_html == "<p>Good <strong>idea</strong></p>\n"
    for _ in range(2):
        await comments.remove(comment.id, by)

    assert (await Idea.get(id=idea.id)).comments_count == 0
    assert (await Comment.get()).state is CommentState.REMOVED
    assert (await comments.of_idea(idea.id, by, NOW))[0] == []


async def test_nobody_removes_another_persons_comment(db: None) -> None:
    fund, by = await make_fund(), await make_resident()
    idea = await public_idea(fund)
    comment = await comments.say(idea.id, fund.cycle.id, by, "Mine", NOW)

    for stranger in (await make_resident(), NOBODY):
        with pytest.raises(NotFound):
            await comments.remove(comment.id, stranger)


@pytest.mark.parametrize("text", ["", " \u200b ", "x" * 2_001])
async def test_a_comment_is_short_and_says_something(db: None, text: str) -> None:
    fund, by = await make_fund(), await make_resident()
    idea = await public_idea(fund)

    with pytest.raises(CommentRefused):
        await comments.say(idea.id, fund.cycle.id, by, text, NOW)
    assert await Comment.all().count() == 0


async def test_nobody_floods_a_page_with_comments(db: None) -> None:
    fund, by = await make_fund(), await make_resident()
    idea = await public_idea(fund)
    for number in range(20):
        await comments.say(idea.id, fund.cycle.id, by, f"Comment {number}", NOW)

    with pytest.raises(CommentRefused, match="a lot in the last hour"):
        await comments.say(idea.id, fund.cycle.id, by, "One more", NOW)


async def test_who_sees_which_comments(db: None) -> None:
    fund, by, stranger = await make_fund(), await make_resident(), await make_resident()
    idea = await public_idea(fund)
    for state in CommentState:
        await Comment.create(
            idea=idea, author_id=by.account_id, author_name="", body=state, body_html=state, state=state, made_at=NOW
        )

    seen_by_author = [remark.shown for remark in (await comments.of_idea(idea.id, by, NOW))[0]]
    seen = (await comments.of_idea(idea.id, stranger, NOW))[0]

    assert seen_by_author == ["hidden", "waiting", "shown"]
    assert [remark.shown for remark in seen] == ["hidden", "shown"]
    assert seen[0].body_html == "" and seen[0].author_name == "A resident"


async def test_a_report_is_kept_once_and_hides_nothing(db: None) -> None:
    fund, by = await make_fund(), await make_resident()
    idea = await public_idea(fund)
    comment = await comments.say(idea.id, fund.cycle.id, by, "Hm", NOW)

    for _ in range(2):
        await reports.report_idea(idea.id, by, "Rude", NOW)
        await reports.report_comment(comment, by, "Rude", NOW)
    with pytest.raises(ReportRefused):
        await reports.report_idea(idea.id, by, " ", NOW)

    assert await Report.all().count() == 2
    assert (await Idea.get(id=idea.id)).state is S.PUBLISHED
    assert (await reports.public_comment(comment.id)).state is CommentState.VISIBLE
