"""A ballot to print and think over at home, in three sizes. The ones that count have a number, and lie at the table."""

from starlette.requests import Request
from starlette.responses import Response

from ballot_box.paper.packs import looks
from pb.ballots import BallotRefused, vote_at
from pb.ballots.printing import to_look_at
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
        text = await to_look_at(vote, str(request.path_params["pot"]), request.query_params.get("look", ""))
    except BallotRefused as refusal:
        raise NotFound(refusal.sentence) from refusal
    context = {"vote": vote, "text": text, "looks": looks()}
    return page(request, "pb/ballots/paper.html", context)
