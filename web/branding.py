"""The council's colours and logo, as a small stylesheet of its own that the pages load after ours."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from web.audience import EVERYONE, audience
from web.pages import settings_of


@audience(EVERYONE)
async def stylesheet(request: Request) -> Response:
    settings = settings_of(request)
    css = f":root{{--brand:{settings.brand_colour};--accent:{settings.accent_colour}}}\n"
    return Response(css, media_type="text/css", headers={"cache-control": "public, max-age=3600"})


@audience(EVERYONE)
async def logo(request: Request) -> Response:
    path = settings_of(request).logo
    if not path:
        return Response(status_code=404)
    policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return FileResponse(
        Path(path), headers={"content-security-policy": policy, "cache-control": "public, max-age=3600"}
    )


routes = [Route("/branding.css", stylesheet), Route("/branding/logo", logo)]
