"""What every page about a draft needs: whose it is, and where to go next."""

from starlette.requests import Request

from pb.ideas import drafts
from pb.ideas.drafts import Writer
from pb.models import Idea
from residents.limits import network_of
from web.pages import keep_browser


def writer_of(request: Request) -> Writer:
    return Writer(request.state.visitor, keep_browser(request))


def unknown_network(request: Request) -> str:
    """Where somebody writes from of whom we know nothing else; empty for who has signed in."""
    if request.state.visitor.signed_in or request.client is None:
        return ""
    return network_of(request.client.host)


async def draft_of(request: Request) -> Idea:
    return await drafts.of(writer_of(request), request.path_params["draft"])


def next_page(draft: Idea) -> str:
    """The first question without an answer, or all answers together."""
    missing = "story" if not draft.body else "place" if draft.pot_id is None else "check"
    return f"/ideas/drafts/{draft.id}/{missing}"
