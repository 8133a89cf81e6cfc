"""The page of one idea: what it is, where it stands, and what its neighbours say."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import TextAreaField

from database import as_time
from pb import ideas
from pb.cycles import CycleRefused
from pb.ideas import Shown, comments, path, supports
from pb.ideas.comments import CommentRefused
from pb.ideas.standing import EDITABLE, WITHDRAWABLE, tag_of
from pb.models import IdeaState
from pb.text import TextRefused
from web.audience import EVERYONE, audience
from web.forms import Form, at_most, required
from web.language import _
from web.pages import page, see_other


class CommentForm(Form):
    body = TextAreaField(
        _("What do you think of it?"), [*required(_("Write your comment first.")), at_most(comments.LONGEST)]
    )


@audience(EVERYONE)
async def show(request: Request) -> Response:
    number = request.path_params["idea"]
    shown = await ideas.show(number, request.state.visitor, request.state.now)
    if shown.idea.state == IdeaState.DRAFT:
        return see_other(request, f"/ideas/drafts/{number}")
    return await _page(request, shown, CommentForm())


async def _page(request: Request, shown: Shown, form: CommentForm, status: int = 200) -> Response:
    visitor = request.state.visitor
    before = request.query_params.get("before", "")
    remarks, older = await comments.of_idea(shown.idea.id, visitor, request.state.now, _number(before))
    context: dict[str, Any] = {
        "idea": shown.idea,
        "shown": shown,
        "tag": tag_of(shown.idea.state, shown.idea.funded),
        "steps": path.steps(shown),
        "next_step": path.next_step(shown),
        "submitted_on": as_time(shown.idea.submitted_at),
        "decided_on": as_time(shown.idea.decided_at),
        "supported": False,
        "followed": False,
        "remarks": remarks,
        "older": older,
        "form": form,
        "can_edit": shown.own and "edit" in shown.may and shown.idea.state in EDITABLE,
        "can_withdraw": shown.own and "withdraw" in shown.may and shown.idea.state in WITHDRAWABLE,
    }
    if visitor.signed_in:
        context["supported"], context["followed"] = await supports.bonds(shown.idea.id, visitor)
    return page(request, "pb/ideas/show.html", context, status=status)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


@audience(EVERYONE)
async def comment(request: Request) -> Response:
    """Open to everyone, so that nobody whose session has just ended loses what they wrote."""
    shown = await ideas.public(request.path_params["idea"], request.state.now)
    form = CommentForm(await request.form())
    if form.validate():
        try:
            if request.state.visitor.signed_in:
                await comments.say(
                    shown.idea.id, shown.idea.cycle_id, request.state.visitor, form.body.data or "", request.state.now
                )
                return see_other(request, f"/ideas/{shown.idea.id}#comments", notice=_("Your comment is on the page."))
            form.refuse("body", _("You are not signed in any more. Sign in in another tab, then send this again."))
        except (CommentRefused, CycleRefused, TextRefused) as refused:
            form.refuse("body", refused.sentence)
    own_view = await ideas.show(shown.idea.id, request.state.visitor, request.state.now)
    return await _page(request, own_view, form, 422)
