"""Report an idea or a comment to the moderators."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import TextAreaField

from pb import ideas
from pb.ideas import reports
from pb.ideas.reports import ReportRefused
from web.audience import SIGNED_IN, audience
from web.forms import Form, at_most, required
from web.language import _
from web.pages import page, see_other


class ReportForm(Form):
    why = TextAreaField(
        _("What is wrong with it?"), [*required(_("Tell us what is wrong with it.")), at_most(reports.LONGEST)]
    )


@audience(SIGNED_IN)
async def of_idea(request: Request) -> Response:
    shown = await ideas.public(request.path_params["idea"], request.state.now)
    form = ReportForm(await request.form()) if request.method == "POST" else ReportForm()
    if request.method == "POST" and form.validate():
        try:
            await reports.report_idea(shown.idea.id, request.state.visitor, form.why.data or "", request.state.now)
            return see_other(request, f"/ideas/{shown.idea.id}", notice=_thanks())
        except ReportRefused as refused:
            form.refuse("why", refused.sentence)
    context = {"form": form, "comment": None, "back": f"/ideas/{shown.idea.id}", "title": shown.idea.title}
    return page(request, "pb/comments/report.html", context, status=422 if form.errors else 200)


@audience(SIGNED_IN)
async def of_comment(request: Request) -> Response:
    comment = await reports.public_comment(request.path_params["comment"])
    shown = await ideas.public(comment.idea_id, request.state.now)
    form = ReportForm(await request.form()) if request.method == "POST" else ReportForm()
    if request.method == "POST" and form.validate():
        try:
            await reports.report_comment(comment, request.state.visitor, form.why.data or "", request.state.now)
            return see_other(request, f"/ideas/{shown.idea.id}", notice=_thanks())
        except ReportRefused as refused:
            form.refuse("why", refused.sentence)
    context = {"form": form, "comment": comment, "back": f"/ideas/{shown.idea.id}", "title": shown.idea.title}
    return page(request, "pb/comments/report.html", context, status=422 if form.errors else 200)


def _thanks() -> str:
    return _("Thank you. A moderator will look at it and write to you.")
