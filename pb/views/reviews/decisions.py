"""Decisions about one idea, each on a page of its own: a question, not feasible, a merger, taking a decision back."""

from starlette.requests import Request
from starlette.responses import Response

from pb.ideas.merging import candidates, merge
from pb.ideas.search import similar
from pb.models import Idea
from pb.reviews.decisions import not_feasible, reopen
from pb.reviews.questions import ask
from pb.reviews.queue import file_of, last_post_of
from pb.views.reviews.file import REVIEWS, address
from pb.views.reviews.forms import MergerForm, NotFeasibleForm, QuestionForm, ReopeningForm
from web.audience import audience
from web.forms import Form, carried_out, number
from web.language import _
from web.pages import page, see_other


async def _idea(request: Request) -> Idea:
    return (await file_of(request.state.visitor, request.path_params["idea"])).idea


def _page(request: Request, idea: Idea, form: Form, hints: dict[str, str], **words: str) -> Response:
    """`words`: heading, lead, button, kind."""
    context = {"idea": idea, "form": form, "hints": hints, "kind": "", **words}
    return page(request, "pb/reviews/act.html", context, status=422 if form.errors else 200)


@audience(REVIEWS)
async def question(request: Request) -> Response:
    idea, visitor, now = await _idea(request), request.state.visitor, request.state.now
    posted = request.method == "POST"
    form = QuestionForm(await request.form() if posted else None)
    if posted and await carried_out(
        form, lambda: ask(visitor, idea.id, form.question.data or "", form.due_on.data, now)
    ):
        return see_other(request, address(request), notice=_("Your question is on its way to the author."))
    return _page(
        request,
        idea,
        form,
        {"question": _("They get it by email, and can change their idea when they answer.")},
        heading=_("Ask the author"),
        lead=_("Ask for a change, or for something you need to know."),
        button=_("Send the question"),
    )


@audience(REVIEWS)
async def infeasibility(request: Request) -> Response:
    idea, visitor, now = await _idea(request), request.state.visitor, request.state.now
    posted = request.method == "POST"
    form = NotFeasibleForm(await request.form() if posted else None, {"decided_by": await last_post_of(visitor)})
    if posted and await carried_out(
        form,
        lambda: not_feasible(
            visitor,
            idea.id,
            reason=form.reason.data or "",
            elsewhere=form.elsewhere.data or "",
            decided_by=form.decided_by.data or "",
            now=now,
        ),
    ):
        return see_other(request, address(request), notice=_("The answer is public, and the author has it by email."))
    return _page(
        request,
        idea,
        form,
        {
            "reason": _("In plain words: what stands in the way? “Policy does not allow it” is not enough."),
            "elsewhere": _("Another fund, another team, another way to do a part of it."),
            "decided_by": _("The post, such as “Parks manager”. Everybody can see it."),
        },
        heading=_("It cannot be done"),
        lead=_("Everybody can read this answer on the page of the idea."),
        button=_("Publish this answer"),
        kind="warning",
    )


@audience(REVIEWS)
async def merger(request: Request) -> Response:
    idea, visitor, now = await _idea(request), request.state.visitor, request.state.now
    posted = request.method == "POST"
    form = MergerForm(await request.form() if posted else None)
    form.into.choices = await _others(idea)
    into = number(form.into.data)
    if posted and await carried_out(form, lambda: merge(visitor, idea.id, into, form.why.data or "", now)):
        return see_other(request, address(request), notice=_("The two ideas go on as one. Both authors know."))
    return _page(
        request,
        idea,
        form,
        {
            "into": _("The page of this idea will lead there. Those who support both count once."),
            "why": _("Both authors and everybody else can read this."),
        },
        heading=_("Join it with another idea"),
        lead=_("For two ideas that want nearly the same thing in the same place."),
        button=_("Join them"),
    )


async def _others(idea: Idea) -> dict[str, list[tuple[str, str]]]:
    """For the select: what is much like it first, then its own area, then the rest."""
    alike = {card.id for card in await similar(idea.cycle_id, idea.title, most=8)}
    groups: dict[str, list[tuple[str, str]]] = {"": [("", _("Choose"))]}
    for other in await candidates(idea):
        near = _("From the same area") if other.pot_id == idea.pot_id else _("From other areas")
        groups.setdefault(_("Much like it") if other.id in alike else near, []).append((str(other.id), other.title))
    return groups


@audience(REVIEWS)
async def reopening(request: Request) -> Response:
    idea, visitor, now = await _idea(request), request.state.visitor, request.state.now
    posted = request.method == "POST"
    form = ReopeningForm(await request.form() if posted else None)
    if posted and await carried_out(form, lambda: reopen(visitor, idea.id, form.why.data or "", now)):
        return see_other(request, address(request), notice=_("The idea is in review again. Its author knows."))
    return _page(
        request,
        idea,
        form,
        {"why": _("The author will read this.")},
        heading=_("Take the decision back"),
        lead=_(
            "For a decision that was a mistake. The idea goes back into review, and off the ballot if it was there."
        ),
        button=_("Take it back"),
        kind="warning",
    )
