"""What waits for a moderator, oldest first. Four questions to the database, however much waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from database import as_time, rows
from pb.models import Comment, CommentState, Idea, IdeaState, Report
from residents.people import Person
from web.days import local_date, working_days_after
from web.refusals import NotFound

WORKING_DAYS = 2
MOST = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing in the queue. `own` is the moderator's own, for somebody else to decide."""

    row: Any
    since: datetime
    due_on: date
    late: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Queue:
    ideas: list[Waiting]
    reported: list[Waiting]
    comments: list[Waiting]
    appeals: list[Waiting]

    @property
    def late(self) -> int:
        return sum(
            waiting.late for part in (self.ideas, self.reported, self.comments, self.appeals) for waiting in part
        )


async def queue(by: Person, now: datetime) -> Queue:
    """Everything that waits for a decision by a moderator. Raises NotAllowed."""
    by.demand("content.moderate")
    return Queue(
        _waiting(await _ideas(), by, now),
        _waiting(await _reported(), by, now),
        _waiting(await _comments(), by, now),
        _waiting(await _appeals(), by, now),
    )


def _waiting(found: Sequence[Any], by: Person, now: datetime) -> list[Waiting]:
    made = []
    for row in found:
        since = as_time(row.since)
        assert since is not None
        due = working_days_after(since, WORKING_DAYS)
        own = by.account_id is not None and by.account_id in (row.owner_id, row.other_owner_id)
        made.append(Waiting(row, since, due, local_date(now) > due, own))
    return made


async def _ideas() -> Sequence[Any]:
    return await rows(
        """SELECT i.id, i.version, i.title, i.body_html, i.place, i.author_name, i.entered_by_id, p.name AS pot,
                  i.photo_id, f.alt AS photo_alt, f.name AS photo_name,
                  COALESCE(i.submitted_at, i.created_at) AS since, i.author_id AS owner_id,
                  i.entered_by_id AS other_owner_id
           FROM idea i LEFT JOIN pot p ON p.id = i.pot_id LEFT JOIN photo f ON f.id = i.photo_id
           WHERE i.state = 'received' ORDER BY COALESCE(i.submitted_at, i.created_at), i.id LIMIT ?""",
        MOST,
    )


async def _reported() -> Sequence[Any]:
    """Grouped: ten reports about one thing are one thing to look at."""
    return await rows(
        """SELECT r.idea_id, r.comment_id, r.reports, r.since, i.title, i.state, c.body AS comment,
                  COALESCE(c.author_name, i.author_name) AS author_name,
                  COALESCE(c.author_id, i.author_id) AS owner_id,
                  CASE WHEN c.id IS NULL THEN i.entered_by_id END AS other_owner_id
           FROM (SELECT idea_id, comment_id, COUNT(*) AS reports, MIN(made_at) AS since
                 FROM report WHERE resolved_at IS NULL GROUP BY idea_id, comment_id) r
           LEFT JOIN comment c ON c.id = r.comment_id
           JOIN idea i ON i.id = COALESCE(r.idea_id, c.idea_id)
           WHERE i.state <> 'draft' AND (c.id IS NULL OR c.state <> 'removed')
           ORDER BY r.since LIMIT ?""",
        MOST,
    )


async def _comments() -> Sequence[Any]:
    return await rows(
        """SELECT c.id, c.body, c.author_name, c.made_at AS since, i.id AS idea_id, i.title,
                  c.author_id AS owner_id, NULL AS other_owner_id
           FROM comment c JOIN idea i ON i.id = c.idea_id
           WHERE c.state = 'held' ORDER BY c.id LIMIT ?""",
        MOST,
    )


async def _appeals() -> Sequence[Any]:
    """Open ones about what is still refused or hidden: an author may have withdrawn it since."""
    return await rows(
        """SELECT a.id, a.why, a.made_at AS since, i.title, c.body AS comment,
                  COALESCE(c.reason, i.reason) AS reason, a.refused_by_id AS owner_id, a.made_by_id AS other_owner_id
           FROM appeal a LEFT JOIN comment c ON c.id = a.comment_id
           JOIN idea i ON i.id = COALESCE(a.idea_id, c.idea_id)
           WHERE a.decided_at IS NULL AND COALESCE(c.state, i.state) IN ('refused', 'hidden')
           ORDER BY a.id LIMIT ?""",
        MOST,
    )


async def idea_for_moderator(by: Person, idea_id: int) -> Idea:
    """An idea in any state but draft, with its author's public name, never the account behind it."""
    by.demand("content.moderate")
    idea = await Idea.get_or_none(id=idea_id).select_related("pot", "photo")
    if idea is None or idea.state is IdeaState.DRAFT:
        raise NotFound
    return idea


async def comment_for_moderator(by: Person, comment_id: int) -> Comment:
    by.demand("content.moderate")
    comment = await Comment.get_or_none(id=comment_id).select_related("idea")
    if comment is None or comment.state is CommentState.REMOVED:
        raise NotFound
    return comment


async def open_reports(*, idea_id: int | None = None, comment_id: int | None = None) -> list[Report]:
    """What people wrote about one thing. Who they are is not for moderators."""
    about = {"idea_id": idea_id} if idea_id is not None else {"comment_id": comment_id}
    return await Report.filter(**about, resolved_at__isnull=True).order_by("id").limit(MOST)
