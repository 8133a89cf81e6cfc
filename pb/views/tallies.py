"""The count, for officers: count a vote that is over, look at the outcome, publish it as a second officer."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ballot_box.refusals import NotOpened
from pb import tallies
from pb.cycles import by_slug
from pb.models import Tally
from pb.results import account_in_words, counted_cycles, unpublished
from web.audience import audience, permitted
from web.language import _
from web.pages import page, see_other
from web.refusals import NotAllowed, Refused


@audience(permitted("tallies.see-unpublished"))
async def index(request: Request) -> Response:
    """Votes that are over, and their counts."""
    return await _index(request)


async def _index(request: Request, refusal: str = "") -> Response:
    context = {"rows": await counted_cycles(request.state.now), "refusal": refusal}
    return page(request, "pb/tallies/index.html", context, status=422 if refusal else 200)


@audience(permitted("tallies.count"))
async def count(request: Request) -> Response:
    """Count now; a count that was not published is replaced."""
    cycle = await by_slug(str((await request.form()).get("cycle", "")))
    try:
        tally = await tallies.count(cycle, request.state.visitor, request.state.now)
    except NotAllowed:
        raise
    except NotOpened:
        return see_other(request, f"/office/cycles/{cycle.slug}/opening")
    except Refused as refusal:
        return await _index(request, refusal.sentence)
    return see_other(request, f"/office/tallies/{tally.id}", notice=_("The votes are counted."))


@audience(permitted("tallies.see-unpublished"))
async def show(request: Request) -> Response:
    return await _show(request)


async def _show(request: Request, refusal: str = "") -> Response:
    found = await unpublished(int(request.path_params["tally"]))
    if found is None:
        raise HTTPException(404)
    result, cycle = found
    context = {
        "result": result,
        "cycle": cycle,
        "refusal": refusal,
        "account": await account_in_words(cycle),
        "own_count": result.counted_by is not None and result.counted_by == request.state.visitor.account_id,
    }
    return page(request, "pb/tallies/show.html", context, status=422 if refusal else 200)


@audience(permitted("results.publish"))
async def publish(request: Request) -> Response:
    tally = await Tally.get_or_none(id=int(request.path_params["tally"]))
    if tally is None:
        raise HTTPException(404)
    try:
        await tallies.publish(tally, request.state.visitor, request.state.now)
    except NotAllowed:
        raise
    except Refused as refusal:
        return await _show(request, refusal.sentence)
    found = await unpublished(tally.id)
    assert found is not None
    return see_other(request, f"/cycles/{found[1].slug}/result", notice=_("The result is public."))
