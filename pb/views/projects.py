"""A project in public: what it is, where it came from, and after the count why it is funded or not."""

from starlette.requests import Request
from starlette.responses import Response

from pb.results import project_page
from web.audience import EVERYONE, audience
from web.language import _
from web.pages import page
from web.refusals import NotFound


@audience(EVERYONE)
async def show(request: Request) -> Response:
    found = await project_page(int(request.path_params["project"]), request.state.now)
    if found is None:
        raise NotFound(_("This project is not there."))
    context = {
        "project": found.project,
        "ideas": found.ideas,
        "cycle": found.cycle,
        "phase": found.phase,
        "result": found.result,
        "pot": found.pot,
        "outcome": found.outcome,
    }
    return page(request, "pb/projects/show.html", context)
