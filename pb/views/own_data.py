"""Getting what is kept about oneself as a file."""

import orjson
from starlette.requests import Request
from starlette.responses import Response

from pb.own_data import collect
from residents.own_data import NotFresh, is_fresh
from web.audience import SIGNED_IN, audience
from web.pages import page


@audience(SIGNED_IN)
async def show(request: Request) -> Response:
    """The page, and on POST the file. A session that is not fresh gets the page, which says how to go on."""
    visitor, now = request.state.visitor, request.state.now
    if request.method == "POST":
        try:
            data = await collect(visitor, now)
        except NotFresh as refusal:
            return page(request, "pb/own_data/show.html", {"fresh": False, "refused": refusal.sentence}, status=422)
        headers = {"content-disposition": 'attachment; filename="my-data.json"', "cache-control": "private, no-store"}
        return Response(orjson.dumps(data, option=orjson.OPT_INDENT_2), media_type="application/json", headers=headers)
    fresh = await is_fresh(visitor, now)
    return page(request, "pb/own_data/show.html", {"fresh": fresh, "refused": ""})
