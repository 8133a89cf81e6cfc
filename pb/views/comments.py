"""Take back one's own comment."""

from starlette.requests import Request
from starlette.responses import Response

from pb.ideas import comments
from web.audience import SIGNED_IN, audience
from web.language import _
from web.pages import see_other


@audience(SIGNED_IN)
async def remove(request: Request) -> Response:
    idea_id = await comments.remove(request.path_params["comment"], request.state.visitor)
    return see_other(request, f"/ideas/{idea_id}", notice=_("Your comment is gone."))
