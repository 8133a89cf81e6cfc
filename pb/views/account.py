"""One's own ideas, and the ideas one follows."""

from starlette.requests import Request
from starlette.responses import Response

from pb import ideas
from pb.ideas import drafts, follows
from pb.ideas.outcomes import tags_of
from pb.views.drafts.common import writer_of
from web.audience import SIGNED_IN, audience
from web.pages import page


@audience(SIGNED_IN)
async def own_ideas(request: Request) -> Response:
    own = await ideas.all_own(request.state.visitor)
    tags = await tags_of(own)
    context = {
        "drafts": await drafts.all_of(writer_of(request)),
        "ideas": [(idea, tags[idea.id]) for idea in own],
    }
    return page(request, "pb/ideas/own.html", context)


@audience(SIGNED_IN)
async def followed(request: Request) -> Response:
    found = await follows.followed_by(request.state.visitor.account_id)
    tags = await tags_of(found)
    return page(request, "pb/ideas/followed.html", {"ideas": [(idea, tags[idea.id]) for idea in found]})
