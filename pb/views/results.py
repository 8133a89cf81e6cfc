"""Results in public: all of them, and one with its money, its reasons and everything needed to count it again."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from pb.cycles import by_slug, is_public
from pb.cycles.rules import rule_choices
from pb.cycles.timeline import standing
from pb.models import Cycle
from pb.results import (
    LEAST_BALLOTS,
    ComparisonRefused,
    StillCounting,
    account_file,
    account_in_words,
    counted_codes,
    pb_file,
    published,
    published_tally,
    recount_command,
    result_of,
    usual_rules,
)
from pb.results import comparison as side_by_side
from web.audience import EVERYONE, audience
from web.language import _
from web.pages import page, wants_fragment
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
async def comparison(request: Request) -> Response:
    """The published result beside what another rule would have given: any two rules, for everybody."""
    cycle = await _public_cycle(request)
    tally = await published_tally(cycle)
    usual, other = usual_rules(tally)
    rules = request.query_params.get("rule", usual), request.query_params.get("with", other)
    answer, refusal, status = None, "", 200
    try:
        answer = await side_by_side(cycle, tally, rules)
    except ComparisonRefused as refused:
        refusal, status = refused.sentence, 503 if isinstance(refused, StillCounting) else 422
    response = page(
        request,
        "pb/results/comparison.html",
        {
            "cycle": cycle,
            "own_rule": usual,
            "rules": rules,
            "choices": rule_choices(),
            "answer": answer,
            "refusal": refusal,
            "least": LEAST_BALLOTS,
        },
        fragment="results",
        status=200 if wants_fragment(request) else status,
    )
    if status == 503:
        response.headers["retry-after"] = "30"
    return response


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
    return PlainTextResponse(await counted_codes(cycle), headers={"cache-control": "public, max-age=3600"})


@audience(EVERYONE)
async def account(request: Request) -> Response:
    """The ballot account as a file of numbers."""
    cycle = await _public_cycle(request)
    return JSONResponse(await account_file(cycle), headers={"cache-control": "public, max-age=3600"})
