"""One idea as a moderator sees it: refuse it, bring it back, or answer those who reported it."""

from starlette.requests import Request
from starlette.responses import Response

from pb.moderation import ideas, reports
from pb.moderation.queue import idea_for_moderator, open_reports
from pb.views.moderation.forms import MODERATOR, QUEUE, DecisionForm, WhyForm, carried_out
from web.audience import audience
from web.language import _
from web.pages import page, see_other


@audience(MODERATOR)
async def show(request: Request) -> Response:
    return await _page(request)


async def _page(request: Request, form: DecisionForm | None = None, why: WhyForm | None = None) -> Response:
    visitor = request.state.visitor
    idea = await idea_for_moderator(visitor, request.path_params["idea"])
    context = {
        "idea": idea,
        "reports": await open_reports(idea_id=idea.id),
        "can_be_refused": idea.state in ideas.CAN_BE_REFUSED,
        "own": visitor.account_id in (idea.author_id, idea.entered_by_id),
        "form": form or DecisionForm(),
        "why": why or WhyForm(),
    }
    return page(request, "pb/moderation/idea.html", context, status=422 if form or why else 200)


@audience(MODERATOR)
async def refuse(request: Request) -> Response:
    form, number = DecisionForm(await request.form()), request.path_params["idea"]
    visitor, now = request.state.visitor, request.state.now
    if not await carried_out(form, "words", lambda: ideas.refuse(visitor, number, form.reason(), now)):
        return await _page(request, form=form)
    return see_other(request, QUEUE, notice=_("The idea is not public. Its author knows why."))


@audience(MODERATOR)
async def restore(request: Request) -> Response:
    why, number = WhyForm(await request.form()), request.path_params["idea"]
    visitor, now = request.state.visitor, request.state.now
    if not await carried_out(why, "why", lambda: ideas.restore(visitor, number, why.reason(), now)):
        return await _page(request, why=why)
    return see_other(request, QUEUE, notice=_("Everybody can see the idea again."))


@audience(MODERATOR)
async def dismiss(request: Request) -> Response:
    why, number = WhyForm(await request.form()), request.path_params["idea"]
    visitor, now = request.state.visitor, request.state.now
    if not await carried_out(
        why, "why", lambda: reports.dismiss(visitor, idea_id=number, reason=why.reason(), now=now)
    ):
        return await _page(request, why=why)
    return see_other(request, QUEUE, notice=_("The idea stays. Those who reported it know why."))
