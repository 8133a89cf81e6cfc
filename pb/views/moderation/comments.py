"""One comment as a moderator sees it: show it, hide it, or answer those who reported it."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from pb.moderation import comments, reports
from pb.moderation.queue import comment_for_moderator, open_reports
from pb.views.moderation.forms import MODERATOR, QUEUE, DecisionForm, WhyForm, carried_out
from web.audience import audience
from web.language import _
from web.pages import page, see_other


@audience(MODERATOR)
async def show(request: Request) -> Response:
    return await _page(request)


async def _page(request: Request, form: DecisionForm | None = None, why: WhyForm | None = None) -> Response:
    visitor = request.state.visitor
    comment = await comment_for_moderator(visitor, request.path_params["comment"])
    context = {
        "comment": comment,
        "reports": await open_reports(comment_id=comment.id),
        "own": visitor.account_id == comment.author_id,
        "form": form or DecisionForm(),
        "why": why or WhyForm(),
    }
    return page(request, "pb/moderation/comment.html", context, status=422 if form or why else 200)


@audience(MODERATOR)
async def hide(request: Request) -> Response:
    form, number = DecisionForm(await request.form()), request.path_params["comment"]
    visitor, now = request.state.visitor, request.state.now
    if not await carried_out(form, "words", lambda: comments.hide(visitor, number, form.reason(), now)):
        return await _page(request, form=form)
    return see_other(request, QUEUE, notice=_("The comment is hidden. Its author knows why."))


@audience(MODERATOR)
async def restore(request: Request) -> Response:
    why, number = WhyForm(await request.form()), request.path_params["comment"]
    visitor, now = request.state.visitor, request.state.now
    if not await carried_out(why, "why", lambda: comments.restore(visitor, number, now, why.reason())):
        return await _page(request, why=why)
    return see_other(request, QUEUE, notice=_("Everybody can see the comment."))


@audience(MODERATOR)
async def dismiss(request: Request) -> Response:
    why, number = WhyForm(await request.form()), request.path_params["comment"]
    visitor, now = request.state.visitor, request.state.now
    act = partial(reports.dismiss, visitor, comment_id=number, reason=why.reason(), now=now)
    if not await carried_out(why, "why", act):
        return await _page(request, why=why)
    return see_other(request, QUEUE, notice=_("The comment stays. Those who reported it know why."))
