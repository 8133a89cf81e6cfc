"""What people say about an idea. Comments are public at once; anybody can report one, and moderators decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from database import as_time, execute, rows, transaction
from pb.cycles import demand_phase
from pb.models import Comment, CommentState, Cycle
from pb.text import body_text, to_html
from residents.limits import allow
from residents.people import Person
from web.filters import ago
from web.language import _
from web.refusals import NotFound, Refused

LONGEST = 2_000
PAGE = 30
_PER_HOUR = 20


class CommentRefused(Refused):
    """The comment cannot be kept."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment as the page shows it. `shown`: the state in the words of ui.comment."""

    id: int
    author_name: str
    body_html: str
    role: str | None
    own: bool
    shown: str
    reason: str
    when: str


async def of_idea(
    idea_id: int, viewer: Person, now: datetime, before: int | None = None
) -> tuple[Sequence[Remark], int | None]:
    """The newest comments first, and the number to go on from, if there are older ones. One query."""
    found = await rows(
        f"""SELECT id, author_id, author_name, body_html, official, state, reason, made_at FROM comment
            WHERE idea_id = ? AND state IN ('visible', 'hidden', 'held') AND (state <> 'held' OR author_id = ?)
              AND id < ? ORDER BY id DESC LIMIT {PAGE + 1}""",
        idea_id,
        viewer.account_id or 0,
        before or 2**62,
    )
    return [_remark(one, viewer, now) for one in found[:PAGE]], (found[PAGE - 1].id if len(found) > PAGE else None)


_SHOWN = {"visible": "shown", "held": "waiting", "hidden": "hidden"}


def _remark(row: Any, viewer: Person, now: datetime) -> Remark:
    made_at = as_time(row.made_at)
    assert made_at is not None
    return Remark(
        row.id,
        row.author_name or _("A resident"),
        "" if row.state == "hidden" else row.body_html,
        _("Council") if row.official else None,
        viewer.signed_in and row.author_id == viewer.account_id,
        _SHOWN[row.state],
        row.reason,
        ago(made_at, now),
    )


async def say(idea_id: int, cycle_id: int, by: Person, text: str, now: datetime) -> Comment:
    """Add a comment. Raises CommentRefused, CycleRefused."""
    by.demand("ideas.comment")
    demand_phase(await Cycle.get(id=cycle_id), "comment", now)
    body = checked_comment(text)
    last = await Comment.filter(author_id=by.account_id, idea_id=idea_id).order_by("-id").first()
    if last is not None and last.body == body and now - last.made_at < timedelta(minutes=10):
        return last  # pressed twice
    if not await allow("comment", str(by.account_id), _PER_HOUR, timedelta(hours=1), now):
        raise CommentRefused(_("You have written a lot in the last hour. Wait a little, then send this."))
    async with transaction():
        await execute("UPDATE idea SET comments_count = comments_count + 1 WHERE id = ?", idea_id)
        return await Comment.create(
            idea_id=idea_id,
            author_id=by.account_id,
            author_name=by.display_name,
            body=body,
            body_html=to_html(body),
            made_at=now,
        )


def checked_comment(text: str) -> str:
    body = body_text(text)
    if not body:
        raise CommentRefused(_("Write your comment first."))
    if len(body) > LONGEST:
        raise CommentRefused(_("Shorten your comment to 2,000 characters or fewer."))
    return body


async def remove(comment_id: int, by: Person) -> int:
    """Take back one's own comment; returns the number of its idea. Raises NotFound for anybody else's."""
    comment = await Comment.get_or_none(id=comment_id, author_id=by.account_id) if by.signed_in else None
    if comment is None:
        raise NotFound
    async with transaction():
        visible = await Comment.filter(id=comment_id, state=CommentState.VISIBLE).update(state=CommentState.REMOVED)
        if visible:
            await execute("UPDATE idea SET comments_count = comments_count - 1 WHERE id = ?", comment.idea_id)
        else:
            await Comment.filter(id=comment_id, state=CommentState.HELD).update(state=CommentState.REMOVED)
    return comment.idea_id
