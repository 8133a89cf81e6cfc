"""Results in public: all of them, and one with its money, its reasons and everything needed to count it again."""

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from wtforms import StringField

from pb.cycles import by_slug, is_public
from pb.cycles.rules import rule_choices
from pb.cycles.timeline import standing
from pb.models import Cycle
from pb.packs import Kept, kept_pack
from pb.results import (
    LEAST_BALLOTS,
    ComparisonRefused,
    StillCounting,
    account_file,
    account_in_words,
    counted_code,
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
from web.forms import Form, at_most, required
from web.language import _
from web.pages import page, settings_of, wants_fragment
from web.refusals import NotFound

_FOR_GOOD = {
    "cache-control": "public, max-age=3600",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
}


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
    context["pack"] = await kept_pack(cycle, settings_of(request).packs_dir)
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
async def counted(request: Request) -> Response:
    """The commitments of all counted ballots, so that voters can see that theirs is among them."""
    cycle = await _public_cycle(request)
    return PlainTextResponse(await counted_codes(cycle), headers={"cache-control": "public, max-age=3600"})


class CodeForm(Form):
    code = StringField(_("Your code"), [*required(_("Type your code, or its first eight letters.")), at_most(200)])


@audience(EVERYONE)
async def code(request: Request) -> Response:
    """Whether the ballot with a code is counted. What is typed never stands in an address."""
    cycle = await _public_cycle(request)
    await published_tally(cycle)
    form = CodeForm(await request.form() if request.method == "POST" else None)
    asked = request.method == "POST" and form.validate()
    found = await counted_code(cycle, form.code.data or "") if asked else None
    status = 422 if request.method == "POST" and not asked else 200
    context = {"cycle": cycle, "form": form, "asked": asked, "found": found}
    return page(request, "pb/results/code.html", context, status=status)


@audience(EVERYONE)
async def receipts(request: Request) -> Response:
    """Where the list was before; people wrote that address down."""
    return RedirectResponse(f"/cycles/{(await _public_cycle(request)).slug}/result/counted.txt", 301)


@audience(EVERYONE)
async def pack(request: Request) -> Response:
    """The whole recount pack as one file."""
    kept = await _kept(request)
    return FileResponse(kept.archive, filename=f"{kept.name}.zip", media_type="application/zip", headers=_FOR_GOOD)


@audience(EVERYONE)
async def pack_file(request: Request) -> Response:
    """One file of the recount pack. Programs are for taking away: nothing of a pack runs on this site."""
    file = (await _kept(request)).file(request.path_params["file"])
    if file is None:
        raise NotFound(_("There is no such file."))
    kind = "application/json" if file.suffix == ".json" else "text/plain"
    take_away = file.name if file.suffix in (".html", ".py") else None
    return FileResponse(file, media_type=kind, headers=_FOR_GOOD, filename=take_away)


async def _kept(request: Request) -> Kept:
    cycle = await _public_cycle(request)
    kept = await kept_pack(cycle, settings_of(request).packs_dir)
    if kept is None or not kept.ready:
        raise NotFound(_("There is no recount pack here yet. It is made within minutes after a result is published."))
    return kept


@audience(EVERYONE)
async def account(request: Request) -> Response:
    """The ballot account as a file of numbers."""
    cycle = await _public_cycle(request)
    return JSONResponse(await account_file(cycle), headers={"cache-control": "public, max-age=3600"})
