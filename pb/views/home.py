"""The front page."""

from starlette.requests import Request
from starlette.responses import Response

from pb import front
from web.audience import EVERYONE, audience
from web.front import cards
from web.pages import page


@audience(EVERYONE)
async def show(request: Request) -> Response:
    now = request.state.now
    published = await front.published_cycles(now)
    outcomes = await front.what_changed()
    context = {
        "cycles": front.running(published, now),
        "cards": await cards(now),
        "postcode": request.query_params.get("postcode", "")[:40],
        "money": await front.where_the_money_goes(published, now),
        "outcomes": outcomes,
        "outcomes_href": "/results" if outcomes else "",
    }
    return page(request, "home.html", context)
