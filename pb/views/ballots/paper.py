"""A ballot to print: for a library's table, or to think it over at home."""

from starlette.requests import Request
from starlette.responses import Response

from pb.ballots import BallotRefused, paper_for, vote_at
from web.audience import EVERYONE, audience
from web.language import _
from web.pages import page
from web.refusals import NotFound


@audience(EVERYONE)
async def show(request: Request) -> Response:
    vote = await vote_at(request.state.now, request.path_params["slug"])
    if vote is None:
        raise NotFound(_("There is no such ballot paper."))
    try:
        paper = await paper_for(vote, str(request.path_params["pot"]), None)
    except BallotRefused as refusal:
        raise NotFound(refusal.sentence) from refusal
    return page(request, "pb/ballots/paper.html", {"vote": vote, "paper": paper})
