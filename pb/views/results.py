"""Results in public: all of them, and one with its money, its reasons and everything needed to count it again."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pb.cycles import by_slug, is_public
from pb.cycles.timeline import standing
from pb.models import Cycle
from pb.results import LEAST_BALLOTS, account_in_words, pb_file, published, receipt_codes, recount_command, result_of
from web.audience import EVERYONE, audience
from web.language import _
from web.pages import page
from web.refusals import NotFound


@audience(EVERYONE)
async def index(request: Request) -> Response:
    found = await published()
    return page(request, "pb/results/index.html", {"results": found})


async def _public_cycle(request: Request) -> Cycle:
    cycle = await by_slug(request.path_params["slug"])
    if not is_public(cycle, request.state.now):
        raise NotFound(_("This fund is not there."))
    return cycle


@audience(EVERYONE)
async def show(request: Request) -> Response:
    """Before the result is published: when it will come, and nothing else."""
    cycle = await _public_cycle(request)
    result = await result_of(cycle)
    if result is None:
        context = {"cycle": cycle, "standing": standing(cycle, request.state.now)}
        return page(request, "pb/results/waiting.html", context)
    command = recount_command(cycle, result)
    context = {"cycle": cycle, "result": result, "least": LEAST_BALLOTS, "command": command}
    context["account"] = await account_in_words(cycle)
    return page(request, "pb/results/show.html", context)


@audience(EVERYONE)
async def file(request: Request) -> Response:
    cycle = await _public_cycle(request)
    pot = int(request.path_params["pot"])
    text = await pb_file(cycle, pot)
    name = f"{cycle.slug}-{pot}.pb"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "public, max-age=3600"}
    return PlainTextResponse(text, headers=headers)


@audience(EVERYONE)
async def receipts(request: Request) -> Response:
    """Every receipt code, so that voters can see that theirs is among them."""
    cycle = await _public_cycle(request)
    return PlainTextResponse(await receipt_codes(cycle), headers={"cache-control": "public, max-age=3600"})
