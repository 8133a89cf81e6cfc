"""“Test it instead”: the ballot that was just checked is opened, and its voter makes a new one."""

from starlette.requests import Request
from starlette.responses import Response

from pb.ballots import BallotRefused, CastAlready, Closed, NotOpenYet, TooManyTests, command_for
from pb.ballots import test as open_ballot
from pb.views.ballots.ballot import check_again, check_page, refused
from pb.views.ballots.booth import Booth, Filled, booth_of, code_in_full, unavailable, was_checked
from web.audience import EVERYONE, audience
from web.pages import keep_browser, page, see_other


@audience(EVERYONE)
async def test(request: Request) -> Response:
    """Nobody has to sign in for it: the site must not know beforehand who tests. Sent again, it shows the same."""
    if request.method == "GET":
        return see_other(request, "/vote")
    filled = Filled.of(await request.form())
    booth = await booth_of(request, filled)
    if isinstance(booth, Response):
        return booth
    if not was_checked(request, filled):
        return await check_again(request, booth)
    return await _opened(request, booth)


async def _opened(request: Request, booth: Booth) -> Response:
    filled = booth.filled
    try:
        opened = await open_ballot(
            booth.vote,
            filled.choices,
            definition_hash=filled.definition,
            attempt=filled.checked,
            digits=filled.digits,
            browser=keep_browser(request),
            network=request.client.host if request.client else "",
            now=request.state.now,
        )
    except (Closed, NotOpenYet) as over:
        return await unavailable(request, booth.vote, over.sentence, filled.choices)
    except TooManyTests as refusal:
        return await check_page(request, booth, checked=filled.checked, refusal=refusal.sentence, status=429)
    except CastAlready as refusal:  # the same choices with a new code
        return await check_page(request, booth, refusal=refusal.sentence)
    except BallotRefused as refusal:
        return refused(request, booth, refusal.sentence, refusal.field)
    context = {
        **booth.context,
        **code_in_full(request, opened.commitment),
        "opened": opened,
        "command": command_for(opened),
    }
    return page(request, "pb/ballots/tested.html", context)
