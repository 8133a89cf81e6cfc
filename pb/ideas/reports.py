"""Somebody says that an idea or a comment breaks the rules. A person decides; nothing hides by itself."""

from datetime import datetime, timedelta

from pb.models import Comment, CommentState, Report
from pb.text import body_text
from residents.limits import allow
from residents.people import Person
from web.language import _
from web.refusals import NotFound, Refused

LONGEST = 1_000
_PER_DAY = 20


class ReportRefused(Refused):
    """The report cannot be kept."""


async def public_comment(comment_id: int) -> Comment:
    """The comment with its idea, if everybody can see it. Raises NotFound."""
    comment = await Comment.get_or_none(id=comment_id, state=CommentState.VISIBLE).select_related("idea")
    if comment is None:
        raise NotFound
    return comment


async def report_idea(idea_id: int, by: Person, why: str, now: datetime) -> None:
    """Reporting the same thing twice changes nothing. The caller has made sure that the idea is public."""
    words = await _checked(by, why, now)
    await Report.get_or_create(reporter_id=by.account_id, idea_id=idea_id, defaults={"why": words, "made_at": now})


async def report_comment(comment: Comment, by: Person, why: str, now: datetime) -> None:
    words = await _checked(by, why, now)
    given = {"why": words, "made_at": now}
    await Report.get_or_create(reporter_id=by.account_id, comment_id=comment.id, defaults=given)


async def _checked(by: Person, why: str, now: datetime) -> str:
    by.demand("content.report")
    words = body_text(why)
    if not words:
        raise ReportRefused(_("Tell us what is wrong with it."))
    if len(words) > LONGEST:
        raise ReportRefused(_("Shorten this to 1,000 characters or fewer."))
    if not await allow("report", str(by.account_id), _PER_DAY, timedelta(days=1), now):
        raise ReportRefused(_("You have reported a lot today. If it is urgent, write to us."))
    return words
