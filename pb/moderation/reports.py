"""Reports by residents. However many there are, nothing is hidden until a person has decided."""

from datetime import datetime

import ledger.journal
from database import transaction
from pb.letters import moderation as letters
from pb.models import Comment, CommentState, Idea, IdeaState, Report
from pb.moderation.refusals import ModerationRefused, checked_reason, demand_somebody_elses
from post import outbox
from residents.people import Person
from web.language import _
from web.refusals import NotFound


async def dismiss(
    by: Person, *, idea_id: int | None = None, comment_id: int | None = None, reason: str, now: datetime
) -> int:
    """What was reported stays. Everybody who reported it is told why. Returns how many reports that were."""
    by.demand("content.moderate")
    async with transaction():
        await _demand_somebody_elses_thing(by, idea_id, comment_id)
        reason = checked_reason(reason)
        answered = await resolve(idea_id=idea_id, comment_id=comment_id, upheld=False, reason=reason, now=now)
        if not answered:
            raise ModerationRefused(_("There are no open reports about this any more. Load the page again."))
        thing = f"idea:{idea_id}" if idea_id is not None else f"comment:{comment_id}"
        await ledger.journal.record(by.actor, "reports.dismissed", thing, at=now, reports=answered, reason=reason)
    return answered


async def resolve(
    *, idea_id: int | None = None, comment_id: int | None = None, upheld: bool, reason: str, now: datetime
) -> int:
    """Inside a transaction: close the open reports about one thing, and write to those who made them."""
    about = {"idea_id": idea_id} if idea_id is not None else {"comment_id": comment_id}
    reports = await Report.filter(**about, resolved_at__isnull=True).select_related("reporter", "idea", "comment__idea")
    for report in reports:
        idea = report.idea or (report.comment.idea if report.comment else None)
        assert idea is not None  # a report is about one or the other
        letter = letters.report_looked_at(idea.title, idea.id, taken_down=upheld, reason=reason)
        await outbox.enqueue(report.reporter.email, *letter, now=now)
    if reports:
        await Report.filter(id__in=[report.id for report in reports]).update(resolved_at=now, upheld=upheld)
    return len(reports)


async def _demand_somebody_elses_thing(by: Person, idea_id: int | None, comment_id: int | None) -> None:
    if idea_id is not None:
        idea = await Idea.get_or_none(id=idea_id)
        if idea is None or idea.state is IdeaState.DRAFT:
            raise NotFound
        demand_somebody_elses(by, idea.author_id, idea.entered_by_id)
    else:
        comment = await Comment.get_or_none(id=comment_id)
        if comment is None or comment.state is CommentState.REMOVED:
            raise NotFound
        demand_somebody_elses(by, comment.author_id)
