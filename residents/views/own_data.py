"""Getting what is kept about oneself as a file."""

import orjson
from starlette.requests import Request
from starlette.responses import Response

from residents import own_data
from web.audience import SIGNED_IN, audience
from web.pages import page


@audience(SIGNED_IN)
async def show(request: Request) -> Response:
    """The page, and on POST the file. A session that is not fresh gets the page, which says how to go on."""
    visitor, now = request.state.visitor, request.state.now
    if request.method == "POST":
        try:
            data = await own_data.collect(visitor, now)
        except own_data.NotFresh as refusal:
            return page(
                request, "residents/account/data.html", {"fresh": False, "refused": refusal.sentence}, status=422
            )
        headers = {"content-disposition": 'attachment; filename="my-data.json"', "cache-control": "private, no-store"}
        return Response(orjson.dumps(data, option=orjson.OPT_INDENT_2), media_type="application/json", headers=headers)
    fresh = await own_data.is_fresh(visitor, now)
    return page(request, "residents/account/data.html", {"fresh": fresh, "refused": ""})
