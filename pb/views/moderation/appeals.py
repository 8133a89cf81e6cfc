"""Appeals: the author's page to ask for another look, and the page of the moderator who answers."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField, TextAreaField, validators

from pb.models import Appeal
from pb.moderation import appeals
from pb.moderation.refusals import LONGEST_REASON
from pb.views.moderation.forms import MODERATOR, QUEUE, WhyForm, carried_out
from web.audience import SIGNED_IN, audience
from web.forms import Form, at_most
from web.language import _
from web.pages import page, see_other


class AppealForm(WhyForm):
    why = TextAreaField(_("Why was it wrong?"), [validators.Optional(), at_most(LONGEST_REASON)])


class AnswerForm(Form):
    outcome = RadioField(_("What do you decide?"), [validators.InputRequired(_("Choose what happens."))])
    answer = TextAreaField(_("Your answer to the author"), [validators.Optional(), at_most(LONGEST_REASON)])


@audience(SIGNED_IN)
async def of_idea(request: Request) -> Response:
    visitor, number, now = request.state.visitor, request.path_params["idea"], request.state.now
    idea = await appeals.idea_to_appeal(visitor, number)
    form = AppealForm(await request.form() if request.method == "POST" else None)
    if request.method == "POST" and await carried_out(
        form, "why", lambda: appeals.appeal_idea(visitor, number, form.reason(), now)
    ):
        return see_other(request, "/account", notice=_thanks())
    context = {"form": form, "title": idea.title, "quote": "", "reason": idea.reason}
    return page(request, "pb/moderation/appeal.html", context, status=200 if request.method == "GET" else 422)


@audience(SIGNED_IN)
async def of_comment(request: Request) -> Response:
    visitor, number, now = request.state.visitor, request.path_params["comment"], request.state.now
    comment = await appeals.comment_to_appeal(visitor, number)
    form = AppealForm(await request.form() if request.method == "POST" else None)
    if request.method == "POST" and await carried_out(
        form, "why", lambda: appeals.appeal_comment(visitor, number, form.reason(), now)
    ):
        return see_other(request, f"/ideas/{comment.idea_id}", notice=_thanks())
    context = {"form": form, "title": comment.idea.title, "quote": comment.body_html, "reason": comment.reason}
    return page(request, "pb/moderation/appeal.html", context, status=200 if request.method == "GET" else 422)


def _thanks() -> str:
    return _("Thank you. Somebody who had no part in the decision will look at it, and we will write to you.")


@audience(MODERATOR)
async def show(request: Request) -> Response:
    visitor, number, now = request.state.visitor, request.path_params["appeal"], request.state.now
    appeal = await Appeal.get_or_none(id=number).select_related("idea", "comment__idea")
    if appeal is None:
        raise HTTPException(404)
    form = AnswerForm(await request.form() if request.method == "POST" else None)
    form.outcome.choices = [
        ("upheld", _("The author is right. Everybody can see it again.")),
        ("refused", _("The decision stays as it is.")),
    ]
    if request.method == "POST" and await carried_out(
        form,
        "answer",
        lambda: appeals.decide(
            visitor, number, upheld=form.outcome.data == "upheld", answer=form.answer.data or "", now=now
        ),
    ):
        return see_other(request, QUEUE, notice=_("The appeal is answered. Its author knows."))
    idea = appeal.idea or (appeal.comment.idea if appeal.comment else None)
    own = visitor.account_id in (appeal.refused_by_id, appeal.made_by_id)
    context = {"form": form, "appeal": appeal, "idea": idea, "own": own}
    return page(request, "pb/moderation/answer.html", context, status=200 if request.method == "GET" else 422)
