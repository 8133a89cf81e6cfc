"""What the ballot box promises and what not, and the page with which anybody can check it offline."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from web.audience import EVERYONE, audience
from web.language import _
from web.pages import page
from web.refusals import NotFound
from web.settings import ROOT

VERIFIER: Path = ROOT / "ballot_box" / "verifiers" / "verify.html"


@audience(EVERYONE)
async def show(request: Request) -> Response:
    return page(request, "ballot_box/promises/show.html")


@audience(EVERYONE)
async def verifier(_request: Request) -> Response:
    """To be saved and opened without a network; it is no page of the site."""
    if not VERIFIER.is_file():
        raise NotFound(_("There is no such page here."))
    headers = {"cache-control": "public, max-age=3600"}
    return FileResponse(VERIFIER, media_type="text/html; charset=utf-8", filename="verify.html", headers=headers)
