"""The shortlist of a cycle, and the projects on it: change one, take one off."""

from starlette.requests import Request
from starlette.responses import Response

from pb.cycles import by_slug, current_cycle, may_be_done
from pb.models import Cycle, Idea, Project
from pb.projects import edit, withdraw
from pb.projects.shortlist import shortlist
from pb.reviews.queue import last_post_of
from pb.views.reviews.forms import ProjectForm, WithdrawalForm
from pb.views.reviews.projects import EDITS, plan_from, pot_choices
from web.audience import audience
from web.forms import carried_out
from web.language import _
from web.pages import page, see_other
from web.refusals import NotFound


@audience(EDITS)
async def index(request: Request) -> Response:
    now, slug = request.state.now, request.query_params.get("cycle", "")
    cycle = await by_slug(slug) if slug else await current_cycle(now) or await Cycle.filter(imported=False).first()
    cycles = await Cycle.filter(imported=False).order_by("-id").limit(50)
    context = {
        "cycle": cycle,
        "pots": await shortlist(request.state.visitor, cycle) if cycle else [],
        "open": cycle is not None and "review" in may_be_done(cycle, now),
        "cycles": [(one.slug, one.name) for one in cycles],
    }
    return page(request, "pb/projects/shortlist.html", context)


async def _project(request: Request) -> Project:
    project = await Project.get_or_none(id=request.path_params["project"]).select_related("cycle", "pot")
    if project is None or project.cycle.imported:
        raise NotFound
    return project


def _list_of(project: Project) -> str:
    return f"/office/shortlist?cycle={project.cycle.slug}"


@audience(EDITS)
async def change(request: Request) -> Response:
    visitor, now, project = request.state.visitor, request.state.now, await _project(request)
    posted = request.method == "POST"
    form = ProjectForm(await request.form() if posted else None, _written(project))
    form.pot.choices = await pot_choices(project.cycle_id)
    if posted and await carried_out(form, lambda: edit(visitor, project.id, plan_from(form), now)):
        return see_other(request, _list_of(project), notice=_("The project is changed."))
    context = {
        "project": project,
        "form": form,
        "ideas": await Idea.filter(project_id=project.id).order_by("id"),
        "open": "review" in may_be_done(project.cycle, now) and project.withdrawn_at is None,
        "back": _list_of(project),
        "has_photo": bool(project.photo_name),
    }
    return page(request, "pb/projects/edit.html", context, status=422 if posted else 200)


def _written(project: Project) -> dict[str, object]:
    return {
        "title": project.title,
        "summary": project.summary,
        "pot": str(project.pot_id),
        "cost": project.cost_pence,
        "cost_note": project.cost_note,
        "owner": project.owner,
        "photo_alt": project.photo_alt,
    }


@audience(EDITS)
async def withdrawal(request: Request) -> Response:
    visitor, now, project = request.state.visitor, request.state.now, await _project(request)
    posted = request.method == "POST"
    post = project.owner or await last_post_of(visitor)
    form = WithdrawalForm(await request.form() if posted else None, {"decided_by": post})
    if posted and await carried_out(
        form,
        lambda: withdraw(
            visitor,
            project.id,
            reason=form.reason.data or "",
            decided_by=form.decided_by.data or "",
            elsewhere=form.elsewhere.data or "",
            now=now,
        ),
    ):
        return see_other(request, _list_of(project), notice=_("The project is off the ballot. Its authors know why."))
    context = {"project": project, "form": form, "back": _list_of(project)}
    return page(request, "pb/projects/withdrawal.html", context, status=422 if posted else 200)
