"""A draw as everybody follows it, before, while and after it is held; and its files."""

from starlette.requests import Request
from starlette.responses import Response

from assembly import draws
from assembly.assemblies import public_by_slug
from assembly.draws import files, holding, record, telling
from assembly.models import Assembly, Draw, DrawState
from web.audience import EVERYONE, audience
from web.language import _
from web.pages import page
from web.refusals import NotFound

PUBLIC = (DrawState.COMMITTED, DrawState.DRAWN, DrawState.VOID)
_TYPES = {"json": "application/json", "txt": "text/plain; charset=utf-8", "py": "text/x-python; charset=utf-8"}


async def public_draw(request: Request) -> tuple[Assembly, Draw]:
    """One that is fixed in the record. Raises NotFound."""
    assembly = await public_by_slug(
        request.path_params["slug"], request.state.now, drafts=request.state.visitor.may("assemblies.see-drafts")
    )
    draw = await draws.one(assembly, request.path_params["number"])
    if draw.state not in PUBLIC:
        raise NotFound(_("This draw is not fixed yet. It will be here before it is held."))
    return assembly, draw


@audience(EVERYONE)
async def show(request: Request) -> Response:
    assembly, draw = await public_draw(request)
    commitment = holding.commitment_of(draw)
    numbers = [await record.number_of(leaf) for leaf in record.leaves_of(draw)]
    context = {
        "assembly": assembly,
        "draw": draw,
        "commitment": commitment,
        "state": telling.state_words(draw),
        "kind": telling.kind_words(draw),
        "sources": telling.sources_of(draw),
        "chart": telling.chart(draw.report),
        "chance": telling.chance_words,
        "percent": telling.share_words,
        "panel": holding.panel_of(draw),
        "begun": request.state.now >= commitment.when,
        "live": draw.state is DrawState.COMMITTED,
        "leaf_numbers": numbers,
        "watched_at": draw.source.get("place", ""),
    }
    return page(request, "assembly/draws/public.html", context, fragment="live")


@audience(EVERYONE)
async def file(request: Request) -> Response:
    _assembly, draw = await public_draw(request)
    name = request.path_params["name"]
    content = files.PROGRAM.read_bytes() if name == files.PROGRAM.name else await files.file(draw, name)
    ending = name.rpartition(".")[2]
    return _sent(content, name, _TYPES.get(ending, "application/octet-stream"))


@audience(EVERYONE)
async def folder(request: Request) -> Response:
    assembly, draw = await public_draw(request)
    return _sent(await files.folder(draw), f"draw-{assembly.slug}-{draw.number}.zip", "application/zip")


def _sent(content: bytes, name: str, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=kind, headers=headers)
