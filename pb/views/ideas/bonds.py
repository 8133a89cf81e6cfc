"""Support an idea, or follow it. Both can be taken back."""

from starlette.requests import Request
from starlette.responses import Response

from pb import ideas
from pb.cycles import CycleRefused
from pb.ideas import belonging, follows, supports
from pb.ideas.belonging import BelongingUnknown
from pb.ideas.supports import SupportRefused
from pb.models import Cycle
from pb.views.belonging import BelongingForm
from web.audience import SIGNED_IN, audience
from web.language import _
from web.pages import page, see_other


@audience(SIGNED_IN)
async def support(request: Request) -> Response:
    """One button. The first time also where the person belongs, when the cycle wants to know: nobody is sent away."""
    by, now = request.state.visitor, request.state.now
    shown = await ideas.public(request.path_params["idea"], now)
    cycle = await Cycle.get(id=shown.idea.cycle_id)
    known = await belonging.is_known(cycle, by, "support")
    form = BelongingForm(await request.form() if request.method == "POST" else None, cycle.ties)
    if request.method == "POST":
        try:
            if known or not form.postcode.data or await form.declare(by, now):
                await supports.support(shown.idea.id, cycle.id, by, now)
                notice = _("You support “%(title)s”.") % {"title": shown.idea.title}
                return see_other(request, f"/ideas/{shown.idea.id}", notice=notice)
        except BelongingUnknown as refused:
            form.refuse("postcode", refused.sentence)
        except (CycleRefused, SupportRefused) as refused:
            form.form_errors.append(refused.sentence)
    context = {"idea": shown.idea, "form": form, "known": known, "can": shown.supportable}
    return page(request, "pb/ideas/support.html", context, status=422 if request.method == "POST" else 200)


@audience(SIGNED_IN)
async def withdraw_support(request: Request) -> Response:
    shown = await ideas.public(request.path_params["idea"], request.state.now)
    await supports.withdraw(shown.idea.id, shown.idea.cycle_id, request.state.visitor, request.state.now)
    return see_other(request, f"/ideas/{shown.idea.id}", notice=_("You do not support this idea any more."))


@audience(SIGNED_IN)
async def follow(request: Request) -> Response:
    shown = await ideas.public(request.path_params["idea"], request.state.now)
    if request.method == "GET":
        return page(request, "pb/ideas/follow.html", {"idea": shown.idea})
    await follows.follow(shown.idea.id, request.state.visitor, request.state.now)
    return see_other(request, f"/ideas/{shown.idea.id}", notice=_("We will write to you when there is news."))


@audience(SIGNED_IN)
async def unfollow(request: Request) -> Response:
    """Works for an idea that is not public any more, too: the letters must stop."""
    number = request.path_params["idea"]
    await follows.unfollow(number, request.state.visitor)
    return see_other(request, "/account/follows", notice=_("You will get no more letters about this idea."))
