"""Pages that explain: how it works, how accessible it is, what is kept, whose data it rests on."""

from starlette.requests import Request
from starlette.responses import Response

from residents.retention import purging
from residents.retention.periods import periods
from web.audience import EVERYONE, audience
from web.pages import page


@audience(EVERYONE)
async def how_it_works(request: Request) -> Response:
    return page(request, "residents/information/how_it_works.html")


@audience(EVERYONE)
async def accessibility(request: Request) -> Response:
    return page(request, "residents/information/accessibility.html")


@audience(EVERYONE)
async def privacy(request: Request) -> Response:
    context = {"periods": periods(), "deleted": await purging.last()}
    return page(request, "residents/information/privacy.html", context)


@audience(EVERYONE)
async def attribution(request: Request) -> Response:
    return page(request, "residents/information/attribution.html")
