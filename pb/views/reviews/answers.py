"""The author answers a question of the reviewer, and may change the idea with the answer."""

from starlette.requests import Request
from starlette.responses import Response

from pb.reviews.questions import answer, question_to
from pb.views.reviews.forms import AnswerForm
from web.audience import SIGNED_IN, audience
from web.forms import carried_out, number
from web.language import _
from web.pages import page, see_other


@audience(SIGNED_IN)
async def edit(request: Request) -> Response:
    visitor, now, idea_id = request.state.visitor, request.state.now, request.path_params["idea"]
    idea, question = await question_to(visitor, idea_id, now)
    asked = {"title": idea.title, "body": idea.body, "version": str(idea.version)}
    posted = request.method == "POST"
    form = AnswerForm(await request.form() if posted else None, asked)
    version = number(form.version.data)
    if posted and await carried_out(
        form,
        lambda: answer(
            visitor,
            idea_id,
            form.answer.data or "",
            form.title.data or "",
            form.body.data or "",
            -1 if version is None else version,
            now,
        ),
    ):
        notice = _("Thank you. We have your answer and go on with your idea.")
        return see_other(request, f"/ideas/{idea_id}", notice=notice)
    context = {"form": form, "idea": idea, "question": question, "version": idea.version}
    return page(request, "pb/reviews/answer.html", context, status=422 if posted else 200)
