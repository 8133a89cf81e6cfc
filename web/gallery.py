"""Every component of the site in each of its states, on one page; only outside production."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.audience import EVERYONE, audience
from web.pages import page
from web.settings import ROOT
from web.specimens import SPECIMENS
from web.specimens.state import State

COMPONENTS = ROOT / "templates" / "ui"


@audience(EVERYONE)
async def show(request: Request) -> Response:
    components = [(name, about(COMPONENTS / f"{name}.html"), SPECIMENS[name]()) for name in sorted(SPECIMENS)]
    return page(request, "gallery/index.html", {"components": components})


@audience(EVERYONE)
async def alone(request: Request) -> Response:
    address = request.url.path
    name = request.path_params["component"]
    state = next((state for state in _states(name) if state.page == address), None)
    if state is None:
        raise HTTPException(404)
    return page(request, "gallery/alone.html", {"name": name, "state": state})


def about(template: Path) -> str:
    """What a component is for: the comment its file opens with."""
    opening, _, _ = template.read_text(encoding="utf-8").partition("#}")
    return " ".join(opening.removeprefix("{#").split())


def _states(name: str) -> list[State]:
    return SPECIMENS[name]() if name in SPECIMENS else []


routes = [Route("/gallery", show), Route("/gallery/{component}/{state}", alone)]
