"""From idea to project: one of its own, or part of one that is there."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pb.models import Idea, Pot, Project
from pb.projects import Plan, join, make
from pb.reviews.queue import file_of, last_post_of
from pb.text import first_words
from pb.views.reviews.file import address
from pb.views.reviews.forms import ChoiceForm, ProjectForm
from web.audience import audience, permitted
from web.filters import money
from web.forms import carried_out, number
from web.language import _
from web.pages import page, see_other

EDITS = permitted("projects.edit")


async def pot_choices(cycle_id: int) -> list[tuple[str, str]]:
    pots = await Pot.filter(cycle_id=cycle_id).order_by("position", "id")
    return [("", _("Choose")), *((str(pot.id), f"{pot.name} ({money(pot.amount_pence)})") for pot in pots)]


def plan_from(form: ProjectForm) -> Plan:
    return Plan(
        form.title.data or "",
        form.summary.data or "",
        number(form.pot.data),
        form.cost.data,
        form.cost_note.data or "",
        form.owner.data or "",
        form.photo_alt.data or "",
    )


@audience(EDITS)
async def new(request: Request) -> Response:
    visitor, now = request.state.visitor, request.state.now
    idea = (await file_of(visitor, request.path_params["idea"])).idea
    posted = request.method == "POST"
    form = ProjectForm(await request.form() if posted else None, await _prefilled(request, idea))
    form.pot.choices = await pot_choices(idea.cycle_id)
    if posted and await carried_out(form, lambda: make(visitor, idea.id, plan_from(form), now)):
        return see_other(request, address(request), notice=_("It is on the ballot. Its author knows."))
    return await _page(request, idea, form, ChoiceForm())


async def _prefilled(request: Request, idea: Idea) -> dict[str, Any]:
    return {
        "title": idea.title,
        "summary": first_words(idea.body, 480),
        "pot": str(idea.pot_id or ""),
        "cost": idea.cost_pence,
        "cost_note": idea.cost_note,
        "owner": await last_post_of(request.state.visitor),
        "photo_alt": idea.photo.alt if idea.photo else "",
    }


@audience(EDITS)
async def choose(request: Request) -> Response:
    visitor, now = request.state.visitor, request.state.now
    idea = (await file_of(visitor, request.path_params["idea"])).idea
    choice = ChoiceForm(await request.form())
    chosen = number(choice.project.data) or 0
    if await carried_out(choice, lambda: join(visitor, idea.id, chosen, now)):
        return see_other(request, address(request), notice=_("It is part of that project now. Its author knows."))
    form = ProjectForm(None, await _prefilled(request, idea))
    form.pot.choices = await pot_choices(idea.cycle_id)
    return await _page(request, idea, form, choice)


async def _page(request: Request, idea: Idea, form: ProjectForm, choice: ChoiceForm) -> Response:
    there = await Project.filter(cycle_id=idea.cycle_id, withdrawn_at__isnull=True).order_by("reference").limit(500)
    there.sort(key=lambda project: project.pot_id != idea.pot_id)
    choice.project.choices = [("", _("Choose")), *((str(one.id), f"{one.reference} {one.title}") for one in there)]
    errors = form if form.errors else choice
    context = {"idea": idea, "form": form, "choice": choice, "can_join": bool(there), "errors": errors}
    context["has_photo"] = idea.photo is not None
    return page(request, "pb/projects/new.html", context, status=422 if errors.errors else 200)
