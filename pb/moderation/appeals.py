"""Appeals: an author asks for a decision to be looked at again. Another moderator than the first one answers."""

from datetime import datetime

import ledger.journal
from database import execute, transaction
from pb.letters import moderation as letters
from pb.models import Appeal, Comment, CommentState, Idea, IdeaState
from pb.moderation import comments, ideas
from pb.moderation.refusals import LONGEST_REASON, ModerationRefused, ReasonRefused, checked_reason
from post import outbox
from residents.people import Person
from web.language import _
from web.refusals import NotFound


async def idea_to_appeal(by: Person, idea_id: int) -> Idea:
    """The refused idea of this person. NotFound for anybody else's; ModerationRefused when there is nothing to ask."""
    idea = await Idea.get_or_none(id=idea_id, author_id=by.account_id)
    if idea is None or by.account_id is None:
        raise NotFound
    if idea.state is not IdeaState.REFUSED:
        raise ModerationRefused(_("This idea is not refused, so there is nothing to look at again."))
    await _demand_first(idea_id=idea_id)
    return idea


async def comment_to_appeal(by: Person, comment_id: int) -> Comment:
    """The hidden comment of this person, with its idea."""
    comment = await Comment.get_or_none(id=comment_id, author_id=by.account_id).select_related("idea")
    if comment is None or by.account_id is None:
        raise NotFound
    if comment.state is not CommentState.HIDDEN:
        raise ModerationRefused(_("This comment is not hidden, so there is nothing to look at again."))
    await _demand_first(comment_id=comment_id)
    return comment


async def appeal_idea(by: Person, idea_id: int, why: str, now: datetime) -> Appeal:
    why = checked_why(why)
    async with transaction():
        await execute("UPDATE idea SET version = version WHERE id = ?", idea_id)
        idea = await idea_to_appeal(by, idea_id)
        return await Appeal.create(
            idea_id=idea.id, made_by_id=by.account_id, why=why, made_at=now, refused_by_id=idea.moderator_id
        )


async def appeal_comment(by: Person, comment_id: int, why: str, now: datetime) -> Appeal:
    why = checked_why(why)
    async with transaction():
        await execute("UPDATE comment SET state = state WHERE id = ?", comment_id)
        comment = await comment_to_appeal(by, comment_id)
        return await Appeal.create(
            comment_id=comment.id, made_by_id=by.account_id, why=why, made_at=now, refused_by_id=comment.moderator_id
        )


async def _demand_first(**about: int) -> None:
    """One look again for each decision: an open appeal waits, a rejected one was the last word."""
    earlier = await Appeal.filter(**about).order_by("-id").first()
    if earlier is None or earlier.upheld:
        return
    if earlier.decided_at is None:
        raise ModerationRefused(_("You have asked already. Somebody will look at it, and we will write to you."))
    raise ModerationRefused(_("Somebody else has looked at this again already. Their answer is in the email we sent."))


def checked_why(text: str) -> str:
    why = text.strip()
    if not why:
        raise ReasonRefused(_("Tell us why you think the decision was wrong."))
    if len(why) > LONGEST_REASON:
        raise ReasonRefused(_("Shorten this to %(most)s characters or fewer.") % {"most": f"{LONGEST_REASON:,}"})
    return why


async def decide(by: Person, appeal_id: int, *, upheld: bool, answer: str, now: datetime) -> Appeal:
    """Answer an appeal; `upheld` brings the thing back. Not by who decided first, nor by who appeals."""
    by.demand("content.moderate")
    async with transaction():
        await execute("UPDATE appeal SET why = why WHERE id = ?", appeal_id)
        appeal = await Appeal.get_or_none(id=appeal_id).select_related(
            "idea__author", "comment__idea", "comment__author", "made_by"
        )
        if appeal is None:
            raise NotFound
        _demand_somebody_new(by, appeal)
        answer = checked_reason(answer)
        if appeal.decided_at is not None:
            raise ModerationRefused(_("Somebody has answered this appeal already."))
        appeal.upheld, appeal.answer = upheld, answer
        appeal.decided_by_id, appeal.decided_at = by.account_id, now
        await appeal.save()
        await ledger.journal.record(by.actor, "appeal.decided", f"appeal:{appeal.id}", at=now, upheld=upheld)
        await _carry_out(by, appeal, now)
    return appeal


def _demand_somebody_new(by: Person, appeal: Appeal) -> None:
    if by.account_id is not None and by.account_id in (appeal.refused_by_id, appeal.made_by_id):
        raise ModerationRefused(_("You had a part in this. Another moderator has to answer the appeal."))
    entered_by = appeal.idea.entered_by_id if appeal.idea else None
    if by.account_id is not None and by.account_id == entered_by:
        raise ModerationRefused(_("You entered this idea yourself. Another moderator has to answer the appeal."))


async def _carry_out(by: Person, appeal: Appeal, now: datetime) -> None:
    if not appeal.upheld:
        about = appeal.idea or (appeal.comment.idea if appeal.comment else None)
        assert about is not None
        letter = letters.appeal_refused(about.title, about.id, appeal.answer)
        await outbox.enqueue(appeal.made_by.email, *letter, now=now)
    elif appeal.idea is not None:
        await ideas.bring_back(by, await ideas.held(appeal.idea.id), appeal.answer, now)
    elif appeal.comment is not None:
        await comments.bring_back(by, await comments.held(appeal.comment.id), appeal.answer, now)
