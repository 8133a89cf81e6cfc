"""Decisions about comments: show one that waits, hide one, show it again."""

from datetime import datetime

import ledger.journal
from database import execute, transaction
from pb.letters import moderation as letters
from pb.models import Appeal, Comment, CommentState
from pb.moderation.refusals import ModerationRefused, checked_reason, demand_somebody_elses
from pb.moderation.reports import resolve
from post import outbox
from residents.people import Person
from web.language import _
from web.refusals import NotFound

_S = CommentState


async def hide(by: Person, comment_id: int, reason: str, now: datetime) -> Comment:
    """Take a comment down. Its place stays, with the reason; the author can appeal."""
    by.demand("content.moderate")
    async with transaction():
        comment = await held(comment_id)
        demand_somebody_elses(by, comment.author_id)
        reason = checked_reason(reason)
        if comment.state not in (_S.VISIBLE, _S.HELD):
            raise ModerationRefused(_("This comment is hidden already. Load the page again."))
        await _move(comment, _S.HIDDEN, reason, by)
        letter = letters.comment_hidden(comment.idea.title, comment.id, comment.body, reason)
        await _tell_author(comment, letter, now)
        await resolve(comment_id=comment.id, upheld=True, reason=reason, now=now)
        await ledger.journal.record(by.actor, "comment.hidden", f"comment:{comment.id}", at=now, reason=reason)
    return comment


async def restore(by: Person, comment_id: int, now: datetime, why: str = "") -> Comment:
    """Show a comment that waits for a moderator, or one that was hidden; the latter needs a reason, for the journal."""
    by.demand("content.moderate")
    async with transaction():
        comment = await held(comment_id)
        demand_somebody_elses(by, comment.author_id)
        if comment.state is _S.HIDDEN:
            why = checked_reason(why)
        await bring_back(by, comment, why, now)
        await Appeal.filter(comment_id=comment.id, decided_at__isnull=True).update(
            upheld=True, answer=why, decided_by_id=by.account_id, decided_at=now
        )
    return comment


async def bring_back(by: Person, comment: Comment, why: str, now: datetime) -> None:
    """Inside a transaction: everybody can see this comment again, or for the first time."""
    if comment.state not in (_S.HELD, _S.HIDDEN):
        raise ModerationRefused(_("Everybody can see this comment already. Load the page again."))
    await _move(comment, _S.VISIBLE, "", by)
    letter = letters.comment_shown(comment.idea.title, comment.idea_id, comment.body)
    await _tell_author(comment, letter, now)
    await ledger.journal.record(by.actor, "comment.shown", f"comment:{comment.id}", at=now, reason=why)


async def _move(comment: Comment, state: CommentState, reason: str, by: Person) -> None:
    comment.state, comment.reason, comment.moderator_id = state, reason, by.account_id
    await comment.save(update_fields=["state", "reason", "moderator_id"])
    await execute(
        """UPDATE idea SET comments_count = (
               SELECT COUNT(*) FROM comment WHERE comment.idea_id = idea.id AND comment.state = 'visible')
           WHERE id = ?""",
        comment.idea_id,
    )


async def held(comment_id: int) -> Comment:
    """The comment, locked until the end of the transaction."""
    await execute("UPDATE comment SET state = state WHERE id = ?", comment_id)
    comment = await Comment.get_or_none(id=comment_id).select_related("idea", "author")
    if comment is None or comment.state is _S.REMOVED:
        raise NotFound
    return comment


async def _tell_author(comment: Comment, letter: tuple[str, str], now: datetime) -> None:
    if comment.author is not None:
        await outbox.enqueue(comment.author.email, *letter, now=now)
