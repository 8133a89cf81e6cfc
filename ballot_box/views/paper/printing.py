"""What goes to the printer: ballots, cover sheet, poster, card, each as a page and as PDF."""

import asyncio
import io

import segno
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from ballot_box.paper import packs
from ballot_box.paper.printed import contest_of
from ballot_box.paper.refusals import PaperRefused
from ballot_box.views.paper import pdf
from ballot_box.views.paper.common import MANAGERS, batch_of, path_of, whole
from web.audience import audience
from web.filters import moment
from web.language import _
from web.pages import page, see_other, settings_of
from web.refusals import NotFound

LEAFLETS = ("cover", "poster", "card")


@audience(MANAGERS)
async def sheet(request: Request) -> Response:
    name, _dot, ending = str(request.path_params["sheet"]).partition(".")
    if ending not in ("", "pdf"):
        raise NotFound(_("There is no such sheet."))
    if name == "ballots":
        return await _ballots(request, as_pdf=bool(ending))
    if name in LEAFLETS:
        return await _leaflet(request, name, as_pdf=bool(ending))
    raise NotFound(_("There is no such sheet."))


async def _ballots(request: Request, *, as_pdf: bool) -> Response:
    batch, wanted = await batch_of(request), request.query_params
    first = whole(wanted.get("first") or "1")
    last = whole(wanted.get("last") or str(batch.issued))
    try:
        pack = await packs.pack_of(request.state.visitor, batch, wanted.get("look", ""), first, last)
    except PaperRefused as refusal:
        return see_other(request, path_of(batch.id), notice=refusal.sentence)
    if as_pdf:
        return _answer(await asyncio.to_thread(pdf.ballots, pack), f"{batch.name}-ballots-{pack.text.look.name}.pdf")
    codes = [(one, _picture(one.code)) for one in pack.ballots]
    return page(request, "ballot_box/paper/sheets/ballots.html", {"pack": pack, "ballots": codes, "batch": batch})


async def _leaflet(request: Request, name: str, *, as_pdf: bool) -> Response:
    batch = await batch_of(request)
    contest = await contest_of(batch.election_id, batch.contest)
    venue, where = (batch.venue.name, batch.venue.where) if batch.venue else ("", "")
    address = ""
    if name == "cover":
        told = packs.cover(batch, contest, venue)
    elif name == "poster":
        told = packs.poster(batch, contest, venue, where, moment(batch.election.closes_at))
        address = settings_of(request).address
    else:
        told = packs.card()
    if as_pdf:
        return _answer(await asyncio.to_thread(pdf.leaflet, told, address), f"{batch.name}-{name}.pdf")
    context = {
        "told": told,
        "batch": batch,
        "name": name,
        "address": address,
        "code": _picture(address) if address else "",
    }
    return page(request, "ballot_box/paper/sheets/leaflet.html", context)


def _picture(text: str) -> Markup:
    """A QR code as SVG inside the page: no other request, and nothing of it is kept anywhere."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=False, omitsize=True, svgclass="qr", lineclass=None, nl=False
    )
    return Markup(out.getvalue().decode())


def _answer(content: bytes, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "private, no-store"}
    return Response(content, media_type="application/pdf", headers=headers)
